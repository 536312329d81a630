package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.value.ServiceCode.Structure;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "11110000000021135M2000117008000, 11110000000021135M, 2, 000117008000, 01,",
    "11110000000021135M2000717003000, 11110000000021135M, 2, 000717003000, 07,",
    "11110000000021135M2000117055002, 11110000000021135M, 2, 000117055002, 01,",
    "11310000MB2F30661Y231200356400001, 11310000MB2F30661Y, 2, 312003564000, 20, 01"
  })
  void structure_nationalForm_hasItsParts(
      String code, String agency, String level, String basicCode, String itemType, String serial) {
    assertEquals(
        Optional.of(new Structure(CreditCode.of(agency), level, basicCode, itemType, serial)),
        new ServiceCode(code).structure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "DB52-2017.01_A",
        "11110000000021135M200011700800", // 30
        "11110000000021135M20001170080001", // 32
        "11110000000021135M200011700800001A", // 34
        "11110000000021135M20001170080000A", // serial of letters
        "11110000000021135M8000117008000", // an unknown level
        "11110000000021135N2000117008000", // agency's check character
        "1111000000002113IM2000117008000", // agency's alphabet
        "11110000000021135M2000X17008000", // item type of letters
        "11110000000021135m2000117008000",
        "0123456789012345678901234567890"
      })
  void structure_otherForm_isEmpty(String code) {
    assertEquals(Optional.empty(), new ServiceCode(code).structure());
  }

  @Test
  void structure_anyCode_neverThrows() {
    String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz._-";
    Random random = new Random(39046);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("11110000000021135M2000117008000");
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        text.setCharAt(
            random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
      }
      ServiceCode code = new ServiceCode(text.toString());
      code.structure()
          .ifPresent(
              structure -> {
                assertEquals(
                    code.value(),
                    structure.agency().value() + structure.level() + structure.basicCode());
                assertEquals(structure.basicCode().substring(2, 4), structure.itemType());
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "实施编码", "a b"})
  void new_otherAlphabet_isRefusedWithoutTheValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> new ServiceCode(text));

    assertEquals(
        "service code must be 1 to 64 of A-Z a-z 0-9 . _ -, got " + text.length() + " characters",
        e.getMessage());
  }

  @Test
  void new_length_isOneTo64() {
    assertEquals(64, new ServiceCode("x".repeat(64)).value().length());
    assertThrows(IllegalArgumentException.class, () -> new ServiceCode("x".repeat(65)));
  }

  @Test
  void json_code_isItsText() throws Exception {
    ServiceCode code = new ServiceCode("11110000000021135M2000117008000");

    assertEquals("\"" + code + "\"", JSON.writeValueAsString(code));
    assertEquals(code, JSON.readValue("\"" + code + "\"", ServiceCode.class));
  }
}

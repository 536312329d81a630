package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditCodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final List<String> PUBLIC_CODES =
      List.of(
          "91110000101623741K",
          "911101066976941872",
          "91350100M000100Y43",
          "11110000000021135M",
          "11310000MB2F30661Y",
          "11100000000013338W",
          "11430000006122244L");

  /** A code in public use, although its check character should be R. */
  private static final String WRONG_IN_USE = "91350211M0000XUF46";

  @Test
  void of_publicCodes_areChecked() {
    for (String text : PUBLIC_CODES) {
      assertEquals(text, CreditCode.of(text).value());
      assertTrue(CreditCode.of(text).isChecked());
    }
  }

  @Test
  void of_remainderZero_hasCheckZero() {
    assertTrue(CreditCode.of("911100001016237450").isChecked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "91110000101623741k",
        "９１１１００００１０１６２３７４１Ｋ",
        " 91110000101623741K\u3000",
        "9111 0000 1016 2374 1K",
        "\ufeff91110000101623741K\r\n",
        "\u202d91110000101623741K\u202c",
        "9111000010\u200b1623741K"
      })
  void of_otherSpelling_isTheSameCode(String text) {
    assertEquals(CreditCode.of(PUBLIC_CODES.get(0)), CreditCode.of(text));
  }

  @Test
  void of_wrongCheckCharacter_isRefusedWithoutTheValue() {
    var e = assertThrows(IllegalArgumentException.class, () -> CreditCode.of(WRONG_IN_USE));

    assertEquals(
        "the last of the 18 characters of a credit code must fit the other 17 (GB 32100)",
        e.getMessage());
  }

  @Test
  void lenient_wrongCheckCharacter_isAcceptedAndNotChecked() {
    CreditCode code = CreditCode.lenient(WRONG_IN_USE);

    assertEquals(WRONG_IN_USE, code.value());
    assertFalse(code.isChecked());
    assertTrue(CreditCode.of("91350211M0000XUF4R").isChecked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "91110000101623741",
        "91110000101623741KK",
        "91110000I01623741K",
        "9111OOOO101623741K",
        "91110000101623741S",
        "V1110000101623741K",
        "91110000Z01623741K",
        "91110000-10162374K"
      })
  void lenient_otherLengthOrAlphabet_isRefusedWithoutTheValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> CreditCode.lenient(text));

    assertEquals(
        "a credit code must be 18 of 0-9 A-Z without I O S V Z, got "
            + text.length()
            + " characters",
        e.getMessage());
  }

  @Test
  void isChecked_oneCharacterChanged_isFalse() {
    Random random = new Random(32100);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(PUBLIC_CODES.get(random.nextInt(PUBLIC_CODES.size())));
      int place = random.nextInt(18);
      int index = ALPHABET.indexOf(text.charAt(place));
      text.setCharAt(place, ALPHABET.charAt((index + random.nextInt(1, 31)) % 31));

      assertFalse(CreditCode.lenient(text.toString()).isChecked());
    }
  }

  @Test
  void isChecked_anyBody_isTrueForOneCharacter() {
    Random random = new Random(2015);
    for (int i = 0; i < 2_000; i++) {
      String body =
          random
              .ints(17, 0, 31)
              .collect(
                  StringBuilder::new,
                  (text, c) -> text.append(ALPHABET.charAt(c)),
                  StringBuilder::append)
              .toString();

      long fitting =
          ALPHABET.chars().filter(c -> CreditCode.lenient(body + (char) c).isChecked()).count();

      assertEquals(1, fitting);
    }
  }

  @Test
  void equals_codes_comparesTexts() {
    CreditCode strict = CreditCode.of("11110000000021135M");

    assertEquals(strict, CreditCode.lenient("11110000000021135M"));
    assertEquals(strict.hashCode(), CreditCode.lenient("11110000000021135M").hashCode());
    assertNotEquals(strict, CreditCode.of("11100000000013338W"));
    assertEquals("11110000000021135M", strict.toString());
  }

  @Test
  void json_code_isItsTextReadLeniently() throws Exception {
    assertEquals(
        "\"11110000000021135M\"", JSON.writeValueAsString(CreditCode.of("11110000000021135M")));
    assertEquals(
        CreditCode.lenient(WRONG_IN_USE),
        JSON.readValue("\"" + WRONG_IN_USE + "\"", CreditCode.class));
  }
}

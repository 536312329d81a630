package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "浙A12345",
        "浙a12345",
        "浙Ａ１２３４５",
        "浙A·12345",
        "浙A•12345",
        "浙A・12345",
        "浙A･12345",
        "浙A‧12345",
        "浙A∙12345",
        "浙A⋅12345",
        "浙A⸱12345",
        "浙A.12345",
        "浙A．12345",
        "浙A-12345",
        "浙A—12345",
        "浙A－12345",
        "浙A−12345",
        "浙A。12345",
        "浙A｡12345",
        " 浙 A\u3000123 45\u200b\r\n",
        "\ufeff浙A\u200e12345\u2069"
      })
  void plate_anySpelling_isTheSame(String plate) {
    assertEquals(Proof.plate("浙A12345"), Proof.plate(plate));
    assertEquals("浙A12345", Proof.plate(plate).value().reveal());
  }

  @ParameterizedTest
  @CsvSource({"123x, 123X", "１２３Ｘ, 123X", "' 123X ', 123X", "12\u200b3x, 123X"})
  void partyIdTail_anySpelling_isTheSame(String tail, String value) {
    assertEquals(value, Proof.partyIdTail(tail).value().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"123", "12345", "1 23", "\u200b123"})
  void partyIdTail_otherLength_isRefusedWithoutTheValue(String tail) {
    var e = assertThrows(IllegalArgumentException.class, () -> Proof.partyIdTail(tail + " "));

    assertFalse(e.getMessage().contains("123"));
  }

  @ParameterizedTest
  @CsvSource({
    "' 张三\u3000', 张三",
    "张\u200b三, 张三",
    "买买提·艾力, 买买提·艾力",
    "Anna-Maria  Lee, Anna-Maria  Lee",
    "ａｎｎａ, anna"
  })
  void partyName_keepsWhatIsInside(String name, String value) {
    assertEquals(value, Proof.partyName(name).value().reveal());
  }

  @Test
  void new_blankValue_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Proof.partyName(" \u200b "));
    assertThrows(IllegalArgumentException.class, () -> Proof.plate("·-·"));
    assertThrows(IllegalArgumentException.class, () -> Proof.partyName("x".repeat(100_000)));
  }
}

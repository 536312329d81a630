package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ServiceQueryTest {
  @Test
  void text_ofRareCharacters_isCountedInCodePoints() {
    String hundred = "𠮷".repeat(100);
    assertEquals("ServiceQuery[text]", ServiceQuery.text(hundred).toString());

    var e = assertThrows(IllegalArgumentException.class, () -> ServiceQuery.text(hundred + "号"));

    assertEquals("text must be 1 to 100 characters, got 101", e.getMessage());
  }

  @Test
  void filters_codesWithInvalidCharacters_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> ServiceQuery.ALL.theme("a b"));
    assertThrows(IllegalArgumentException.class, () -> ServiceQuery.ALL.department(""));
    assertThrows(IllegalArgumentException.class, () -> ServiceQuery.ALL.collection("出生"));
  }

  @Test
  void toString_query_namesItsPartsWithoutTheirValues() {
    assertEquals(
        "ServiceQuery[text, theme]", ServiceQuery.text("离婚登记").theme("marriage").toString());
  }
}

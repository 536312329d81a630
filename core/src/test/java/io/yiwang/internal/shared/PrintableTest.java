package io.yiwang.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void of_ordinaryText_isUnchanged() {
    for (String text : new String[] {"DECISION_PAID", "/items/0/名称", "a b", "西湖区（杭州）", "𠮷"}) {
      assertEquals(text, Printable.of(text));
    }
    assertEquals("null", Printable.of(null));
  }

  @Test
  void of_controlAndInvisibleCharacters_areEscaped() {
    assertEquals("a\\u000d\\u000aVALID", Printable.of("a\r\nVALID"));
    assertEquals("\\u001b[2J", Printable.of("\u001b[2J"));
    assertEquals("\\u009b2J", Printable.of("\u009b2J"));
    assertEquals("\\u202eDILAV", Printable.of("\u202eDILAV"));
    assertEquals("\\u2066x\\u2069", Printable.of("\u2066x\u2069"));
    assertEquals("a\\u200bb\\ufeff", Printable.of("a\u200bb\ufeff"));
    assertEquals("\\u2028\\u0085\\u00a0", Printable.of("\u2028\u0085\u00a0"));
    assertEquals("\\ud800", Printable.of("\ud800"));
    assertEquals("\\udb40\\udc41", Printable.of(new String(Character.toChars(0xe0041))));
    assertEquals("e\\u0301", Printable.of("e\u0301"));
  }

  @Test
  void of_megabytes_areCut() {
    assertEquals("x".repeat(200) + "…", Printable.of("x".repeat(5_000_000)));
    assertTrue(Printable.of("\u0000".repeat(5_000_000)).length() <= 6 * 200 + 1);
    assertEquals("𠮷…", Printable.of("𠮷𠮷", 1));
  }
}

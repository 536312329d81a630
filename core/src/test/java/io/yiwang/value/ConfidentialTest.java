package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConfidentialTest {
  private record Holder(Confidential name, AccessToken token) {}

  @Test
  void toString_hidesAll() {
    assertEquals("******", Confidential.of("\u5f20\u4e09").toString());
    assertEquals(
        "Holder[name=******, token=******]",
        new Holder(Confidential.of("a"), new AccessToken("abc")).toString());
  }

  @Test
  void of_empty_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Confidential.of(""));
  }

  @Test
  void reveal_text_isTheTextAsGiven() {
    assertEquals(" \u5f20 \u4e09 ", Confidential.of(" \u5f20 \u4e09 ").reveal());
  }

  @Test
  void equals_byText() {
    assertEquals(Confidential.of("a"), Confidential.of("a"));
    assertEquals(Confidential.of("a").hashCode(), Confidential.of("a").hashCode());
    assertNotEquals(Confidential.of("a"), Confidential.of("b"));
    assertNotEquals((Object) Confidential.of("a"), "a");
  }
}

package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextAnalyzerTest {
  @Test
  void plain_accentsAndTraditionalCharacters_areReplaced() {
    assertEquals("cafe lve", TextAnalyzer.plain("Caf\u00e9 L\u00dc\u00c8"));
    assertEquals("\u62a4\u7167", TextAnalyzer.plain("\u8b77\u7167"));
  }
}

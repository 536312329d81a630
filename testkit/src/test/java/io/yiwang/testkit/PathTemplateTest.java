package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTemplateTest {
  private final PathTemplate template = new PathTemplate("/letters/{number}/pages/{page}.png");

  @Test
  void matches_oneSegmentForEachPlaceholder_isTrue() {
    assertTrue(template.matches("/letters/7/pages/1.png"));
    assertFalse(template.matches("/letters/7/8/pages/1.png"));
    assertFalse(template.matches("/letters//pages/1.png"));
    assertFalse(template.matches("/letters/7/pages/1xpng"));
    assertEquals(2, template.placeholders());
  }

  @Test
  void parameters_escapedSegments_areDecoded() {
    assertEquals(
        Map.of("number", "〔2026〕", "page", "1+2"),
        template.parameters("/letters/%E3%80%942026%E3%80%95/pages/1+2.png"));
  }

  @Test
  void parameters_otherPath_areNone() {
    assertEquals(Map.of(), template.parameters("/letters"));
  }
}

package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GuideTest {
  @Test
  void json_ofTheGuide_has1024Bytes() {
    assertEquals(1024, Guide.json().length);
  }
}

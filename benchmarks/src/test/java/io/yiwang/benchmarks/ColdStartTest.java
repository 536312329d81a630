package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ColdStartTest {
  @Test
  @Tag("proof")
  void measure_onePair_bothGetTheirAnswer() throws Exception {
    var pairs = ColdStart.measure(1);

    assertEquals(1, pairs.size());
    assertTrue(pairs.get(0).raw() > 0 && pairs.get(0).signed() > 0);
  }
}

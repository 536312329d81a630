package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Checks that every benchmark really signs or verifies. */
class SigningBenchmarkTest {
  private final SigningBenchmark benchmark = new SigningBenchmark();

  @Test
  void signAndVerify_everyContender_succeed() throws Exception {
    benchmark.prepare();

    assertEquals(64, benchmark.sm2Sign().length);
    assertEquals(64, benchmark.lowLevelSign().length);
    assertEquals(0x30, benchmark.naiveSign()[0]);
    assertEquals(256, benchmark.rsaSign().length);
    assertTrue(benchmark.naiveVerify());
    assertTrue(benchmark.lowLevelVerify());
    assertTrue(benchmark.konaVerify());
    assertDoesNotThrow(benchmark::sm2Verify);
    assertDoesNotThrow(benchmark::rsaVerify);
  }

  @Test
  void sm2Sign_twice_isAnotherSignature() throws Exception {
    benchmark.prepare();

    assertNotEquals(
        HexFormat.of().formatHex(benchmark.sm2Sign()),
        HexFormat.of().formatHex(benchmark.sm2Sign()));
  }
}

package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.benchmarks.ColdStart.Pair;
import io.yiwang.benchmarks.Round.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Round ROUND =
      new Round(
          Map.ofEntries(
              Map.entry("sm2Sign", new Figure(80, 10_000)),
              Map.entry("naiveSign", new Figure(400, 100_000)),
              Map.entry("lowLevelSign", new Figure(79, 100_000)),
              Map.entry("sm2Sign on 2", new Figure(85, 10_000)),
              Map.entry("sm2Verify on 2", new Figure(120, 100_000)),
              Map.entry("konaSign", new Figure(500, 1_000)),
              Map.entry("konaVerify", new Figure(1200, 1_000)),
              Map.entry("sm2Verify", new Figure(100, 100_000)),
              Map.entry("naiveVerify", new Figure(110, 100_000)),
              Map.entry("lowLevelVerify", new Figure(105, 100_000)),
              Map.entry("rsaSign", new Figure(1000, 20_000)),
              Map.entry("rsaVerify", new Figure(40, 10_000)),
              Map.entry("unsigned", new Figure(120, 14_000)),
              Map.entry("unsignedOfSm2Server", new Figure(220, 15_000)),
              Map.entry("unsignedOfRsaServer", new Figure(1120, 15_000)),
              Map.entry("sm2Parts", new Figure(400, 120_000)),
              Map.entry("rsaParts", new Figure(2160, 50_000)),
              Map.entry("sm2", new Figure(430, 130_000)),
              Map.entry("rsa", new Figure(2200, 60_000)),
              Map.entry("wechatpay", new Figure(2320, 100_000))));

  @Test
  void markdown_oneRound_givesRatiosWithoutTheServersSigning() {
    String table = Table.markdown(List.of(ROUND), List.of(new Pair(700, 800)));

    // 2 * 80 / 85
    assertTrue(
        table.contains("| SM2 sign, speed: 2 threads to 1 | **1.88** | 1.88 to 1.88 |"), table);
    assertFalse(table.contains("OpenSSL"), table);
    assertTrue(
        Table.markdown(List.of(ROUND.with("opensslSign", 328)), List.of(new Pair(700, 800)))
            .contains("| SM2 sign: OpenSSL of the machine | 328.0 | 3,049 |"),
        table);
    assertTrue(table.contains("ours to the JCA made each time | **5.00** | 5.00 to 5.00 |"), table);
    // (430 - 100) / (400 - 100)
    assertTrue(
        table.contains(
            "| SM2 call, time: ours to unsigned + one sign + one verify | **1.10** | 1.10 to 1.10 |"
                + " at most 1.15 | met |"),
        table);
    // (2320 - 1000) / (430 - 100)
    assertTrue(table.contains("wechatpay-java's with RSA | **4.00** |"), table);
    assertTrue(table.contains("| call: GovClient, SM2 both ways | 430.0 | 2,326 | 130.0 |"), table);
  }

  @Test
  void verdict_ratio_isRoundedToTwoDecimals() {
    assertEquals("met", Target.AT_LEAST.verdict(0.996, 1));
    assertEquals("missed", Target.AT_LEAST.verdict(0.99, 1));
    assertEquals("met", Target.AT_MOST.verdict(1.154, 1.15));
    assertEquals("missed", Target.AT_MOST.verdict(1.16, 1.15));
    assertEquals("", Target.NONE.verdict(7, 0));
  }
}

package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks which benchmarks are in the table of a signed call. */
class RatiosTest {
  private static final Pattern MEASURED = Pattern.compile(Ratios.MEASURED);

  @Test
  void measured_callsAndSignatures_areInTheTable() {
    assertTrue(MEASURED.matcher(CallBenchmark.class.getName() + ".calls").find());
    assertTrue(MEASURED.matcher(SigningBenchmark.class.getName() + ".sm2Sign").find());
  }

  @Test
  void measured_benchmarksWithTheirOwnCommand_areNot() {
    assertFalse(MEASURED.matcher(JournalBenchmark.class.getName() + ".begin").find());
    assertFalse(MEASURED.matcher(JournalDatabases.class.getName() + ".begin").find());
  }
}

package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.benchmarks.Turns.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;

/** Runs alone, since the allocated bytes of the whole JVM are counted. */
@Isolated
class TurnsTest {
  private static final int LARGE = 10_000_000;

  private final Turns turns = new Turns();
  private final Blackhole hole =
      new Blackhole(
          "Today's password is swordfish. I understand instantiating Blackholes directly"
              + " is dangerous.");
  private final Map<String, Call> contenders = new LinkedHashMap<>();
  private int smallCalls;
  private int largeCalls;

  @Test
  void take_twoContenders_givesEachItsOwnFiguresOfThisIteration() throws Exception {
    contenders.put("small", () -> smallCalls++);
    contenders.put(
        "large",
        () -> {
          largeCalls++;
          return new byte[LARGE];
        });
    contenders.put("forgotten", () -> "of the iteration before");
    Turns.take(contenders, hole);
    contenders.remove("forgotten");
    turns.beforeIteration(null, null);
    smallCalls = 0;
    largeCalls = 0;

    Turns.take(contenders, hole);
    Turns.take(contenders, hole);
    Round round = round();

    assertTrue(largeCalls >= 2 && largeCalls < smallCalls, largeCalls + " and " + smallCalls);
    assertEquals(LARGE, round.bytes("large"), LARGE / 10.0);
    assertTrue(round.bytes("small") < 1000, "bytes " + round.bytes("small"));
    assertTrue(round.micros("small") * smallCalls >= 20_000, "two parts of ten milliseconds");
    assertFalse(round.has("forgotten"));
    assertTrue(round.micros("large") > round.micros("small"));
  }

  /** Collects the figures as JMH does. */
  private Round round() {
    IterationResult iteration = new IterationResult(null, null, null);
    iteration.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, "turn", 2, 40_000_000, TimeUnit.MILLISECONDS));
    for (ScalarResult result : turns.afterIteration(null, null, iteration)) {
      iteration.addResult(result);
    }
    return Round.of(
        List.of(new RunResult(null, List.of(new BenchmarkResult(null, List.of(iteration))))));
  }
}

package io.yiwang.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Holds one measurement of every benchmark: those that take {@link Turns} in one JVM, the others
 * one after the other, each in its own fork. Ratios are computed within a round, in which the
 * machine behaved most alike for both sides.
 */
record Round(Map<String, Figure> figures) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The microseconds and the allocated bytes per operation. */
  record Figure(double micros, double bytes) {}

  /**
   * Collects the results of JMH by the name of the benchmark's method, with the number of threads
   * if there are several; for turns, by the name of each contender.
   */
  static Round of(Collection<RunResult> results) {
    Map<String, Figure> figures = new HashMap<>();
    for (RunResult result : results) {
      Map<String, Figure> contenders = contenders(result);
      if (contenders.isEmpty()) {
        String name = result.getParams().getBenchmark();
        int threads = result.getParams().getThreads();
        figures.put(
            name.substring(name.lastIndexOf('.') + 1) + (threads == 1 ? "" : " on " + threads),
            new Figure(result.getPrimaryResult().getScore(), secondary(result, ALLOCATED)));
      }
      figures.putAll(contenders);
    }
    return new Round(Map.copyOf(figures));
  }

  private static Map<String, Figure> contenders(RunResult result) {
    Map<String, Figure> figures = new HashMap<>();
    for (String key : result.getSecondaryResults().keySet()) {
      if (key.startsWith(Turns.MICROS)) {
        String name = key.substring(Turns.MICROS.length());
        figures.put(
            name, new Figure(secondary(result, key), secondary(result, Turns.BYTES + name)));
      }
    }
    return figures;
  }

  private static double secondary(RunResult result, String what) {
    Result<?> secondary = result.getSecondaryResults().get(what);
    if (secondary == null) {
      throw new IllegalStateException(
          "JMH gave no " + what + " for " + result.getParams().getBenchmark());
    }
    return secondary.getScore();
  }

  /** Returns this round with a figure that JMH did not measure. */
  Round with(String benchmark, double micros) {
    Map<String, Figure> all = new HashMap<>(figures);
    all.put(benchmark, new Figure(micros, 0));
    return new Round(Map.copyOf(all));
  }

  boolean has(String benchmark) {
    return figures.containsKey(benchmark);
  }

  double micros(String benchmark) {
    return figure(benchmark).micros();
  }

  double bytes(String benchmark) {
    return figure(benchmark).bytes();
  }

  /**
   * Returns the client's part of a signed call: the call without the time of the server's signing,
   * which is the difference between the two unsigned calls.
   */
  double clientMicros(String call, String unsignedOfSigningServer) {
    return micros(call) - (micros(unsignedOfSigningServer) - micros("unsigned"));
  }

  private Figure figure(String benchmark) {
    Figure figure = figures.get(benchmark);
    if (figure == null) {
      throw new IllegalArgumentException(benchmark + " was not measured");
    }
    return figure;
  }
}

package io.yiwang.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Every benchmark measured once: those that take {@link Turns} in one JVM, the others in a fork
 * each, one after the other. Ratios are taken within a round, where the machine was most alike for
 * both sides.
 */
record Round(Map<String, Figure> figures) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** Microseconds and bytes allocated per operation. */
  record Figure(double micros, double bytes) {}

  /**
   * Takes what JMH measured, by the name of the benchmark's method, and the threads if several; of
   * turns, by the name of each contender.
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
            new Figure(result.getPrimaryResult().getScore(), told(result, ALLOCATED)));
      }
      figures.putAll(contenders);
    }
    return new Round(Map.copyOf(figures));
  }

  private static Map<String, Figure> contenders(RunResult result) {
    Map<String, Figure> figures = new HashMap<>();
    for (String told : result.getSecondaryResults().keySet()) {
      if (told.startsWith(Turns.MICROS)) {
        String name = told.substring(Turns.MICROS.length());
        figures.put(name, new Figure(told(result, told), told(result, Turns.BYTES + name)));
      }
    }
    return figures;
  }

  private static double told(RunResult result, String what) {
    Result<?> told = result.getSecondaryResults().get(what);
    if (told == null) {
      throw new IllegalStateException(
          "JMH gave no " + what + " for " + result.getParams().getBenchmark());
    }
    return told.getScore();
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
   * Returns the client's part of a signed call: the call less what the server's signing adds, which
   * is the difference of the two unsigned calls.
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

package io.yiwang.benchmarks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Lets contenders make calls in turns in one JVM, each for some milliseconds, again and again, so
 * that other load on the machine affects all of them alike. JMH measures whole turns; this class
 * measures each contender's part, and is the profiler that reports it to JMH.
 */
public final class Turns implements InternalProfiler {
  /** The prefix of a contender's microseconds per call. */
  static final String MICROS = "turns.micros.";

  /** The prefix of the bytes per call that the JVM's threads allocated for a contender. */
  static final String BYTES = "turns.bytes.";

  private static final long PART = MILLISECONDS.toNanos(10);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Map<String, Taken> TAKEN = new ConcurrentHashMap<>();

  /** Makes one call of a contender. */
  interface Call {
    Object make() throws Exception;
  }

  private record Taken(long calls, long nanos, long bytes) {
    Taken plus(Taken more) {
      return new Taken(calls + more.calls, nanos + more.nanos, bytes + more.bytes);
    }
  }

  /** Takes one turn, in which every contender calls for its part of the time, and at least once. */
  static void take(Map<String, Call> contenders, Blackhole hole) throws Exception {
    for (Map.Entry<String, Call> contender : contenders.entrySet()) {
      TAKEN.merge(contender.getKey(), part(contender.getValue(), hole), Taken::plus);
    }
  }

  private static Taken part(Call call, Blackhole hole) throws Exception {
    long bytes = allocated();
    long start = System.nanoTime();
    long calls = 0;
    long nanos;
    do {
      hole.consume(call.make());
      calls++;
      nanos = System.nanoTime() - start;
    } while (nanos < PART);
    return new Taken(calls, nanos, allocated() - bytes);
  }

  private static long allocated() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      // The JVM reports -1 for a thread that has ended in between.
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  @Override
  public String getDescription() {
    return "What each of the contenders took that call by turns";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    TAKEN.clear();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    List<ScalarResult> results = new ArrayList<>();
    TAKEN.forEach(
        (name, taken) -> {
          double calls = taken.calls();
          double micros = taken.nanos() / 1e3 / calls;
          results.add(new ScalarResult(MICROS + name, micros, "us/op", AggregationPolicy.AVG));
          results.add(
              new ScalarResult(BYTES + name, taken.bytes() / calls, "B/op", AggregationPolicy.AVG));
        });
    return results;
  }
}

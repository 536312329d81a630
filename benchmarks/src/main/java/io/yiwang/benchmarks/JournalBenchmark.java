package io.yiwang.benchmarks;

import io.yiwang.journal.Draft;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures durable intents per second in a SQLite file, with one thread and with eight, compared
 * with bare appends of the same size that are each forced to disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JournalBenchmark {
  /** A payload of about the size of a payment's. */
  public record Payload(String orderNo, String decisionNumber, long fen, String state) {}

  private final AtomicLong orders = new AtomicLong();
  private TempFolder folder;
  private Journal journal;
  private IntentStore<Payload, NoSensitivePayload> intents;
  private FileChannel channel;

  /** Opens both files. */
  @Setup
  public void open() throws IOException {
    folder = TempFolder.create("journal-benchmark");
    journal = Journal.at(folder.resolve("journal"));
    intents = journal.intents("bench", "bench", Payload.class, NoSensitivePayload.class);
    channel =
        FileChannel.open(
            folder.resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Closes and deletes both files. */
  @TearDown
  public void close() throws IOException {
    journal.close();
    channel.close();
    folder.close();
  }

  /** Begins one intent, which is on disk when the method returns. */
  @Benchmark
  public Object begin() {
    // An order number as platforms create them: the day and an increasing number.
    String id = "W20261126" + (10_000_000_000L + orders.incrementAndGet());
    return intents.begin(
        Draft.of(id, "HOLDING", new Payload(id, "3301067170101000", 15000, "HOLDING")),
        Duration.ofMinutes(2));
  }

  /** Appends 300 bytes, which are on disk when the method returns. */
  @Benchmark
  public int force() throws IOException {
    int written = channel.write(ByteBuffer.allocate(300));
    channel.force(false);
    return written;
  }

  /** Runs the three measurements and prints their ratios. */
  public static void main(String[] arguments) throws Exception {
    double one = measure("begin", 1);
    double eight = measure("begin", 8);
    double bare = measure("force", 1);
    System.out.printf("| Durable, a second | | ratio |%n|---|---:|---:|%n");
    System.out.printf("| `FileChannel` append and force, 1 thread | %,.0f | |%n", bare);
    System.out.printf(
        "| intents begun, 1 thread | %,.0f | %.2f of the bare force |%n", one, one / bare);
    System.out.printf(
        "| intents begun, 8 threads | %,.0f | %.2f of 1 thread (target: at least 4) |%n",
        eight, eight / one);
  }

  private static double measure(String method, int threads) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("^" + JournalBenchmark.class.getName() + "\\." + method + "$")
                    .forks(1)
                    .threads(threads)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    return results.iterator().next().getPrimaryResult().getScore();
  }
}

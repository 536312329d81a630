package io.yiwang.benchmarks;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Measures how long a payment's writes wait while 300,000 finished rows are purged from the same
 * SQLite file, compared with the same payments without a purge. The system properties {@code rows}
 * and {@code payers} change the load.
 */
public final class PurgeBenchmark {
  private static final int ROWS = Integer.getInteger("rows", 300_000);
  private static final int PAYERS = Integer.getInteger("payers", 2);

  /** The pause between two payments of a payer. */
  private static final long PAUSE_MILLIS = 2;

  /** A payload of about the size of a payment's. */
  public record Payload(String orderNo, String state, long fen, String rest) {}

  private final Journal journal;
  private final IntentStore<Payload, NoSensitivePayload> intents;

  private PurgeBenchmark(Journal journal) {
    this.journal = journal;
    intents = journal.intents("bench", "fine.payment", Payload.class, NoSensitivePayload.class);
  }

  /** The waits of one measurement, in nanoseconds. */
  private static final class Waits {
    private final long[] sorted;
    private final double seconds;

    private Waits(long[] sorted, double seconds) {
      this.sorted = sorted;
      this.seconds = seconds;
    }

    static Waits of(List<List<Long>> all, double seconds) {
      long[] sorted = all.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Waits(sorted, seconds);
    }

    double millis(double part) {
      return sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))] / 1e6;
    }

    String row(String what) {
      return String.format(
          "| %s | %,d | %.1f | %.2f | %.2f | %.2f | %.2f |",
          what, sorted.length, seconds, millis(0.5), millis(0.99), millis(0.999), millis(1));
    }
  }

  /** Runs both measurements and prints a table. */
  public static void main(String[] arguments) throws Exception {
    try (TempFolder folder = TempFolder.create("purge-benchmark")) {
      Path file = folder.resolve("journal");
      try (Journal journal = Journal.at(file)) {
        new PurgeBenchmark(journal).pay("first", new ArrayList<>());
      }
      fill(file);
      try (Journal journal = Journal.at(file)) {
        PurgeBenchmark benchmark = new PurgeBenchmark(journal);
        benchmark.during(() -> Thread.sleep(3000));
        Waits alone = benchmark.during(() -> Thread.sleep(20_000));
        int[] removed = {0};
        Waits beside =
            benchmark.during(() -> removed[0] = benchmark.journal.purge(Duration.ofDays(1)));
        System.out.printf("%,d rows of %,d were removed; %d payers%n%n", removed[0], ROWS, PAYERS);
        System.out.println(
            "| A write of a payment waits, ms | writes | seconds | median | 99 % | 99.9 % | longest"
                + " |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        System.out.println(alone.row("with no purge"));
        System.out.println(beside.row("while rows are purged"));
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Lets payers pay for as long as some work takes, and returns their waits. */
  private Waits during(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PAYERS);
    AtomicBoolean over = new AtomicBoolean();
    try {
      List<Future<List<Long>>> payers = new ArrayList<>();
      for (int payer = 0; payer < PAYERS; payer++) {
        String name = "payer-" + payer + "-" + System.nanoTime() + "-";
        payers.add(threads.submit(() -> payUntil(name, over)));
      }
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      over.set(true);
      List<List<Long>> all = new ArrayList<>();
      for (Future<List<Long>> each : payers) {
        all.add(each.get());
      }
      return Waits.of(all, seconds);
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  private List<Long> payUntil(String name, AtomicBoolean over) throws InterruptedException {
    List<Long> waits = new ArrayList<>();
    for (int order = 0; !over.get(); order++) {
      pay(name + order, waits);
      Thread.sleep(PAUSE_MILLIS);
    }
    return waits;
  }

  /** Makes the writes of one payment, each on disk before the next. */
  private void pay(String id, List<Long> waits) {
    long start = System.nanoTime();
    BeginResult<Payload, NoSensitivePayload> begun =
        intents.begin(Draft.of(id, "HOLDING", payload(id, "HOLDING")), Duration.ofMinutes(2));
    start = record(waits, start);
    Claim<Payload, NoSensitivePayload> claim =
        ((BeginResult.Started<Payload, NoSensitivePayload>) begun).claim();
    for (String state : List.of("CHARGING", "CONFIRMING")) {
      claim.advance(state, payload(id, state), Duration.ofMinutes(2));
      start = record(waits, start);
    }
    claim.finish("SETTLED", payload(id, "SETTLED"));
    record(waits, start);
  }

  private static long record(List<Long> waits, long start) {
    long now = System.nanoTime();
    waits.add(now - start);
    return now;
  }

  private static Payload payload(String id, String state) {
    return new Payload(id, state, 15_000, "x".repeat(600));
  }

  /**
   * Copies the one finished payment with a date 500 days ago. Through the journal this would take
   * an hour.
   */
  private static void fill(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("PRAGMA table_info(yiwang_intent)")) {
        while (rows.next()) {
          columns.add(rows.getString("name"));
        }
      }
      String values =
          columns.stream()
              .map(
                  column ->
                      column.equals("id")
                          ? "'old-' || n"
                          : column.equals("finished_journal_time")
                              ? column + " - 500 * 86400000"
                              : column)
              .collect(Collectors.joining(", "));
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
              + ROWS
              + ") INSERT INTO yiwang_intent ("
              + String.join(", ", columns)
              + ") SELECT "
              + values
              + " FROM numbers, (SELECT * FROM yiwang_intent WHERE id = 'first')");
      connection.commit();
    }
  }
}

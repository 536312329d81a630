package io.yiwang.benchmarks;

import io.yiwang.journal.Draft;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures intents begun per second in each database, with one thread and with eight, compared with
 * bare inserts of the same size that wait for the same disk. MariaDB is measured if {@code
 * -Dmariadb.url} names an empty database.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class JournalDatabases {
  private static final List<String> ALL = List.of("sqlite", "postgresql", "mariadb");

  /** The database of the journal. */
  @Param({"sqlite", "postgresql", "mariadb"})
  public String database = "sqlite";

  /**
   * The last order number. It starts at the current time, since an external server keeps the rows
   * of the run before.
   */
  private final AtomicLong orders = new AtomicLong(System.currentTimeMillis() * 1_000_000);

  private JournalHome home;
  private Journal journal;
  private IntentStore<JournalBenchmark.Payload, NoSensitivePayload> intents;

  /** Starts the database and opens the journal. */
  @Setup
  public void open() throws Exception {
    home = new JournalHome(database);
    journal = home.journal();
    intents =
        journal.intents("bench", "bench", JournalBenchmark.Payload.class, NoSensitivePayload.class);
    try (Connection connection = home.bare().getConnection()) {
      connection
          .createStatement()
          .execute(
              "CREATE TABLE IF NOT EXISTS bare (id VARCHAR(64) NOT NULL PRIMARY KEY, payload VARCHAR(1000))");
    }
  }

  /** Stops the database and deletes its files. */
  @TearDown
  public void close() throws Exception {
    journal.close();
    home.close();
  }

  private String next() {
    // An order number as platforms create them: the day and an increasing number.
    return "W20261126" + orders.incrementAndGet();
  }

  /** Begins one intent, which is on disk when the method returns. */
  @Benchmark
  public Object begin() {
    String id = next();
    return intents.begin(
        Draft.of(
            id, "HOLDING", new JournalBenchmark.Payload(id, "3301067170101000", 15000, "HOLDING")),
        Duration.ofMinutes(2));
  }

  /** Inserts one row of the same size, which is on disk when the method returns. */
  @Benchmark
  public int insert() throws SQLException {
    try (Connection connection = home.bare().getConnection();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
      insert.setString(1, next());
      insert.setString(2, "x".repeat(300));
      return insert.executeUpdate();
    }
  }

  /** Runs all measurements and prints a table. */
  public static void main(String[] arguments) throws Exception {
    System.out.printf(
        "| Durable, a second | bare inserts | intents begun | ratio |%n|---|---:|---:|---:|%n");
    for (String database : ALL.stream().filter(JournalHome::isThere).toList()) {
      for (int threads : new int[] {1, 8}) {
        double bare = measure(database, "insert", threads);
        double begun = measure(database, "begin", threads);
        System.out.printf(
            "| %s, %d threads | %,.0f | %,.0f | %.2f |%n",
            database, threads, bare, begun, begun / bare);
      }
    }
  }

  private static double measure(String database, String method, int threads) throws Exception {
    return new Runner(
            new OptionsBuilder()
                .include("^" + JournalDatabases.class.getName() + "\\." + method + "$")
                .param("database", database)
                .forks(1)
                .threads(threads)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run()
        .iterator()
        .next()
        .getPrimaryResult()
        .getScore();
  }
}

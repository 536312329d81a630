package io.yiwang.benchmarks;

import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures a journal's queries with 10,000 open intents and a growing number of finished ones, in
 * each database. The arguments are the numbers of finished ones, or {@code full} for 0, 10,000,
 * 100,000, 500,000 and 1,000,000. MariaDB is measured if {@code -Dmariadb.url} names an empty
 * database.
 */
public final class JournalGrowth {
  private static final int OPEN = 10_000;
  private static final int TIMES = 31;
  private static final int WARM_UPS = 31;

  private JournalGrowth() {}

  /** Measures each database and size, and prints a table. */
  public static void main(String[] arguments) throws Exception {
    int[] sizes =
        arguments.length == 0 || arguments[0].equals("full")
            ? new int[] {0, 10_000, 100_000, 500_000, 1_000_000}
            : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    System.out.printf(
        "| Median ms, 10,000 open | finished | claimDue(10) | unfinished | backlog | purge of"
            + " nothing | unserved |%n|---|---:|---:|---:|---:|---:|---:|%n");
    for (String database : new String[] {"sqlite", "postgresql", "mariadb"}) {
      if (!JournalHome.isThere(database)) {
        continue;
      }
      try (JournalHome home = new JournalHome(database);
          Journal journal = home.journal()) {
        int finished = 0;
        open(home, journal);
        for (int size : sizes) {
          fill(home, finished, size);
          finished = size;
          // The database's own housekeeping does this in time.
          home.analyze();
          measure(database, journal, size);
        }
      }
    }
  }

  private static void open(JournalHome home, Journal journal) throws SQLException {
    IntentStore<JournalBenchmark.Payload, NoSensitivePayload> intents = intents(journal);
    intents.begin(
        Draft.of("W0", "HOLDING", new JournalBenchmark.Payload("W0", "3301067170101000", 1, "N")),
        Duration.ZERO);
    copies(home, "O", 1, OPEN, "NULL", "NULL", "due_at");
  }

  private static void fill(JournalHome home, int from, int to) throws SQLException {
    if (to > from) {
      copies(home, "F", from, to, "updated_at", "updated_at", "NULL");
    }
  }

  /** Inserts copies of the first row, in batches. */
  private static void copies(
      JournalHome home, String name, int from, int to, String finished, String journal, String due)
      throws SQLException {
    try (Connection connection = home.inside().getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                  + " erase_at_end, created_at, updated_at, due_at, finished_at,"
                  + " finished_journal_time, lane) SELECT account, kind, ?, state, tries,"
                  + " revision, book, erase_at_end, created_at, updated_at, "
                  + due
                  + ", "
                  + finished
                  + ", "
                  + journal
                  + ", lane FROM yiwang_intent WHERE account = 'bench' AND kind = 'bench'"
                  + " AND id = 'W0'")) {
        for (int i = from; i < to; i++) {
          insert.setString(1, name + (10_000_000 + i));
          insert.addBatch();
          if (i % 1000 == 999) {
            insert.executeBatch();
            connection.commit();
          }
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  private static IntentStore<JournalBenchmark.Payload, NoSensitivePayload> intents(
      Journal journal) {
    return journal.intents(
        "bench", "bench", JournalBenchmark.Payload.class, NoSensitivePayload.class);
  }

  private static void measure(String database, Journal journal, int finished) {
    IntentStore<JournalBenchmark.Payload, NoSensitivePayload> intents = intents(journal);
    System.out.printf(
        "| %s | %,d | %.2f | %.1f | %.2f | %.2f | %.2f |%n",
        database,
        finished,
        median(
            () -> intents.claimDue(10, Duration.ofMinutes(1)).forEach(JournalGrowth::reschedule)),
        median(() -> intents.unfinished(entry -> {})),
        median(intents::backlog),
        median(() -> journal.purge("bench", Duration.ofDays(3650))),
        median(journal::unserved));
  }

  private static void reschedule(Claim<JournalBenchmark.Payload, NoSensitivePayload> claim) {
    claim.reschedule(claim.entry().state(), claim.entry().payload(), Duration.ZERO);
  }

  private static double median(Runnable work) {
    for (int i = 0; i < WARM_UPS; i++) {
      work.run();
    }
    double[] all = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      work.run();
      all[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(all);
    return all[TIMES / 2];
  }
}

package io.yiwang.journal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Removes rows in small batches with a pause after each, so that a payment waits for one batch at
 * most.
 */
final class Purge {
  private static final Duration BATCH_TIME = Duration.ofMillis(4);
  private static final int MIN_ROWS = 10;
  private static final int MAX_ROWS = 2000;

  /** How many batches come between checkpoints, so that no payment's commit has to make one. */
  private static final int BATCHES_PER_CHECKPOINT = 4;

  /** Selects the rows of a table to remove, the oldest first. */
  private record Selection(String table, String condition, String order) {}

  private static final Selection FINISHED =
      new Selection(
          "yiwang_intent", "account = ? AND finished_journal_time <= ?", "finished_journal_time");
  // Both times: neither a clock that is ahead now, nor one that was, may let a callback through
  // twice.
  private static final Selection SEEN =
      new Selection("yiwang_seen", "until <= {now} AND until <= ?", "until");

  private final Store store;
  private int rows = 100;
  private int batches;

  Purge(Store store) {
    this.store = store;
  }

  /**
   * Removes the intents that finished before a time, and the records of callbacks that cannot come
   * again.
   *
   * @param now the journal's time
   * @return how many intents were removed
   */
  int run(long now, Duration age) {
    long until = until(now, age);
    inBatches(SEEN, now);
    int removed = 0;
    String account = accountAfter(null);
    while (account != null) {
      removed += inBatches(FINISHED, account, until);
      account = Thread.currentThread().isInterrupted() ? null : accountAfter(account);
    }
    return removed;
  }

  /** Removes in the same way, but intents of one account only. */
  int run(String account, long now, Duration age) {
    long until = until(now, age);
    inBatches(SEEN, now);
    return inBatches(FINISHED, account, until);
  }

  /**
   * Returns the time up to which rows are removed; -1, which removes nothing, for an age beyond all
   * times.
   *
   * @throws IllegalArgumentException if the age is negative, which would remove what has just
   *     finished
   */
  private static long until(long now, Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException(
          "the age of what is removed must be 0 or more, got " + age);
    }
    return age.compareTo(Duration.ofMillis(now)) > 0 ? -1 : now - age.toMillis();
  }

  /** Returns the next account, found by one index lookup. */
  private @Nullable String accountAfter(@Nullable String account) {
    Object[] values = account == null ? new Object[] {} : new Object[] {account};
    return store
        .read(
            session ->
                Optional.ofNullable(
                    session.first(
                        "SELECT account FROM yiwang_intent WHERE finished_journal_time IS NOT NULL"
                            + (account == null ? "" : " AND account > ?")
                            + " ORDER BY account LIMIT 1",
                        row -> row.getString(1),
                        values)))
        .orElse(null);
  }

  private int inBatches(Selection selection, Object... values) {
    int removed = 0;
    while (true) {
      int most = rows;
      Object[] parameters = Arrays.copyOf(values, values.length + 1);
      parameters[values.length] = most;
      // Includes the commit: writing the changes to disk takes longer than making them.
      long start = System.nanoTime();
      int gone =
          store.writeOne(
              session ->
                  session.update(
                      session
                          .syntax()
                          .deleteSome(selection.table(), selection.condition(), selection.order()),
                      parameters));
      long taken = System.nanoTime() - start;
      removed += gone;
      if (gone > 0) {
        store.erased();
      }
      if (gone < most || Thread.currentThread().isInterrupted()) {
        return removed;
      }
      rows =
          taken > BATCH_TIME.toNanos()
              ? Math.max(MIN_ROWS, rows / 2)
              : Math.min(MAX_ROWS, rows * 5 / 4);
      if (++batches % BATCHES_PER_CHECKPOINT == 0) {
        store.checkpoint();
      }
      // Rests for as long as the batch took: another process that waits for the file only polls.
      LockSupport.parkNanos(Math.max(taken, Duration.ofMillis(1).toNanos()));
    }
  }
}

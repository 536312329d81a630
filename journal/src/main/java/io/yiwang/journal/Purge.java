package io.yiwang.journal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Removes rows in small bites with a pause after each, so that whoever pays meanwhile waits for one
 * bite at most.
 */
final class Purge {
  private static final Duration BITE = Duration.ofMillis(4);
  private static final int LEAST = 10;
  private static final int MOST = 2000;

  /** So often the log is moved into the file, before a payment's own commit would have to. */
  private static final int BITES_PER_SETTLING = 4;

  /** Which rows of a table go, and the oldest of them first. */
  private record Old(String table, String condition, String order) {}

  private static final Old FINISHED =
      new Old(
          "yiwang_intent", "account = ? AND finished_journal_time <= ?", "finished_journal_time");
  // Both: neither a clock that is ahead nor one that was may let a callback come twice.
  private static final Old SEEN = new Old("yiwang_seen", "until <= {now} AND until <= ?", "until");

  private final Store store;
  private int rows = 100;
  private int bites;

  Purge(Store store) {
    this.store = store;
  }

  /**
   * Removes intents that finished by then, and callbacks that cannot come again.
   *
   * @param now the journal's time
   * @return how many intents
   */
  int run(long now, Duration age) {
    long until = until(now, age);
    inBites(SEEN, now);
    int removed = 0;
    String account = accountAfter(null);
    while (account != null) {
      removed += inBites(FINISHED, account, until);
      account = Thread.currentThread().isInterrupted() ? null : accountAfter(account);
    }
    return removed;
  }

  /** Returns the same, of the intents of one account alone. */
  int run(String account, long now, Duration age) {
    long until = until(now, age);
    inBites(SEEN, now);
    return inBites(FINISHED, account, until);
  }

  /** A negative age would remove what has just finished; one without end removes nothing. */
  private static long until(long now, Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException(
          "the age of what is removed must be 0 or more, got " + age);
    }
    return age.compareTo(Duration.ofMillis(now)) > 0 ? -1 : now - age.toMillis();
  }

  /** Found by one look into the index. */
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

  private int inBites(Old old, Object... which) {
    int removed = 0;
    while (true) {
      int most = rows;
      Object[] values = Arrays.copyOf(which, which.length + 1);
      values[which.length] = most;
      // To the end of its commit: writing what it changed to the disk takes longer than changing
      // it.
      long start = System.nanoTime();
      int gone =
          store.writeOne(
              session ->
                  session.update(
                      session.syntax().deleteSome(old.table(), old.condition(), old.order()),
                      values));
      long taken = System.nanoTime() - start;
      removed += gone;
      if (gone > 0) {
        store.erased();
      }
      if (gone < most || Thread.currentThread().isInterrupted()) {
        return removed;
      }
      rows = taken > BITE.toNanos() ? Math.max(LEAST, rows / 2) : Math.min(MOST, rows * 5 / 4);
      if (++bites % BITES_PER_SETTLING == 0) {
        store.settle();
      }
      // As long as the bite: another process that waits for the file looks only now and then.
      LockSupport.parkNanos(Math.max(taken, Duration.ofMillis(1).toNanos()));
    }
  }
}

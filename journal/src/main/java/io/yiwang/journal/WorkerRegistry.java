package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the database which intents have a worker on some node, and reports those that have
 * none. Any worker that asks for what is due also looks for such intents. Thread-safe.
 */
final class WorkerRegistry {
  private static final Logger log = LoggerFactory.getLogger(WorkerRegistry.class);

  /** A worker that has not asked for what is due for this long counts as gone. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final long RECORD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WATCH_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long REPORT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Identifies the intents that one worker takes up. */
  private record Work(String account, String kind) {
    static Work of(Unserved unserved) {
      return new Work(unserved.account(), unserved.kind());
    }
  }

  private final Store store;
  private final JournalListener listener;
  private final LongSupplier nanos;
  private final String node = UUID.randomUUID().toString();
  private final Map<Work, Long> recordedAt = new ConcurrentHashMap<>();
  private long watchedAt;
  private long reportedAt;
  private Set<Work> reported = Set.of();

  WorkerRegistry(Store store, JournalListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
    reportedAt = nanos.getAsLong();
    // Not immediately: the workers of one application start one after another.
    watchedAt = reportedAt - WATCH_NANOS + RECORD_NANOS;
  }

  /**
   * Records, every 10 seconds at most and in the caller's transaction, that this node takes up what
   * is due.
   */
  void record(Session session, String account, String kind) throws SQLException {
    Work work = new Work(account, kind);
    Long last = recordedAt.get(work);
    long now = nanos.getAsLong();
    if (last != null && now - last < RECORD_NANOS) {
      return;
    }
    recordedAt.put(work, now);
    if (last == null) {
      session.update("DELETE FROM yiwang_served WHERE at < {now} - 86400000");
    }
    int updated =
        session.update(
            "UPDATE yiwang_served SET at = {now} WHERE account = ? AND kind = ? AND node = ?",
            account,
            kind,
            node);
    if (updated == 0) {
      session.insertNew(
          "INSERT INTO yiwang_served (account, kind, node, at) VALUES (?, ?, ?, {now})",
          account,
          kind,
          node);
    }
  }

  /** Records that this node no longer takes up what is due. */
  void leave(String account, String kind) {
    if (recordedAt.remove(new Work(account, kind)) != null) {
      store.writeOne(
          session ->
              session.update(
                  "DELETE FROM yiwang_served WHERE account = ? AND kind = ? AND node = ?",
                  account,
                  kind,
                  node));
    }
  }

  /**
   * Looks for intents without a worker, once a minute at most, and reports those that are new; once
   * an hour, all of them. The caller's own are left out: this call serves them, however rarely it
   * comes.
   */
  void watch(String account, String kind) {
    synchronized (this) {
      long now = nanos.getAsLong();
      if (now - watchedAt < WATCH_NANOS) {
        return;
      }
      watchedAt = now;
    }
    Work own = new Work(account, kind);
    report(unserved().stream().filter(each -> !Work.of(each).equals(own)).toList());
  }

  private void report(List<Unserved> found) {
    for (Unserved each : due(found)) {
      log.warn(
          "no process works on {} unfinished intents ({}) of gateway account {}, the oldest"
              + " since {};"
              + " run their worker with a gateway of that account name",
          each.unfinished(),
          each.kind(),
          each.account(),
          each.since());
      JournalClock.report(() -> listener.unserved(each));
    }
  }

  private synchronized List<Unserved> due(List<Unserved> found) {
    long now = nanos.getAsLong();
    boolean all = now - reportedAt >= REPORT_NANOS;
    Set<Work> before = reported;
    reported = found.stream().map(Work::of).collect(Collectors.toUnmodifiableSet());
    reportedAt = all ? now : reportedAt;
    return found.stream().filter(each -> all || !before.contains(Work.of(each))).toList();
  }

  /** Returns the unfinished intents that have no worker, counted by account and kind. */
  List<Unserved> unserved() {
    return store.read(
        session -> {
          List<Unserved> found = new ArrayList<>();
          Work work = first(session, "");
          while (work != null) {
            if (!isWorkerRegistry(session, work)) {
              found.add(count(session, work));
            }
            work = after(session, work);
          }
          return found;
        });
  }

  /** Returns the next kind of the same account, or the first of the next account. */
  private static @Nullable Work after(Session session, Work work) throws SQLException {
    Work next = first(session, " AND account = ? AND kind > ?", work.account(), work.kind());
    return next == null ? first(session, " AND account > ?", work.account()) : next;
  }

  /** Returns the first match, found by one index lookup. */
  private static @Nullable Work first(Session session, String condition, Object... values)
      throws SQLException {
    return session.first(
        "SELECT account, kind FROM yiwang_intent WHERE finished_at IS NULL"
            + condition
            + " ORDER BY account, kind LIMIT 1",
        row -> new Work(row.getString(1), row.getString(2)),
        values);
  }

  private static boolean isWorkerRegistry(Session session, Work work) throws SQLException {
    return session.first(
            "SELECT at FROM yiwang_served WHERE account = ? AND kind = ?"
                + " AND at > {now} - ? AND at < {now} + ? LIMIT 1",
            row -> row.getLong(1),
            work.account(),
            work.kind(),
            SILENCE.toMillis(),
            SILENCE.toMillis())
        != null;
  }

  private static Unserved count(Session session, Work work) throws SQLException {
    Unserved counted =
        session.first(
            "SELECT count(*), min(created_at) FROM yiwang_intent"
                + " WHERE account = ? AND kind = ? AND finished_at IS NULL",
            row ->
                new Unserved(
                    work.account(),
                    work.kind(),
                    row.getLong(1),
                    Instant.ofEpochMilli(row.getLong(2))),
            work.account(),
            work.kind());
    if (counted == null) {
      throw new SQLException("a count gave no row");
    }
    return counted;
  }
}

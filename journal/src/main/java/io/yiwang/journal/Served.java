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
 * Which intents have a worker, on whichever node, as the database knows; and a report where some
 * have none, by whichever worker of the journal asks for what is due. Thread-safe.
 */
final class Served {
  private static final Logger log = LoggerFactory.getLogger(Served.class);

  /** After this a worker that has not asked for what is due counts as gone. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WATCH_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long REPORT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** The intents that one worker takes up. */
  private record Work(String account, String kind) {
    static Work of(Unserved unserved) {
      return new Work(unserved.account(), unserved.kind());
    }
  }

  private final Store store;
  private final JournalListener listener;
  private final LongSupplier nanos;
  private final String node = UUID.randomUUID().toString();
  private final Map<Work, Long> noted = new ConcurrentHashMap<>();
  private long watchedAt;
  private long reportedAt;
  private Set<Work> reported = Set.of();

  Served(Store store, JournalListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
    reportedAt = nanos.getAsLong();
    // Not at once: the workers of one application start one after another.
    watchedAt = reportedAt - WATCH_NANOS + NOTE_NANOS;
  }

  /** Notes, now and then, in the caller's transaction, that this node takes up what is due. */
  void note(Session session, String account, String kind) throws SQLException {
    Work work = new Work(account, kind);
    Long last = noted.get(work);
    long now = nanos.getAsLong();
    if (last != null && now - last < NOTE_NANOS) {
      return;
    }
    noted.put(work, now);
    if (last == null) {
      session.update("DELETE FROM yiwang_served WHERE at < {now} - 86400000");
    }
    int again =
        session.update(
            "UPDATE yiwang_served SET at = {now} WHERE account = ? AND kind = ? AND node = ?",
            account,
            kind,
            node);
    if (again == 0) {
      session.insertNew(
          "INSERT INTO yiwang_served (account, kind, node, at) VALUES (?, ?, ?, {now})",
          account,
          kind,
          node);
    }
  }

  /** Notes that this node no longer does. */
  void leave(String account, String kind) {
    if (noted.remove(new Work(account, kind)) != null) {
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
   * Reports, looking once a minute at most, what is new among what nobody serves, and hourly all.
   * The caller's own is served by this very call, however rarely it comes.
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

  /** Returns what is unfinished and has no worker, by account and kind. */
  List<Unserved> unserved() {
    return store.read(
        session -> {
          List<Unserved> found = new ArrayList<>();
          Work work = first(session, "");
          while (work != null) {
            if (!isServed(session, work)) {
              found.add(count(session, work));
            }
            work = after(session, work);
          }
          return found;
        });
  }

  /** The next kind of the same account, or the first of the next account. */
  private static @Nullable Work after(Session session, Work work) throws SQLException {
    Work next = first(session, " AND account = ? AND kind > ?", work.account(), work.kind());
    return next == null ? first(session, " AND account > ?", work.account()) : next;
  }

  /** Found by one look into the index. */
  private static @Nullable Work first(Session session, String which, Object... values)
      throws SQLException {
    return session.first(
        "SELECT account, kind FROM yiwang_intent WHERE finished_at IS NULL"
            + which
            + " ORDER BY account, kind LIMIT 1",
        row -> new Work(row.getString(1), row.getString(2)),
        values);
  }

  private static boolean isServed(Session session, Work work) throws SQLException {
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

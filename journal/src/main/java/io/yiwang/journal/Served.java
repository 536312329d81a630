package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which intents have a worker, on whichever node, as the database knows; and a warning where some
 * have none. Thread-safe.
 */
final class Served {
  private static final Logger log = LoggerFactory.getLogger(Served.class);

  /** After this a worker that has not asked for what is due counts as gone. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long WATCH_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long WARN_NANOS = TimeUnit.HOURS.toNanos(1);

  /** The intents that one worker takes up. */
  private record Work(String account, String kind) {}

  private final Store store;
  private final String node = UUID.randomUUID().toString();
  private final Map<Work, Long> noted = new ConcurrentHashMap<>();
  private long watchedAt;
  private long warnedAt;
  private List<Work> warnedOf = List.of();

  Served(Store store) {
    this.store = store;
    // Not at once: the workers of one application start one after another.
    watchedAt = System.nanoTime() - WATCH_NANOS + NOTE_NANOS;
  }

  /** Notes, now and then, in the caller's transaction, that this node takes up what is due. */
  void note(Session session, String account, String kind) throws SQLException {
    Work work = new Work(account, kind);
    Long last = noted.get(work);
    long now = System.nanoTime();
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

  /** Warns, once a minute at most, of what is new among what nobody serves, and hourly of all. */
  void watch() {
    synchronized (this) {
      long now = System.nanoTime();
      if (now - watchedAt < WATCH_NANOS) {
        return;
      }
      watchedAt = now;
    }
    warn(unserved());
  }

  private synchronized void warn(List<Unserved> found) {
    List<Work> works = found.stream().map(each -> new Work(each.account(), each.kind())).toList();
    long now = System.nanoTime();
    if (warnedOf.containsAll(works) && now - warnedAt < WARN_NANOS) {
      return;
    }
    warnedOf = works;
    warnedAt = now;
    for (Unserved each : found) {
      log.warn(
          "nobody takes up {} unfinished intents ({}) of gateway account {}, the oldest since {};"
              + " run their worker with a gateway of that account name",
          each.unfinished(),
          each.kind(),
          each.account(),
          each.since());
    }
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

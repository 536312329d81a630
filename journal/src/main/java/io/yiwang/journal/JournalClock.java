package io.yiwang.journal;

import io.yiwang.internal.shared.FatalErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal's own time, by which ages are measured. It advances only by time that has
 * certainly passed, so a clock that is wrong makes nothing old. Thread-safe.
 *
 * <p>It began at the last time in the journal and is kept in the database, in milliseconds. A
 * process that has the journal open advances it by what has passed by the database's clock or by
 * its own stopwatch, whichever is less. Time in which no process had the journal open counts if it
 * is {@link #LONGEST_GAP} at most, and only beyond the latest time that any clock has shown, so
 * that a clock that jumps back and forth counts once.
 */
final class JournalClock {
  /**
   * The longest gap that counts: a long weekend. A longer one cannot be distinguished from a wrong
   * clock.
   */
  static final Duration LONGEST_GAP = Duration.ofDays(4);

  /** More than a clock is corrected by in normal operation. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Duration TICK = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(JournalClock.class);

  private static final String TIME = "journal time";
  private static final String CLOCK = "clock";
  private static final String LATEST = "latest clock";

  private final Store store;
  private final JournalListener listener;
  private final LongSupplier nanos;
  private final AtomicLong tickedAt = new AtomicLong();

  /** The time of the database's clock when this process last read it. */
  private long lastWall;

  /** Holds what one transaction has read. */
  private record Reading(long time, long wall, long jump) {}

  JournalClock(Store store, JournalListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
    tickedAt.set(nanos.getAsLong());
    accept(store.write(JournalClock::opened));
  }

  /** Advances the time if it has not been advanced for a minute. */
  void tick() {
    long last = tickedAt.get();
    long at = nanos.getAsLong();
    if (at - last >= TICK.toNanos() && tickedAt.compareAndSet(last, at)) {
      advance(Duration.ofNanos(at - last).toMillis());
      store.maintain();
    }
  }

  /** Returns the journal's time now. */
  long now() {
    long at = nanos.getAsLong();
    return advance(Duration.ofNanos(at - tickedAt.getAndSet(at)).toMillis());
  }

  private synchronized long advance(long elapsed) {
    long before = lastWall;
    return accept(store.write(session -> passed(session, elapsed, before)));
  }

  private synchronized long accept(Reading reading) {
    lastWall = reading.wall();
    if (reading.jump() != 0) {
      report(Duration.ofMillis(reading.jump()));
    }
    return reading.time();
  }

  private void report(Duration jump) {
    LOG.warn(
        "the clock of the journal's database jumped by {}, or nobody had the journal open for that"
            + " long; nothing is purged because of it; correct the machine's clock if it is wrong",
        jump);
    report(() -> listener.clockJumped(jump));
  }

  /**
   * Reads the clock when the journal is opened, before this process has a reading to compare with.
   */
  private static Reading opened(Session session) throws SQLException {
    // Locks the row, so that no time is counted by two processes.
    session.update("UPDATE yiwang_state SET value = value WHERE name = ?", CLOCK);
    long wall = now(session);
    long gap = wall - value(session, LATEST);
    long behind = wall - value(session, CLOCK);
    boolean counts = gap > 0 && gap <= LONGEST_GAP.toMillis();
    long jump = behind < -TOLERANCE.toMillis() ? behind : gap > 0 && !counts ? gap : 0;
    return written(session, wall, counts ? gap : 0, jump);
  }

  private static Reading passed(Session session, long elapsed, long lastWall) throws SQLException {
    session.update("UPDATE yiwang_state SET value = value WHERE name = ?", CLOCK);
    long wall = now(session);
    long passed = wall - value(session, CLOCK);
    long jump = wall - lastWall - elapsed;
    boolean jumped = Math.abs(jump) > TOLERANCE.toMillis();
    return written(session, wall, Math.max(0, Math.min(passed, elapsed)), jumped ? jump : 0);
  }

  private static Reading written(Session session, long wall, long passed, long jump)
      throws SQLException {
    long ahead = value(session, CLOCK) - wall;
    if (ahead > TOLERANCE.toMillis()) {
      shiftBack(session, ahead);
    }
    set(session, CLOCK, wall);
    set(session, LATEST, Math.max(wall, value(session, LATEST)));
    long time = value(session, TIME) + passed;
    set(session, TIME, time);
    return new Reading(time, wall, jump);
  }

  /**
   * Corrects the due times and leases that were written while the clock was ahead, so that they
   * last as long as intended, and not until the clock has caught up. A lease that ends too early
   * does no harm: if another owner takes the intent over, the first owner's next write is refused.
   */
  private static void shiftBack(Session session, long ahead) throws SQLException {
    session.update(
        "UPDATE yiwang_intent SET due_at = due_at - ?"
            + " WHERE finished_at IS NULL AND due_at > {now} AND updated_at > {now}",
        ahead);
    session.update(
        "UPDATE yiwang_intent SET leased_until = leased_until - ?"
            + " WHERE finished_at IS NULL AND leased_until > {now}",
        ahead);
  }

  @SuppressWarnings("NullAway") // A SELECT without FROM returns a row.
  private static long now(Session session) throws SQLException {
    return session.first("SELECT {now}", row -> row.getLong(1));
  }

  private static long value(Session session, String name) throws SQLException {
    Long value =
        session.first("SELECT value FROM yiwang_state WHERE name = ?", row -> row.getLong(1), name);
    if (value == null) {
      throw new JournalException(
          "the journal's table yiwang_state has lost the row of its "
              + name
              + "; it was changed by hand: restore a copy");
    }
    return value;
  }

  private static void set(Session session, String name, long value) throws SQLException {
    session.update("UPDATE yiwang_state SET value = ? WHERE name = ?", value, name);
  }

  /** Notifies a listener; what it throws is logged and otherwise ignored. */
  static void report(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      FatalErrors.rethrow(e);
      LOG.warn("a journal's listener threw", e);
    }
  }
}

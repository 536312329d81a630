package io.yiwang.journal;

import io.yiwang.internal.shared.FatalErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's own time, by which it reckons how old something is. It runs only while somebody can
 * vouch that time passes, so a machine's clock that is wrong makes nothing old. Thread-safe.
 *
 * <p>It began at the last time in the journal and is kept in its database, in milliseconds. A
 * process that has the journal open lets it run on by what both the database's clock and the
 * process's own stopwatch say has passed, whichever is less. Time in which nobody had the journal
 * open counts where it is {@link #LONGEST_GAP} at most, and only beyond the latest time that any
 * clock has shown: a clock that jumps to and fro counts once.
 */
final class JournalClock {
  /**
   * A weekend and some. Longer gaps cannot be distinguished from a wrong clock, and count for
   * nothing.
   */
  static final Duration LONGEST_GAP = Duration.ofDays(4);

  /** More than clocks are corrected by in the normal course of things. */
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

  /** What the database's clock showed this process last. */
  private long lastWall;

  /** What was read in one turn. */
  private record Reading(long time, long wall, long jump) {}

  JournalClock(Store store, JournalListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
    tickedAt.set(nanos.getAsLong());
    goOn(store.write(JournalClock::opened));
  }

  /** Lets the time run on, if it has not for a minute. */
  void tick() {
    long last = tickedAt.get();
    long at = nanos.getAsLong();
    if (at - last >= TICK.toNanos() && tickedAt.compareAndSet(last, at)) {
      advance(Duration.ofNanos(at - last).toMillis());
      store.keep();
    }
  }

  /** Returns the journal's time now. */
  long now() {
    long at = nanos.getAsLong();
    return advance(Duration.ofNanos(at - tickedAt.getAndSet(at)).toMillis());
  }

  private synchronized long advance(long elapsed) {
    long before = lastWall;
    return goOn(store.write(session -> passed(session, elapsed, before)));
  }

  private synchronized long goOn(Reading reading) {
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

  /** When the journal was opened: by its own clock this process knows nothing yet. */
  private static Reading opened(Session session) throws SQLException {
    // Whoever reads waits for whoever writes, so that the same time is not counted twice.
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
      waitNoLonger(session, ahead);
    }
    set(session, CLOCK, wall);
    set(session, LATEST, Math.max(wall, value(session, LATEST)));
    long time = value(session, TIME) + passed;
    set(session, TIME, time);
    return new Reading(time, wall, jump);
  }

  /**
   * What the clock that was ahead has written would wait until that time is really there. It waits
   * as long as it was to wait. A lease that ends too early costs its owner nothing: where another
   * takes the intent over, the owner's next write is refused.
   */
  private static void waitNoLonger(Session session, long ahead) throws SQLException {
    session.update(
        "UPDATE yiwang_intent SET due_at = due_at - ?"
            + " WHERE finished_at IS NULL AND due_at > {now} AND updated_at > {now}",
        ahead);
    session.update(
        "UPDATE yiwang_intent SET leased_until = leased_until - ?"
            + " WHERE finished_at IS NULL AND leased_until > {now}",
        ahead);
  }

  @SuppressWarnings("NullAway") // A statement without a table gives a row.
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

  /** Notifies a listener; what it throws is logged, and disturbs nothing. */
  static void report(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      FatalErrors.rethrow(e);
      LOG.warn("a journal's listener threw", e);
    }
  }
}

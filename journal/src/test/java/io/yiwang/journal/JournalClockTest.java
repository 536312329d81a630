package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests machines whose clocks are wrong. A clock is moved forward by moving all times in the
 * journal back, which makes no difference to the journal.
 */
@Timeout(60)
class JournalClockTest {
  private static final Duration WRONG = Duration.ofDays(500);
  private static final Duration KEPT = Duration.ofDays(400);

  @TempDir private Path folder;
  private final List<Duration> jumps = new ArrayList<>();
  private final JournalListener listener =
      new JournalListener() {
        @Override
        public void clockJumped(Duration by) {
          jumps.add(by);
        }
      };
  private Journal journal;
  private IntentStore<String, NoSensitivePayload> intents;

  @BeforeEach
  void open() {
    journal = Journal.builder(file()).listener(listener).open();
    intents = journal.intents("zhejiang", "clock", String.class, NoSensitivePayload.class);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void reopen() {
    journal.close();
    open();
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  private Claim<String, NoSensitivePayload> begin(String id) {
    return ((BeginResult.Started<String, NoSensitivePayload>)
            intents.begin(Draft.of(id, "NEW", "b"), Duration.ofMinutes(10)))
        .claim();
  }

  private void sql(String statement) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void moveClock(Duration by) {
    long millis = by.toMillis();
    BiConsumer<String, String> shift =
        (table, column) ->
            sql(
                "UPDATE %s SET %s = %s - %d WHERE %s IS NOT NULL"
                    .formatted(table, column, column, millis, column));
    for (String column :
        List.of(
            "created_at",
            "updated_at",
            "due_at",
            "leased_until",
            "finished_at",
            "finished_journal_time")) {
      shift.accept("yiwang_intent", column);
    }
    shift.accept("yiwang_seen", "until");
    shift.accept("yiwang_state", "value");
  }

  private static void assertAbout(Duration expected, Duration found) {
    assertTrue(
        found.minus(expected).abs().compareTo(Duration.ofSeconds(59)) < 0,
        () -> expected + " was expected, but it is " + found);
  }

  @Test
  void purge_machineThatBootsWithAWrongClock_removesNothing() {
    begin("old").finish("DONE", "b");
    journal.close();
    moveClock(WRONG);
    open();

    assertEquals(0, journal.purge(KEPT));

    assertTrue(intents.find("old").isPresent());
    assertEquals(1, jumps.size());
    assertAbout(WRONG, jumps.get(0));
  }

  @Test
  void purge_afterWritesUnderAWrongClock_removesNothing() {
    begin("old").finish("DONE", "b");
    moveClock(WRONG);
    reopen();
    begin("young").finish("DONE", "b");
    assertEquals(0, journal.purge(KEPT));
    reopen();
    assertEquals(0, journal.purge(KEPT));
    moveClock(WRONG.negated());
    reopen();
    assertEquals(0, journal.purge(KEPT));

    assertTrue(intents.find("old").isPresent());
    assertTrue(intents.find("young").isPresent());
    assertEquals(2, jumps.size());
  }

  @Test
  void purge_clockThatJumpsBackAndForth_removesNothing() {
    begin("old").finish("DONE", "b");
    for (int boot = 0; boot < 120; boot++) {
      moveClock(boot % 2 == 0 ? Duration.ofDays(3) : Duration.ofDays(-3));
      reopen();
    }
    // A gap of more than LONGEST_GAP does not count.
    moveClock(WRONG);
    reopen();

    assertEquals(0, journal.purge(Duration.ofDays(4)));
    assertTrue(intents.find("old").isPresent());
  }

  /** Moves the stopwatch instead of the clock, which makes no difference. */
  @Test
  void now_clockThatJumpsWhileOpen_doesNotJumpAndReportsIt() {
    long[] nanos = {0};
    try (SqliteStore store = new SqliteStore(folder.resolve("other.db"))) {
      JournalClock clock = new JournalClock(store, listener, () -> nanos[0]);
      long start = clock.now();
      nanos[0] -= WRONG.toNanos();
      assertEquals(0, (clock.now() - start) / 60_000);
      assertEquals(1, jumps.size());
      assertAbout(WRONG, jumps.get(0));
      nanos[0] += WRONG.toNanos();
      assertEquals(0, (clock.now() - start) / 60_000);
      assertEquals(2, jumps.size());
      assertAbout(WRONG.negated(), jumps.get(1));
    }
  }

  @Test
  void purge_clockThatJumpsWhileOpen_removesNothing() {
    begin("old").finish("DONE", "b");
    moveClock(WRONG);

    assertEquals(0, journal.purge(Duration.ofDays(1)));
    moveClock(WRONG.negated());
    assertEquals(0, journal.purge(Duration.ofDays(1)));
  }

  @Test
  void purge_journalOpenedEveryNight_countsTheTimeBetween() {
    begin("old").finish("DONE", "b");
    for (int night = 0; night < 10; night++) {
      moveClock(Duration.ofDays(1));
      reopen();
    }

    assertEquals(0, journal.purge(Duration.ofDays(11)));
    assertEquals(1, journal.purge(Duration.ofDays(9)));
    assertEquals(List.of(), jumps);
  }

  @Test
  void now_stopwatchAndClockThatDisagree_advancesByTheLesser() {
    long[] nanos = {0};
    try (SqliteStore store = new SqliteStore(folder.resolve("other.db"))) {
      JournalClock clock = new JournalClock(store, listener, () -> nanos[0]);
      long start = clock.now();
      nanos[0] += Duration.ofDays(500).toNanos();
      // No time has passed, because the database's clock has not moved.
      assertEquals(0, (clock.now() - start) / 1000);
      store.<Integer>write(
          session -> session.update("UPDATE yiwang_state SET value = value - 86400000"));
      nanos[0] += Duration.ofDays(1).toNanos();
      assertEquals(0, (clock.now() - start) / 1000);
    }
  }

  @Test
  void claimDue_clockThatJumpedBack_waitsNoLongerThanItShould() {
    moveClock(WRONG);
    reopen();
    begin("leased");
    begin("due").reschedule("WAITING", "b", Duration.ofHours(1));
    begin("far").reschedule("REFUSED", "b", Duration.ofDays(36_500));
    moveClock(WRONG.negated());
    reopen();

    assertEquals(List.of(), intents.claimDue(9, Duration.ofMinutes(1)));
    moveClock(Duration.ofMinutes(65));
    List<String> due =
        intents.claimDue(9, Duration.ofMinutes(1)).stream().map(c -> c.entry().id()).toList();
    assertEquals(List.of("leased", "due"), due);
  }

  @Test
  void claimDue_clockThatFellBackToItsFirstDay_waitsNoLongerThanItShould() {
    begin("due").reschedule("WAITING", "b", Duration.ofHours(1));
    moveClock(Duration.ofDays(-20_000));
    reopen();

    assertEquals(List.of(), intents.claimDue(9, Duration.ofMinutes(1)));
    moveClock(Duration.ofMinutes(65));
    assertEquals(1, intents.claimDue(9, Duration.ofMinutes(1)).size());
  }

  @Test
  void purge_callbacksUnderAWrongClock_areStillKnown() {
    var seen = journal.callbackDeduplicator("zhejiang");
    assertTrue(seen.addNonce("nonce", Instant.now().plusSeconds(600)));
    moveClock(WRONG);
    reopen();
    journal.purge(KEPT);
    moveClock(WRONG.negated());
    reopen();

    assertFalse(
        journal.callbackDeduplicator("zhejiang").addNonce("nonce", Instant.now().plusSeconds(9)));
  }
}

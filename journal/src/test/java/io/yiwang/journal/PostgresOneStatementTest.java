package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests that an intent and its names are begun and ended by one statement each, as PostgreSQL can.
 * It has its own database: where another key was used, names are checked first, in a transaction.
 */
class PostgresOneStatementTest extends JournalFixture {
  private static DataSource database;

  /** A pool, as applications use one. */
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    database = PostgresServer.newDatabase("one_statement");
    pool = new HikariDataSource();
    pool.setDataSource(database);
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    return cipher == null ? Journal.on(pool) : Journal.on(pool, cipher);
  }

  /** Counts a message for each statement and each commit; a BEGIN is sent with the next one. */
  @Test
  void finish_paymentOfFourSteps_takesFourMessages() {
    AtomicInteger messages = new AtomicInteger();
    IntentStore<Payload, Person> counted =
        on(
            ServerMessages.watched(
                database,
                (connection, isCommit, message) -> {
                  messages.incrementAndGet();
                  return message.run();
                }));
    messages.set(0);

    Claim<Payload, Person> claim = startedIn(counted, draft("a").exclusiveNames(Set.of(kind)));
    claim.advance("CHARGING", payload("a"), LEASE);
    claim.advance("CONFIRMING", payload("a"), LEASE);
    claim.finish("SETTLED", payload("a"));

    assertEquals(4, messages.get());
    assertEquals("SETTLED", counted.find("a").orElseThrow().state());
  }

  @Test
  void begin_oneOfItsNamesHeld_writesNothing() {
    started(draft("a").exclusiveNames(Set.of(kind)), LEASE);

    BeginResult<Payload, Person> second =
        intents.begin(draft("b").exclusiveNames(Set.of(kind, kind + "free")), LEASE);

    var taken = assertInstanceOf(BeginResult.NameTaken.class, second);
    assertEquals("a", taken.holderId());
    assertTrue(intents.find("b").isEmpty());
    started(draft("c").exclusiveNames(Set.of(kind + "free")), LEASE);
  }

  @Test
  void begin_existingId_isFoundAndHoldsNoMoreNames() {
    started(draft("a").exclusiveNames(Set.of(kind)), LEASE);

    assertInstanceOf(
        BeginResult.Existing.class,
        intents.begin(draft("a").exclusiveNames(Set.of(kind + "more")), LEASE));

    started(draft("b").exclusiveNames(Set.of(kind + "more")), LEASE);
  }

  @Test
  void begin_sameNamesByManyAtOnce_startsOneAndNamesItToTheOthers() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<Callable<BeginResult<Payload, Person>>> rivals = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String id = "r" + round + "-" + i;
        Set<String> names = Set.of(kind + "x" + round, kind + "y" + round, kind + "z" + i % 3);
        rivals.add(() -> intents.begin(draft(id).exclusiveNames(names), LEASE));
      }
      List<BeginResult<Payload, Person>> begun = atOnce(rivals);

      List<Claim<Payload, Person>> started = new ArrayList<>();
      List<String> holders = new ArrayList<>();
      for (BeginResult<Payload, Person> each : begun) {
        if (each instanceof BeginResult.Started<Payload, Person> one) {
          started.add(one.claim());
        } else {
          holders.add(assertInstanceOf(BeginResult.NameTaken.class, each).holderId());
        }
      }
      assertEquals(1, started.size());
      assertEquals(Set.of(started.get(0).entry().id()), Set.copyOf(holders));
      started.get(0).finish("DONE", payload("done"));
    }
  }

  @Test
  void begin_sameIdByManyAtOnce_startsOne() throws Exception {
    for (int round = 0; round < 5; round++) {
      String id = "r" + round;
      List<Callable<BeginResult<Payload, Person>>> rivals = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Set<String> names = Set.of(kind + round + "-" + i);
        rivals.add(() -> intents.begin(draft(id).exclusiveNames(names), LEASE));
      }
      List<BeginResult<Payload, Person>> begun = atOnce(rivals);

      assertEquals(1, begun.stream().filter(BeginResult.Started.class::isInstance).count());
      assertEquals(7, begun.stream().filter(BeginResult.Existing.class::isInstance).count());
    }
  }

  @Test
  void finish_claimLost_leavesTheNamesHeld() {
    Claim<Payload, Person> lost = started(draft("a").exclusiveNames(Set.of(kind)), NONE);
    Claim<Payload, Person> taken = intents.claim("a", LEASE).orElseThrow();

    assertThrows(LeaseExpiredException.class, () -> lost.finish("DONE", payload("a")));

    assertInstanceOf(
        BeginResult.NameTaken.class, intents.begin(draft("b").exclusiveNames(Set.of(kind)), LEASE));
    taken.finish("DONE", payload("a"));
    started(draft("c").exclusiveNames(Set.of(kind)), LEASE);
  }

  @Test
  void begin_withoutTheCipherOfTheNames_isRefusedAndWritesNothing() {
    try (Journal blind = open(null)) {
      IntentStore<Payload, NoSensitivePayload> there =
          blind.intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
      Draft<Payload, NoSensitivePayload> named =
          Draft.<Payload, NoSensitivePayload>of("a", "NEW", payload("a"))
              .exclusiveNames(Set.of(kind));

      var e = assertThrows(JournalException.class, () -> there.begin(named, LEASE));

      assertTrue(e.getMessage().contains("without a cipher"), e.getMessage());
    }
    assertTrue(intents.find("a").isEmpty());
  }

  @Test
  void begin_connectionCutBeforeTheStatement_isReportedAndNothingIsThere() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Payload, Person> cut = cut(armed, false);
    Draft<Payload, Person> named = draft("a").exclusiveNames(Set.of(kind));
    armed.set(true);

    assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertFalse(armed.get());
    assertTrue(intents.find("a").isEmpty());
    assertInstanceOf(BeginResult.Started.class, cut.begin(named, LEASE));
  }

  @Test
  void begin_connectionCutAfterTheStatement_isReportedAndFoundOnAsking() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Payload, Person> cut = cut(armed, true);
    Draft<Payload, Person> named = draft("a").exclusiveNames(Set.of(kind));
    armed.set(true);

    assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertInstanceOf(BeginResult.Existing.class, cut.begin(named, LEASE));
  }

  @Test
  void finish_connectionCutAfterTheStatement_isReportedAndWritten() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Payload, Person> cut = cut(armed, true);
    Claim<Payload, Person> claim = startedIn(cut, draft("a").exclusiveNames(Set.of(kind)));
    armed.set(true);

    assertThrows(JournalException.class, () -> claim.finish("NEXT", payload("a")));

    // The claim does not know that its write succeeded, and cannot overwrite it.
    assertThrows(LeaseExpiredException.class, () -> claim.advance("OTHER", payload("a"), NONE));
    assertEquals("NEXT", intents.find("a").orElseThrow().state());
    started(draft("b").exclusiveNames(Set.of(kind)), LEASE);
  }

  private static Claim<Payload, Person> startedIn(
      IntentStore<Payload, Person> there, Draft<Payload, Person> draft) {
    if (there.begin(draft, LEASE) instanceof BeginResult.Started<Payload, Person> started) {
      return started.claim();
    }
    throw new AssertionError("the intent or its name exists already");
  }

  /** Returns intents whose connection the server ends at a message, once armed. */
  private IntentStore<Payload, Person> cut(AtomicBoolean armed, boolean after) {
    return on(ServerMessages.cut(database, armed, false, after));
  }

  private IntentStore<Payload, Person> on(DataSource source) {
    return Journal.on(source, new AesGcmCipher("k1", KEY))
        .intents("zhejiang", kind, Payload.class, Person.class);
  }
}

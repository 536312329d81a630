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
 * An intent and its names, begun and ended by one statement each, as PostgreSQL can. In a database
 * of its own: where others have used another key, names are looked at first, in a transaction.
 */
class PostgresOneStatementTest extends JournalFixture {
  private static DataSource database;

  /** Connections from a pool, as applications take them. */
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

  /** A message goes to the server for each statement and each commit; a BEGIN goes along. */
  @Test
  void finish_paymentOfFourSteps_takesFourMessages() {
    AtomicInteger messages = new AtomicInteger();
    IntentStore<Book, Person> counted =
        on(
            Messages.watched(
                database,
                (connection, isCommit, message) -> {
                  messages.incrementAndGet();
                  return message.run();
                }));
    messages.set(0);

    Claim<Book, Person> claim = startedIn(counted, draft("a").exclusiveNames(Set.of(kind)));
    claim.advance("CHARGING", payload("a"), LEASE);
    claim.advance("CONFIRMING", payload("a"), LEASE);
    claim.finish("SETTLED", payload("a"));

    assertEquals(4, messages.get());
    assertEquals("SETTLED", counted.find("a").orElseThrow().state());
  }

  @Test
  void begin_oneOfItsNamesHeld_writesNothing() {
    started(draft("a").exclusiveNames(Set.of(kind)), LEASE);

    BeginResult<Book, Person> second =
        intents.begin(draft("b").exclusiveNames(Set.of(kind, kind + "free")), LEASE);

    var taken = assertInstanceOf(BeginResult.NameTaken.class, second);
    assertEquals("a", taken.holderId());
    assertTrue(intents.find("b").isEmpty());
    started(draft("c").exclusiveNames(Set.of(kind + "free")), LEASE);
  }

  @Test
  void begin_idThere_isFoundAndHoldsNoMoreNames() {
    started(draft("a").exclusiveNames(Set.of(kind)), LEASE);

    assertInstanceOf(
        BeginResult.Existing.class,
        intents.begin(draft("a").exclusiveNames(Set.of(kind + "more")), LEASE));

    started(draft("b").exclusiveNames(Set.of(kind + "more")), LEASE);
  }

  @Test
  void begin_sameNamesByManyAtOnce_startsOneAndTellsTheOthersWhich() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<Callable<BeginResult<Book, Person>>> rivals = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String id = "r" + round + "-" + i;
        Set<String> names = Set.of(kind + "x" + round, kind + "y" + round, kind + "z" + i % 3);
        rivals.add(() -> intents.begin(draft(id).exclusiveNames(names), LEASE));
      }
      List<BeginResult<Book, Person>> begun = atOnce(rivals);

      List<Claim<Book, Person>> started = new ArrayList<>();
      List<String> holders = new ArrayList<>();
      for (BeginResult<Book, Person> each : begun) {
        if (each instanceof BeginResult.Started<Book, Person> one) {
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
      List<Callable<BeginResult<Book, Person>>> rivals = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Set<String> names = Set.of(kind + round + "-" + i);
        rivals.add(() -> intents.begin(draft(id).exclusiveNames(names), LEASE));
      }
      List<BeginResult<Book, Person>> begun = atOnce(rivals);

      assertEquals(1, begun.stream().filter(BeginResult.Started.class::isInstance).count());
      assertEquals(7, begun.stream().filter(BeginResult.Existing.class::isInstance).count());
    }
  }

  @Test
  void finish_claimLost_leavesTheNamesHeld() {
    Claim<Book, Person> lost = started(draft("a").exclusiveNames(Set.of(kind)), NONE);
    Claim<Book, Person> taken = intents.claim("a", LEASE).orElseThrow();

    assertThrows(LeaseExpiredException.class, () -> lost.finish("DONE", payload("a")));

    assertInstanceOf(
        BeginResult.NameTaken.class, intents.begin(draft("b").exclusiveNames(Set.of(kind)), LEASE));
    taken.finish("DONE", payload("a"));
    started(draft("c").exclusiveNames(Set.of(kind)), LEASE);
  }

  @Test
  void begin_withoutTheCipherOfTheNames_isRefusedAndWritesNothing() {
    try (Journal blind = open(null)) {
      IntentStore<Book, NoSensitivePayload> there =
          blind.intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
      Draft<Book, NoSensitivePayload> named =
          Draft.<Book, NoSensitivePayload>of("a", "NEW", payload("a")).exclusiveNames(Set.of(kind));

      var e = assertThrows(JournalException.class, () -> there.begin(named, LEASE));

      assertTrue(e.getMessage().contains("without a cipher"), e.getMessage());
    }
    assertTrue(intents.find("a").isEmpty());
  }

  @Test
  void begin_connectionCutBeforeTheStatement_isToldAndNothingIsThere() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cut(armed, false);
    Draft<Book, Person> named = draft("a").exclusiveNames(Set.of(kind));
    armed.set(true);

    assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertFalse(armed.get());
    assertTrue(intents.find("a").isEmpty());
    assertInstanceOf(BeginResult.Started.class, cut.begin(named, LEASE));
  }

  @Test
  void begin_connectionCutAfterTheStatement_isToldAndFoundOnAsking() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cut(armed, true);
    Draft<Book, Person> named = draft("a").exclusiveNames(Set.of(kind));
    armed.set(true);

    assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertInstanceOf(BeginResult.Existing.class, cut.begin(named, LEASE));
  }

  @Test
  void finish_connectionCutAfterTheStatement_isToldAndCounts() {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cut(armed, true);
    Claim<Book, Person> claim = startedIn(cut, draft("a").exclusiveNames(Set.of(kind)));
    armed.set(true);

    assertThrows(JournalException.class, () -> claim.finish("NEXT", payload("a")));

    // What it does not know to be written it cannot write over.
    assertThrows(LeaseExpiredException.class, () -> claim.advance("OTHER", payload("a"), NONE));
    assertEquals("NEXT", intents.find("a").orElseThrow().state());
    started(draft("b").exclusiveNames(Set.of(kind)), LEASE);
  }

  private static Claim<Book, Person> startedIn(
      IntentStore<Book, Person> there, Draft<Book, Person> draft) {
    if (there.begin(draft, LEASE) instanceof BeginResult.Started<Book, Person> started) {
      return started.claim();
    }
    throw new AssertionError("it was there already, or its name");
  }

  /** Intents whose connection the server ends at a message, once armed: before or after it. */
  private IntentStore<Book, Person> cut(AtomicBoolean armed, boolean after) {
    return on(Messages.cut(database, armed, false, after));
  }

  private IntentStore<Book, Person> on(DataSource source) {
    return Journal.on(source, new AesGcmCipher("k1", KEY))
        .intents("zhejiang", kind, Book.class, Person.class);
  }
}

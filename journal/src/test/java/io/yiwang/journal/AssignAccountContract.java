package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.journal.JournalFixture.Payload;
import io.yiwang.journal.JournalFixture.Person;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Confidential;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests in any database that a journal of an older Yiwang is upgraded, and that intents without an
 * account are assigned to one.
 */
abstract class AssignAccountContract {
  private static final String PAYMENT = "fine.payment";
  private static final PayloadCipher CIPHER = new AesGcmCipher("k1", JournalContract.KEY);
  private static final Duration LEASE = JournalContract.LEASE;

  /** Opens a connection to the test's own database. */
  abstract Connection connect() throws SQLException;

  abstract String bytes();

  abstract Journal open();

  abstract long assign(String account);

  abstract long assign(BiFunction<String, String, String> accountOf);

  private void old(int version) throws Exception {
    try (Connection connection = connect()) {
      OldJournal old = new OldJournal(connection, version, bytes());
      old.begun(PAYMENT, "W1", CIPHER, "{\"text\":\"one\",\"phone\":\"1\"}", false);
      old.begun(PAYMENT, "W2", CIPHER, "{\"text\":\"two\",\"phone\":\"2\"}", true);
      old.begun("fine.refund", "R1", CIPHER, "{\"text\":\"three\",\"phone\":\"3\"}", false);
      old.named("decision:1", PAYMENT, "W1");
      if (version > 1) {
        long until = System.currentTimeMillis() + 600_000;
        old.seen("event http://gw/igs/v1 evt-1", until);
        old.seen("object http://gw/igs/v1 igs.payment p", until);
        old.seen("nonce key n1", until);
      }
    }
  }

  private static IntentStore<Payload, Person> payments(Journal journal, String account) {
    return journal.intents(account, PAYMENT, Payload.class, Person.class);
  }

  @Test
  void open_oldJournalWithIntents_isRefusedUntouchedNamingTheCall() throws Exception {
    old(3);

    var e = assertThrows(JournalException.class, this::open);

    assertEquals(
        "the journal has 3 intents (2 unfinished) of an older Yiwang, which did not write down to"
            + " which gateway account they belong; say so once, with Journal.assignAccount(...,"
            + " \"...\"), then open it",
        e.getMessage());
    try (Connection connection = connect()) {
      assertTrue(
          connection.createStatement().executeQuery(OldJournal.CLAIM_DUE).next(),
          "the older Yiwang still works with it");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void open_oldJournalWithoutIntents_isBroughtUpToDate(int version) throws Exception {
    try (Connection connection = connect()) {
      new OldJournal(connection, version, bytes()).execute("SELECT * FROM yiwang_schema");
    }

    try (Journal journal = open()) {
      assertInstanceOf(
          BeginResult.Started.class,
          payments(journal, "zhejiang").begin(JournalContract.draft("W1"), LEASE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void assignAccount_oldJournal_givesAllOfItToThatAccount(int version) throws Exception {
    old(version);

    assertEquals(3, assign("zhejiang"));

    try (Journal journal = open()) {
      IntentStore<Payload, Person> payments = payments(journal, "zhejiang");
      Entry<Payload, Person> one = payments.find("W1").orElseThrow();
      assertEquals(new Person("one", Confidential.of("1")), one.sensitivePayload());
      assertEquals(4, one.attempts());
      assertEquals(5, one.revision());
      assertEquals(Instant.ofEpochMilli(1000), one.createdAt());
      assertEquals(Instant.ofEpochMilli(3000), one.dueAt());
      assertEquals(Instant.ofEpochMilli(3000), payments.find("W2").orElseThrow().finishedAt());
      assertInstanceOf(
          BeginResult.NameTaken.class,
          payments.begin(JournalContract.draft("W9").exclusiveNames(Set.of("decision:1")), LEASE));
      assertEquals(1, journal.erase("citizen of W2").now());
      assertEquals(1, journal.erase("citizen of R1").atTheirEnd());
      assertTrue(payments(journal, "jiangsu").find("W1").isEmpty());
      assertInstanceOf(
          BeginResult.Started.class,
          payments(journal, "jiangsu")
              .begin(JournalContract.draft("W1").exclusiveNames(Set.of("decision:1")), LEASE));
      Claim<Payload, Person> due = payments.claimDue(10, LEASE).get(0);
      due.finish("DONE", due.entry().payload(), new Person("sealed again", Confidential.of("4")));
      assertEquals("sealed again", payments.find("W1").orElseThrow().sensitivePayload().text());
      assertEquals(2, journal.purge(Duration.ZERO));
    }
  }

  /** Tests two accounts that hold the same name and have data of the same citizen. */
  @Test
  void open_journalWithPlainDigestsOfTwoAccounts_keysThemAndMixesNothing() throws Exception {
    try (Connection connection = connect()) {
      OldJournal old = new OldJournal(connection, 4, bytes());
      for (String account : List.of("zhejiang", "jiangsu")) {
        old.begunIn(account, PAYMENT, "W1", "citizen", false);
        old.begunIn(account, PAYMENT, "W2", "citizen", true);
        old.namedIn(account, "decision:1", PAYMENT, "W1");
      }
      old.begunIn("zhejiang", PAYMENT, "W3", "another", false);
      for (int i = 0; i < 1100; i++) {
        old.namedIn("zhejiang", "decision:3/" + i, PAYMENT, "W3");
      }
    }

    try (Journal journal = open()) {
      try (Connection connection = connect();
          ResultSet plain =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT (SELECT count(*) FROM yiwang_name WHERE name NOT LIKE 'k1:%')"
                          + " + (SELECT count(*) FROM yiwang_intent WHERE subject NOT LIKE"
                          + " 'k1:%'), (SELECT count(*) FROM yiwang_name)")) {
        plain.next();
        assertEquals(0, plain.getInt(1));
        assertEquals(1102, plain.getInt(2));
      }
      for (String name : List.of("decision:1", "decision:3/0", "decision:3/1099")) {
        assertInstanceOf(
            BeginResult.NameTaken.class,
            payments(journal, "zhejiang")
                .begin(JournalContract.draft("W9").exclusiveNames(Set.of(name)), LEASE),
            name);
      }
      assertInstanceOf(
          BeginResult.NameTaken.class,
          payments(journal, "jiangsu")
              .begin(JournalContract.draft("W9").exclusiveNames(Set.of("decision:1")), LEASE));
      assertInstanceOf(
          BeginResult.Started.class,
          payments(journal, "jiangsu")
              .begin(JournalContract.draft("W9").exclusiveNames(Set.of("decision:3/0")), LEASE));
      Erasure erasure = journal.erase("citizen");
      assertEquals(2, erasure.now());
      assertEquals(2, erasure.atTheirEnd());
      assertEquals(1, journal.purge("jiangsu", Duration.ZERO));
      assertTrue(payments(journal, "zhejiang").find("W2").isPresent());
      assertEquals(1, journal.purge(Duration.ZERO));
    }
  }

  @Test
  void assignAccount_again_changesNothing() throws Exception {
    old(3);
    assign("zhejiang");

    assertEquals(0, assign("jiangsu"));

    try (Journal journal = open()) {
      assertTrue(payments(journal, "zhejiang").find("W1").isPresent());
      assertTrue(payments(journal, "jiangsu").find("W1").isEmpty());
    }
  }

  @Test
  void assignAccount_intentsOfSeveralGateways_givesEachItsOwn() throws Exception {
    old(3);
    try (Connection connection = connect()) {
      connection
          .createStatement()
          .execute(
              "INSERT INTO yiwang_intent (kind, id, state, attempts, revision, book, erase_at_end,"
                  + " created_at, updated_at, due_at) WITH RECURSIVE n(i) AS (SELECT 1001 UNION ALL"
                  + " SELECT i + 1 FROM n WHERE i < 2203) SELECT 'message.outbox', 'm-' || i,"
                  + " 'NEW', 0, 1, '{}', 0, 1, 1, 1 FROM n");
    }

    assertEquals(
        1206,
        assign(
            (kind, id) ->
                kind.equals("message.outbox") && id.compareTo("m-1777") < 0
                    ? "jiangsu"
                    : "zhejiang"));

    try (Journal journal = open()) {
      assertEquals(
          776,
          journal
              .intents("jiangsu", "message.outbox", Payload.class, Person.class)
              .backlog()
              .unfinished());
      assertEquals(
          427,
          journal
              .intents("zhejiang", "message.outbox", Payload.class, Person.class)
              .backlog()
              .unfinished());
      assertEquals(1, payments(journal, "zhejiang").backlog().unfinished());
      assertEquals(
          List.of(
              "jiangsu message.outbox 776",
              "zhejiang fine.payment 1",
              "zhejiang fine.refund 1",
              "zhejiang message.outbox 427"),
          journal.unserved().stream()
              .map(each -> each.account() + " " + each.kind() + " " + each.unfinished())
              .toList());
    }
  }

  @Test
  void assignAccount_applicationDoesNotKnowOne_leavesAllAsItWas() throws Exception {
    old(3);

    assertThrows(
        IllegalStateException.class,
        () ->
            assign(
                (kind, id) -> {
                  if (id.equals("W2")) {
                    throw new IllegalStateException("whose is " + id);
                  }
                  return "zhejiang";
                }));
    assertThrows(IllegalArgumentException.class, () -> assign("no name"));
    assertThrows(IllegalArgumentException.class, () -> assign((kind, id) -> ""));

    assertThrows(JournalException.class, this::open);
    assertEquals(3, assign("zhejiang"));
  }

  @Test
  void assignAccount_processOfTheOlderYiwangStillRunning_canTakeUpNothingAnyMore()
      throws Exception {
    old(3);
    try (Connection running = connect()) {
      assign("zhejiang");

      assertThrows(
          SQLException.class, () -> running.createStatement().executeQuery(OldJournal.CLAIM_DUE));
      assertThrows(
          SQLException.class,
          () ->
              running
                  .createStatement()
                  .execute(
                      "INSERT INTO yiwang_intent (kind, id, state, attempts, revision, book,"
                          + " erase_at_end, created_at, updated_at, due_at, lane)"
                          + " VALUES ('fine.payment', 'W7', 'NEW', 0, 1, '{}', 0, 1, 1, 1, '')"));
    }
    try (Journal journal = open()) {
      assertEquals(1, payments(journal, "zhejiang").claimDue(10, LEASE).size());
      assertTrue(payments(journal, "zhejiang").find("W7").isEmpty());
    }
  }

  @Test
  void assignAccount_callbacksSeenBefore_countForEveryAccount() throws Exception {
    old(3);
    assign("zhejiang");

    try (Journal journal = open()) {
      CallbackDeduplicator seen = journal.callbackDeduplicator("jiangsu");
      Instant later = Instant.now().plusSeconds(600);
      assertFalse(seen.addNonce("key n1", later));
      assertTrue(seen.addNonce("key n2", later));
      assertEquals(
          CallbackDeduplicator.EventState.REPEATED,
          seen.stateOf("http://gw/igs/v1 evt-1", "http://gw/igs/v1 igs.payment p", 1));
      // The newest counts, whether it was seen before the upgrade or after it.
      seen.markHandled("http://gw/igs/v1 evt-5", "http://gw/igs/v1 igs.payment p", 5, later);
      assertEquals(
          CallbackDeduplicator.EventState.OUTDATED,
          seen.stateOf("http://gw/igs/v1 evt-4", "http://gw/igs/v1 igs.payment p", 4));
    }
  }
}

package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.value.Confidential;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tests gateway accounts and their callbacks, in any database. */
abstract class JournalAccountsContract extends JournalConcurrencyContract {
  @Test
  void callbackDeduplicator_callbacks_areKnownToEveryNode() throws Exception {
    CallbackDeduplicator one = journal.callbackDeduplicator("zhejiang");
    Instant later = Instant.now().plusSeconds(600);

    assertTrue(one.addNonce(kind + " key nonce", later));
    assertEquals(
        CallbackDeduplicator.EventState.NEW, one.stateOf(kind + " event", kind + " payment p", 3));
    one.markHandled(kind + " event", kind + " payment p", 3, later);

    try (Journal other = open(null)) {
      CallbackDeduplicator two = other.callbackDeduplicator("zhejiang");
      assertFalse(two.addNonce(kind + " key nonce", later));
      assertEquals(
          CallbackDeduplicator.EventState.REPEATED,
          two.stateOf(kind + " event", kind + " payment p", 3));
      assertEquals(
          CallbackDeduplicator.EventState.OUTDATED,
          two.stateOf(kind + " older", kind + " payment p", 2));
      assertEquals(
          CallbackDeduplicator.EventState.OUTDATED,
          two.stateOf(kind + " same", kind + " payment p", 3));
      assertEquals(
          CallbackDeduplicator.EventState.NEW,
          two.stateOf(kind + " newer", kind + " payment p", 4));
      assertEquals(
          CallbackDeduplicator.EventState.NEW,
          two.stateOf(kind + " other", kind + " payment q", 1));
    }
  }

  @Test
  void callbackDeduplicator_revision_neverGoesBack() {
    CallbackDeduplicator seen = journal.callbackDeduplicator("zhejiang");
    Instant later = Instant.now().plusSeconds(600);
    seen.markHandled(kind + " new", kind + " payment p", 5, later);
    seen.markHandled(kind + " late", kind + " payment p", 4, later);

    assertEquals(
        CallbackDeduplicator.EventState.OUTDATED,
        seen.stateOf(kind + " between", kind + " payment p", 5));
  }

  @Test
  void purge_callbacksThatCannotComeAgain_areRemoved() {
    CallbackDeduplicator seen = journal.callbackDeduplicator("zhejiang");
    seen.addNonce(kind + " old", Instant.now().minusSeconds(60));
    seen.addNonce(kind + " young", Instant.now().plusSeconds(60));

    journal.purge(Duration.ofDays(1));

    assertTrue(seen.addNonce(kind + " old", Instant.now().plusSeconds(60)));
    assertFalse(seen.addNonce(kind + " young", Instant.now().plusSeconds(60)));
  }

  @Test
  void purge_ofOneAccount_removesCallbacksThatCannotComeAgain() {
    CallbackDeduplicator seen = journal.callbackDeduplicator("zhejiang");
    seen.addNonce(kind + " old", Instant.now().minusSeconds(60));
    seen.addNonce(kind + " young", Instant.now().plusSeconds(60));

    journal.purge("purged-" + UUID.randomUUID(), Duration.ofDays(1));

    assertTrue(seen.addNonce(kind + " old", Instant.now().plusSeconds(60)));
    assertFalse(seen.addNonce(kind + " young", Instant.now().plusSeconds(60)));
  }

  /** Returns the same kind of intents in an account that no other test uses. */
  final IntentStore<Payload, Person> inAccount(String account) {
    return journal.intents(account, kind, Payload.class, Person.class);
  }

  static Claim<Payload, Person> startedIn(
      IntentStore<Payload, Person> intents, Draft<Payload, Person> draft, Duration lease) {
    if (intents.begin(draft, lease) instanceof BeginResult.Started<Payload, Person> started) {
      return started.claim();
    }
    throw new AssertionError(draft.id() + " or its name exists already");
  }

  @Test
  void begin_sameIdAndNameInAnotherAccount_isAnotherIntent() {
    IntentStore<Payload, Person> other = inAccount("jiangsu");
    Claim<Payload, Person> one = started(draft("a").exclusiveNames(Set.of(kind + "n")), LEASE);
    Claim<Payload, Person> two =
        startedIn(
            other,
            Draft.<Payload, Person>of("a", "NEW", payload("b")).exclusiveNames(Set.of(kind + "n")),
            LEASE);

    one.finish("DONE", payload("a"));

    assertEquals("DONE", intents.find("a").orElseThrow().state());
    assertEquals("NEW", other.find("a").orElseThrow().state());
    assertEquals(payload("b"), other.find("a").orElseThrow().payload());
    // The name is free in the one account, and not in the other.
    started(draft("c").exclusiveNames(Set.of(kind + "n")), LEASE);
    assertInstanceOf(
        BeginResult.NameTaken.class,
        other.begin(draft("c").exclusiveNames(Set.of(kind + "n")), LEASE));
    two.finishAndErase("DONE", payload("b"));
    startedIn(other, draft("c").exclusiveNames(Set.of(kind + "n")), LEASE);
  }

  @Test
  void claimDue_intentsOfAnotherAccount_areLeftAlone() {
    IntentStore<Payload, Person> other = inAccount("jiangsu");
    started(draft("a"), NONE);
    startedIn(other, draft("b"), NONE);
    startedIn(other, draft("a"), NONE).advance("FURTHER", payload("a"), NONE);

    List<Claim<Payload, Person>> claimed = intents.claimDue(10, LEASE);

    assertEquals(List.of("a"), claimed.stream().map(each -> each.entry().id()).toList());
    assertEquals("NEW", claimed.get(0).entry().state());
    assertTrue(intents.claim("b", LEASE).isEmpty());
    assertEquals(2, other.claimDue(10, LEASE).size());
  }

  @Test
  void find_backlogAndPages_areOfOneAccount() {
    IntentStore<Payload, Person> other = inAccount("jiangsu");
    started(draft("a"), LEASE);
    startedIn(other, draft("b"), LEASE);
    startedIn(other, draft("c"), LEASE).finish("DONE", payload("c"));

    List<String> unfinished = new ArrayList<>();
    intents.unfinished(entry -> unfinished.add(entry.id()));
    List<String> changed = new ArrayList<>();
    other.changedBetween(
        Instant.EPOCH, Instant.now().plusSeconds(3600), entry -> changed.add(entry.id()));

    assertTrue(intents.find("b").isEmpty());
    assertEquals(Map.of("NEW", 1L), intents.backlog().byState());
    assertEquals(List.of("a"), unfinished);
    assertEquals(List.of("b", "c"), changed.stream().sorted().toList());
  }

  @Test
  void find_sensitivePayloadsOfTwoAccounts_areSeparate() {
    IntentStore<Payload, Person> other = inAccount("jiangsu");
    Person ours = new Person("ours", Confidential.of("1"));
    Person theirs = new Person("theirs", Confidential.of("2"));
    started(draft("a").sensitivePayload("s", ours), LEASE);
    startedIn(other, draft("a").sensitivePayload("s", theirs), LEASE);

    assertEquals(ours, intents.find("a").orElseThrow().sensitivePayload());
    assertEquals(theirs, other.find("a").orElseThrow().sensitivePayload());
  }

  @Test
  void purge_ofOneAccount_leavesTheOthers() {
    IntentStore<Payload, Person> other = inAccount("purged-" + UUID.randomUUID().toString());
    String account = "purged-" + UUID.randomUUID();
    IntentStore<Payload, Person> purged = inAccount(account);
    startedIn(purged, draft("a"), LEASE).finish("DONE", payload("a"));
    startedIn(other, draft("a"), LEASE).finish("DONE", payload("a"));

    assertEquals(1, journal.purge(account, Duration.ZERO));

    assertTrue(purged.find("a").isEmpty());
    assertTrue(other.find("a").isPresent());
  }

  private List<Unserved> unserved(String account) {
    return journal.unserved().stream().filter(each -> each.account().equals(account)).toList();
  }

  @Test
  void unserved_accountWithoutWorkers_isReportedWithCountAndAge() throws Exception {
    String account = "account-" + UUID.randomUUID();
    IntentStore<Payload, Person> ofIt = inAccount(account);
    assertEquals(List.of(), unserved(account));
    Instant since = startedIn(ofIt, draft("a"), LEASE).entry().createdAt();
    startedIn(ofIt, draft("b"), LEASE);
    startedIn(ofIt, draft("c"), LEASE).finish("DONE", payload("c"));
    assertEquals(List.of(new Unserved(account, kind, 2, since)), unserved(account));

    try (Journal other = open(new AesGcmCipher("k1", KEY))) {
      IntentStore<Payload, Person> elsewhere =
          other.intents(account, kind, Payload.class, Person.class);
      ofIt.claimDue(1, LEASE);
      elsewhere.claimDue(1, LEASE);
      assertEquals(List.of(), unserved(account));
      ofIt.leave();
      assertEquals(List.of(), unserved(account), "another process serves it");
      elsewhere.leave();
    }

    assertEquals(2, unserved(account).get(0).unfinished());
    ofIt.claimDue(1, LEASE);
    assertEquals(List.of(), unserved(account));
  }

  @Test
  void intents_invalidAccount_isRefused() {
    for (String account : List.of("", "a b", "x".repeat(65), "浙江", "..")) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> journal.intents(account, kind, Payload.class, Person.class));
      assertTrue(e.getMessage().startsWith("account must be"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> journal.callbackDeduplicator(account));
    }
  }

  @Test
  void callbackDeduplicator_ofTwoAccounts_areSeparate() {
    CallbackDeduplicator one = journal.callbackDeduplicator("zhejiang");
    CallbackDeduplicator two = journal.callbackDeduplicator("jiangsu");
    Instant later = Instant.now().plusSeconds(600);
    assertTrue(one.addNonce(kind + " n", later));
    one.markHandled(kind + " e", kind + " o", 7, later);

    assertTrue(two.addNonce(kind + " n", later));
    assertEquals(CallbackDeduplicator.EventState.NEW, two.stateOf(kind + " e", kind + " o", 1));
    two.markHandled(kind + " e", kind + " o", 1, later);
    assertEquals(
        CallbackDeduplicator.EventState.OUTDATED, one.stateOf(kind + " e2", kind + " o", 7));
    assertEquals(CallbackDeduplicator.EventState.NEW, two.stateOf(kind + " e2", kind + " o", 2));
  }
}

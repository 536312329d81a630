package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Backlog;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests everything that a journal needs of its database. If you support a database that Yiwang does
 * not know, extend this class in a test of your own. Needs JUnit 5.
 */
public abstract class JournalContract extends JournalAccountsContract {
  @Test
  void begin_newIntent_isFoundByAnotherProcess() throws Exception {
    started(draft("a"), LEASE);

    try (Journal other = open(new AesGcmCipher("k1", KEY))) {
      Entry<Payload, Person> found =
          other.intents("zhejiang", kind, Payload.class, Person.class).find("a").orElseThrow();
      assertEquals(payload("a"), found.payload());
      assertEquals("NEW", found.state());
      assertEquals(1, found.revision());
      assertEquals(0, found.attempts());
      assertNull(found.finishedAt());
    }
  }

  @Test
  void begin_sameIdAgain_givesTheFirstAndWritesNothing() {
    started(draft("a"), LEASE);

    BeginResult<Payload, Person> again =
        intents.begin(Draft.of("a", "OTHER", payload("other")), LEASE);

    assertEquals("NEW", assertInstanceOf(BeginResult.Existing.class, again).entry().state());
    assertEquals(payload("a"), intents.find("a").orElseThrow().payload());
  }

  @Test
  void begin_sameIdOfAnotherKind_isAnotherIntent() {
    started(draft("a"), LEASE);

    assertInstanceOf(
        BeginResult.Started.class,
        journal
            .intents("zhejiang", kind + "2", Payload.class, Person.class)
            .begin(draft("a"), LEASE));
  }

  @Test
  void begin_nameHeldByAnUnfinishedIntent_writesNothing() {
    String name = kind + "decision";
    Claim<Payload, Person> holder = started(draft("a").exclusiveNames(Set.of(name)), LEASE);

    BeginResult<Payload, Person> second =
        intents.begin(draft("b").exclusiveNames(Set.of(name, kind + "free")), LEASE);

    assertEquals("a", assertInstanceOf(BeginResult.NameTaken.class, second).holderId());
    assertTrue(intents.find("b").isEmpty());
    started(draft("c").exclusiveNames(Set.of(kind + "free")), LEASE);
    holder.finish("DONE", payload("a"));
    started(draft("d").exclusiveNames(Set.of(name)), LEASE);
  }

  @Test
  void begin_sameIdAndName_isTheSameIntentNotAConflict() {
    started(draft("a").exclusiveNames(Set.of(kind + "n")), LEASE);

    assertInstanceOf(
        BeginResult.Existing.class,
        intents.begin(draft("a").exclusiveNames(Set.of(kind + "n")), LEASE));
  }

  @Test
  void claim_leaseRunning_isRefused() {
    started(draft("a"), LEASE);

    assertTrue(intents.claim("a", LEASE).isEmpty());
    assertEquals(List.of(), intents.claimDue(10, LEASE));
  }

  @Test
  void claim_leaseRunOut_passesToTheNextOwnerAndTheFirstWritesNothing() {
    Claim<Payload, Person> first = started(draft("a"), NONE);
    Claim<Payload, Person> second = intents.claim("a", LEASE).orElseThrow();

    assertThrows(
        LeaseExpiredException.class, () -> first.advance("FIRST", payload("first"), LEASE));
    second.advance("SECOND", payload("second"), LEASE);

    assertEquals("SECOND", intents.find("a").orElseThrow().state());
    assertThrows(LeaseExpiredException.class, () -> first.finish("FIRST", payload("first")));
    assertThrows(
        LeaseExpiredException.class, () -> first.reschedule("FIRST", payload("first"), NONE));
  }

  @Test
  void advance_leaseRunOutButNotTakenOver_isWritten() {
    Claim<Payload, Person> claim = started(draft("a"), NONE);

    claim.advance("NEXT", payload("next"), LEASE);

    assertEquals("NEXT", intents.find("a").orElseThrow().state());
    assertTrue(intents.claim("a", LEASE).isEmpty());
  }

  @Test
  void claimDue_rescheduledForLater_isNotDueYet() {
    started(draft("later"), LEASE).reschedule("WAITING", payload("later"), Duration.ofHours(1));
    started(draft("now"), LEASE).reschedule("WAITING", payload("now"), NONE);

    List<Claim<Payload, Person>> due = intents.claimDue(10, LEASE);

    assertEquals(List.of("now"), due.stream().map(claim -> claim.entry().id()).toList());
    assertEquals(1, due.get(0).entry().attempts());
    assertTrue(intents.claim("later", LEASE).isPresent());
  }

  @Test
  void claimDue_moreThanTheLimit_givesTheLongestDueFirst() {
    for (String id : List.of("a", "b", "c")) {
      started(draft(id), LEASE).reschedule("WAITING", payload(id), Duration.ofSeconds(-1));
    }
    started(draft("oldest"), LEASE).reschedule("WAITING", payload("oldest"), Duration.ofHours(-1));

    List<Claim<Payload, Person>> due = intents.claimDue(2, LEASE);

    assertEquals(2, due.size());
    assertEquals("oldest", due.get(0).entry().id());
    assertEquals(2, intents.claimDue(10, LEASE).size());
  }

  @Test
  void claimDue_severalLanes_getEqualSharesAndLeaveNothingUnused() {
    for (int i = 0; i < 30; i++) {
      started(draft("flood" + i).lane("flood"), LEASE)
          .reschedule("WAITING", payload("f"), Duration.ofHours(-1));
    }
    for (int i = 0; i < 3; i++) {
      started(draft("few" + i).lane("few"), LEASE).reschedule("WAITING", payload("f"), NONE);
    }
    started(draft("one"), LEASE).reschedule("WAITING", payload("f"), NONE);

    List<String> first =
        intents.claimDue(12, LEASE).stream().map(claim -> claim.entry().id()).toList();

    assertEquals(12, first.size());
    assertTrue(first.containsAll(List.of("few0", "few1", "few2", "one")), first::toString);
    assertEquals(22, intents.claimDue(100, LEASE).size());
    assertEquals(34, intents.backlog().unfinished());
  }

  @Test
  void claimDue_moreLanesThanTheLimit_neglectsNone() {
    for (int i = 0; i < 20; i++) {
      started(draft("i" + i).lane("lane" + i), LEASE).reschedule("WAITING", payload("f"), NONE);
    }
    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      intents.claimDue(2, LEASE).forEach(claim -> claimed.add(claim.entry().id()));
    }
    assertEquals(20, claimed.size());
  }

  @Test
  void unfinished_ofSeveralLanes_givesEachOnce() {
    for (int i = 0; i < 5; i++) {
      started(draft("a" + i).lane("a"), LEASE);
      started(draft("b" + i), LEASE);
    }
    List<String> found = new ArrayList<>();
    intents.unfinished(entry -> found.add(entry.id()));

    assertEquals(10, found.size());
    assertEquals(10, new HashSet<>(found).size());
  }

  @Test
  void finishAll_endsWhatIsStillClaimedAndLeavesTheRest() {
    Claim<Payload, Person> lost = started(draft("lost"), NONE);
    Claim<Payload, Person> other = intents.claim("lost", LEASE).orElseThrow();
    Claim<Payload, Person> kept = started(draft("kept").exclusiveNames(Set.of(kind + "n")), LEASE);
    Person person = new Person("王", Confidential.of("13800000000"));

    int ended =
        intents.finishAll(
            List.of(
                new IntentStore.Ending<>(lost, "DONE", payload("x"), person),
                new IntentStore.Ending<>(kept, "DONE", payload("y"), person)));

    assertEquals(1, ended);
    Entry<Payload, Person> entry = intents.find("kept").orElseThrow();
    assertEquals("DONE", entry.state());
    assertEquals(payload("y"), entry.payload());
    assertEquals(person, entry.sensitivePayload());
    assertNull(intents.find("lost").orElseThrow().finishedAt());
    other.finish("ELSEWHERE", payload("z"));
    assertEquals(0, intents.finishAll(List.of()));
    assertEquals(
        1, started(draft("next").exclusiveNames(Set.of(kind + "n")), LEASE).entry().revision());
  }

  @Test
  void finish_intent_isNoLongerDueAndCannotBeClaimed() {
    Claim<Payload, Person> claim = started(draft("a"), NONE);
    claim.finish("DONE", payload("done"));

    Entry<Payload, Person> entry = intents.find("a").orElseThrow();
    assertNotNull(entry.finishedAt());
    assertNull(entry.dueAt());
    assertTrue(intents.claim("a", LEASE).isEmpty());
    assertEquals(List.of(), intents.claimDue(10, LEASE));
    assertThrows(LeaseExpiredException.class, () -> claim.finish("AGAIN", payload("again")));
  }

  @Test
  void backlog_someFinished_countsTheOthersByState() {
    started(draft("a"), LEASE);
    started(draft("b"), LEASE).reschedule("WAITING", payload("b"), LEASE);
    started(draft("c"), LEASE).finish("DONE", payload("c"));

    Backlog backlog = intents.backlog();

    assertEquals(Map.of("NEW", 1L, "WAITING", 1L), backlog.byState());
    assertEquals(2, backlog.unfinished());
    assertFalse(backlog.oldestAge().isNegative());
  }

  @Test
  void unfinished_someFinished_givesTheOthersTheLongestDueFirst() {
    started(draft("later"), LEASE).reschedule("WAITING", payload("later"), LEASE);
    started(draft("now"), LEASE);
    started(draft("done"), LEASE).finish("DONE", payload("done"));

    List<String> found = new ArrayList<>();
    intents.unfinished(entry -> found.add(entry.id() + " " + entry.state()));

    assertEquals(List.of("now NEW", "later WAITING"), found);
  }

  @Test
  void reopen_endedIntent_isClaimedAgainAndNotPurged() {
    String account = "reopened-" + UUID.randomUUID();
    IntentStore<Payload, Person> own = inAccount(account);
    IntentStore<Payload, Person> other = inAccount("other-" + account);
    startedIn(own, draft("a"), LEASE).finish("REFUSED", payload("a"));
    startedIn(other, draft("a"), LEASE).finish("REFUSED", payload("a"));
    Entry<Payload, Person> ended = own.find("a").orElseThrow();

    Claim<Payload, Person> again = own.reopen(ended, "LATE", payload("late"), LEASE).orElseThrow();

    assertEquals("LATE", own.find("a").orElseThrow().state());
    assertNull(own.find("a").orElseThrow().finishedAt());
    assertTrue(own.claim("a", LEASE).isEmpty());
    assertTrue(own.reopen(ended, "TWICE", payload("twice"), LEASE).isEmpty());
    assertEquals(0, journal.purge(account, Duration.ZERO));
    assertEquals("REFUSED", other.find("a").orElseThrow().state());
    assertNotNull(other.find("a").orElseThrow().finishedAt());
    again.finish("BACK", payload("back"));
    assertEquals(1, journal.purge(account, Duration.ZERO));
    assertTrue(own.find("a").isEmpty());
  }

  @Test
  void changedBetween_moreThanAPage_givesEachOnceInOrder() {
    changedBetweenGivesEachOnce(502);
  }

  @Test
  @Tag("proof")
  void changedBetween_manyPages_givesEachOnceInOrder() {
    changedBetweenGivesEachOnce(1203);
  }

  private void changedBetweenGivesEachOnce(int count) {
    Instant from = Instant.EPOCH;
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add("i" + i);
      started(draft("i" + i), LEASE);
    }
    List<Entry<Payload, Person>> seen = new ArrayList<>();

    intents.changedBetween(from, Instant.now().plusSeconds(3600), seen::add);

    assertEquals(count, seen.size());
    assertEquals(ids, new HashSet<>(seen.stream().map(Entry::id).toList()));
    assertTrue(seen.get(0).updatedAt().compareTo(seen.get(count - 1).updatedAt()) <= 0);
    intents.changedBetween(from, from, entry -> seen.clear());
    assertEquals(count, seen.size());
  }

  @Test
  void purge_youngIntents_removesNothing() {
    started(draft("done"), LEASE).finish("DONE", payload("done"));
    started(draft("open"), LEASE);

    journal.purge(Duration.ofDays(1));
    assertTrue(intents.find("done").isPresent());
  }

  @Test
  void begin_idsKindsAndNamesThatDifferInCaseAlone_areDifferent() {
    started(draft("abc").exclusiveNames(Set.of(kind + "name")), LEASE);
    started(draft("ABC").exclusiveNames(Set.of(kind + "NAME")), LEASE);
    assertInstanceOf(
        BeginResult.Started.class,
        journal
            .intents("zhejiang", kind.toUpperCase(Locale.ROOT), Payload.class, Person.class)
            .begin(draft("abc"), LEASE));

    assertEquals(2, intents.backlog().unfinished());
    assertTrue(intents.find("Abc").isEmpty());
  }

  @Test
  void begin_anyCharacterInPayloadStateAndLane_isKept() {
    String text = "𠮷 €'\\\"%_\n\t🀄 ü U\u0308 \u2028;--/*{now}yiwang_name?";
    Draft<Payload, Person> draft =
        Draft.<Payload, Person>of("a", "等待'🀄", new Payload(text, Money.fen(1), "")).lane("𠮷' ");
    Claim<Payload, Person> claim = started(draft, LEASE);
    assertEquals(text, intents.find("a").orElseThrow().payload().number());
    claim.reschedule("等待'🀄", draft.payload(), NONE);

    Claim<Payload, Person> due = intents.claimDue(1, LEASE).get(0);

    assertEquals("等待'🀄", due.entry().state());
    assertEquals(draft.payload(), due.entry().payload());
    assertEquals(Map.of("等待'🀄", 1L), intents.backlog().byState());
  }

  @Test
  void begin_payloadOfManyKilobytes_isKept() {
    Payload large = new Payload("大".repeat(200_000), Money.fen(1), null);
    started(Draft.<Payload, Person>of("a", "NEW", large), LEASE);

    assertEquals(large, intents.find("a").orElseThrow().payload());
  }

  /**
   * Tests that what a write returns, which is put together from its arguments, is what is in the
   * database.
   */
  @Test
  void write_eachStep_returnsWhatIsInTheDatabase() {
    Person person = new Person("t", Confidential.of("1"));
    Claim<Payload, Person> claim = started(draft("a").sensitivePayload(kind, person), LEASE);
    assertEquals(intents.find("a").orElseThrow(), claim.entry());
    claim.advance("NEXT", payload("b"), LEASE);
    assertEquals(intents.find("a").orElseThrow(), claim.entry());
    claim.reschedule("LATER", payload("c"), NONE);
    assertEquals(intents.find("a").orElseThrow(), claim.entry());
    Claim<Payload, Person> next = intents.claim("a", LEASE).orElseThrow();
    assertEquals(intents.find("a").orElseThrow(), next.entry());
    journal.erase(kind);
    next.finish("DONE", payload("d"));
    assertEquals(intents.find("a").orElseThrow(), next.entry());
    assertNull(next.entry().sensitivePayload());
    Claim<Payload, Person> again =
        intents.reopen(next.entry(), "AGAIN", payload("e"), LEASE).orElseThrow();
    assertEquals(intents.find("a").orElseThrow(), again.entry());
    again.finish("DONE", payload("f"), person);
    assertEquals(intents.find("a").orElseThrow(), again.entry());
    Claim<Payload, Person> other = started(draft("b").sensitivePayload(kind, person), LEASE);
    other.finishAndErase("DONE", payload("g"));
    assertEquals(intents.find("b").orElseThrow(), other.entry());
    assertNull(other.entry().sensitivePayload());
    Claim<Payload, Person> kept = started(draft("c").sensitivePayload(kind, person), LEASE);
    kept.finish("DONE", payload("h"));
    assertEquals(intents.find("c").orElseThrow(), kept.entry());
    assertEquals(person, kept.entry().sensitivePayload());
  }

  @Test
  void backlog_marked_countsWhatMeetsTheConditionNow() {
    IntentStore<Payload, Person> marking = intents.marking(book -> book.number().startsWith("!"));
    for (String id : List.of("a", "b", "c")) {
      marking.begin(Draft.of(id, "NEW", payload("!" + id)), NONE);
    }
    assertEquals(3, marking.backlog().marked());
    marking.claim("a", LEASE).orElseThrow().advance("NEXT", payload("a"), LEASE);
    marking.claim("b", LEASE).orElseThrow().finish("DONE", payload("!b"));
    assertEquals(1, marking.backlog().marked());

    marking.reopen(marking.find("b").orElseThrow(), "AGAIN", payload("!b"), LEASE);
    assertEquals(2, intents.backlog().marked());
    assertEquals(Map.of("NEXT", 1L, "AGAIN", 1L, "NEW", 1L), marking.backlog().byState());
  }

  @Test
  void unfinished_ofOneState_givesOnlyThose() {
    for (int i = 0; i < 6; i++) {
      started(draft("i" + i).lane("l" + i % 2), LEASE)
          .reschedule(i < 4 ? "WAITING" : "REFUSED", payload("x"), LEASE);
    }
    started(draft("done"), LEASE).finish("REFUSED", payload("x"));
    List<String> found = new ArrayList<>();
    intents.unfinished("REFUSED", entry -> found.add(entry.id()));

    assertEquals(List.of("i4", "i5"), found);
  }
}

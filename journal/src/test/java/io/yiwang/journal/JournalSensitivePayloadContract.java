package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.AesGcmCipher;
import io.yiwang.value.Confidential;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tests sensitive payloads, keys and exclusive names, in any database. */
abstract class JournalSensitivePayloadContract extends JournalFixture {
  @Test
  void begin_sensitivePayload_isKept() {
    Person person = new Person("不能外泄", Confidential.of("13800000000"));
    started(draft("a").sensitivePayload("citizen-7", person), LEASE);

    assertEquals(person, intents.find("a").orElseThrow().sensitivePayload());
  }

  @Test
  void begin_sensitivePayloadWithoutCipher_isRefusedAndNothingIsWritten() throws Exception {
    try (Journal keyless = open(null)) {
      IntentStore<Payload, Person> closed =
          keyless.intents("zhejiang", kind, Payload.class, Person.class);
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  closed.begin(
                      draft("a").sensitivePayload("c", new Person("t", Confidential.of("1"))),
                      LEASE));
      assertTrue(e.getMessage().contains("Journal.at(file, cipher)"), e.getMessage());
      assertTrue(closed.find("a").isEmpty());
    }
  }

  @Test
  void find_afterKeyRotation_needsTheOldKey() throws Exception {
    Person person = new Person("t", Confidential.of("1"));
    started(draft("a").sensitivePayload("c", person), LEASE);
    byte[] next = KEY.clone();
    next[0] ^= 1;

    try (Journal rotated = open(new AesGcmCipher("k2", next, Map.of("k1", KEY)));
        Journal forgetful = open(new AesGcmCipher("k2", next))) {
      assertEquals(
          person,
          rotated
              .intents("zhejiang", kind, Payload.class, Person.class)
              .find("a")
              .orElseThrow()
              .sensitivePayload());
      IntentStore<Payload, Person> unread =
          forgetful.intents("zhejiang", kind, Payload.class, Person.class);
      var e = assertThrows(JournalException.class, () -> unread.find("a"));
      assertTrue(e.getMessage().contains("cannot be opened with key k1"), e.getMessage());
    }
  }

  @Test
  void begin_nameHeldByANodeWithAnotherKey_isTaken() throws Exception {
    byte[] next = KEY.clone();
    next[0] ^= 1;
    String first = kind + "first";
    String second = kind + "second";
    try (Journal rotated = open(new AesGcmCipher("k2", next, Map.of("k1", KEY)))) {
      IntentStore<Payload, Person> elsewhere =
          rotated.intents("zhejiang", kind, Payload.class, Person.class);
      Claim<Payload, Person> own = started(draft("a").exclusiveNames(Set.of(first)), LEASE);
      BeginResult<Payload, Person> theirs =
          elsewhere.begin(draft("b").exclusiveNames(Set.of(second)), LEASE);

      assertInstanceOf(
          BeginResult.NameTaken.class,
          elsewhere.begin(draft("c").exclusiveNames(Set.of(first)), LEASE));
      assertInstanceOf(
          BeginResult.NameTaken.class,
          intents.begin(draft("c").exclusiveNames(Set.of(second)), LEASE));

      own.finish("DONE", payload("a"));
      ((BeginResult.Started<Payload, Person>) theirs).claim().finish("DONE", payload("b"));
      elsewhere.claim("c", LEASE).ifPresent(claim -> claim.finish("DONE", payload("c")));
      started(draft("d").exclusiveNames(Set.of(first, second)), LEASE).finish("DONE", payload("d"));
    }
  }

  @Test
  void begin_namesOfAnotherAccountUnderAnUnknownKey_doNotMatter() throws Exception {
    byte[] next = KEY.clone();
    next[0] ^= 1;
    String own = "own-" + UUID.randomUUID();
    started(draft("a").exclusiveNames(Set.of(kind + "n")), LEASE);
    try (Journal forgetful = open(new AesGcmCipher("k2", next))) {
      IntentStore<Payload, Person> blind =
          forgetful.intents("zhejiang", kind, Payload.class, Person.class);
      Draft<Payload, Person> draft = draft("b").exclusiveNames(Set.of(kind + "n"));

      assertThrows(JournalException.class, () -> blind.begin(draft, LEASE));
      assertInstanceOf(
          BeginResult.Started.class,
          forgetful.intents(own, kind, Payload.class, Person.class).begin(draft, LEASE));
    }
  }

  @Test
  void erase_subjectWrittenUnderAnOlderKey_isFound() throws Exception {
    byte[] next = KEY.clone();
    next[0] ^= 1;
    String subject = kind + "citizen";
    Person person = new Person("t", Confidential.of("1"));
    started(draft("a").sensitivePayload(subject, person), LEASE).finish("DONE", payload("a"));
    try (Journal rotated = open(new AesGcmCipher("k2", next, Map.of("k1", KEY)))) {
      assertEquals(1, rotated.erase(subject).now());
    }
    assertNull(intents.find("a").orElseThrow().sensitivePayload());
  }

  @Test
  void begin_payloadWithAConfidentialMember_isRefused() {
    IntentStore<Leaky, NoSensitivePayload> leaky =
        journal.intents("zhejiang", kind, Leaky.class, NoSensitivePayload.class);
    Draft<Leaky, NoSensitivePayload> draft = Draft.of("a", "NEW", new Leaky(Confidential.of("张三")));

    var e = assertThrows(IllegalArgumentException.class, () -> leaky.begin(draft, LEASE));

    assertFalse(e.getMessage().contains("张三"));
    assertTrue(e.getMessage().contains("/name"), e.getMessage());
    assertTrue(leaky.find("a").isEmpty());
  }

  @Test
  void erase_citizen_erasesNowIfFinishedAndAtTheEndIfNot() {
    String subject = kind + "citizen";
    Person person = new Person("t", Confidential.of("1"));
    started(draft("done").sensitivePayload(subject, person), LEASE).finish("DONE", payload("done"));
    Claim<Payload, Person> open = started(draft("open").sensitivePayload(subject, person), LEASE);
    started(draft("other").sensitivePayload("another", person), LEASE)
        .finish("DONE", payload("other"));

    Erasure erasure = journal.erase(subject);

    assertEquals(1, erasure.now());
    assertEquals(1, erasure.atTheirEnd());
    assertFalse(erasure.isComplete());

    assertNull(intents.find("done").orElseThrow().sensitivePayload());
    assertEquals(payload("done"), intents.find("done").orElseThrow().payload());
    assertEquals(person, intents.find("open").orElseThrow().sensitivePayload());
    open.finish("DONE", payload("open"));
    assertNull(intents.find("open").orElseThrow().sensitivePayload());
    assertEquals(person, intents.find("other").orElseThrow().sensitivePayload());
  }

  @Test
  void finishAndErase_intent_keepsOnlyThePayload() {
    Claim<Payload, Person> claim =
        started(draft("a").sensitivePayload("c", new Person("t", Confidential.of("1"))), LEASE);

    claim.finishAndErase("SENT", payload("receipt"));

    assertNull(intents.find("a").orElseThrow().sensitivePayload());
    assertEquals(payload("receipt"), intents.find("a").orElseThrow().payload());
  }

  @Test
  void toString_ofDraftAndEntry_hidesPayloads() {
    Draft<Payload, Person> draft =
        Draft.<Payload, Person>of("a", "NEW", payload("secret-number"))
            .sensitivePayload("citizen-9", new Person("secret-text", Confidential.of("1")));

    started(draft, LEASE);

    assertEquals("Draft[a, NEW]", draft.toString());
    assertEquals("Entry[a, NEW, revision 1]", intents.find("a").orElseThrow().toString());
  }
}

package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final OffsetDateTime JANUARY = OffsetDateTime.parse("2026-01-01T00:00:00+08:00");
  private static final OffsetDateTime OCTOBER = OffsetDateTime.parse("2026-10-01T00:00:00+08:00");
  private static final OffsetDateTime DECEMBER = OffsetDateTime.parse("2026-12-01T00:00:00+08:00");
  private static final OffsetDateTime NEXT_YEAR = OffsetDateTime.parse("2027-06-01T00:00:00+08:00");

  private final PublicKey key =
      KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();

  TrustedKeysTest() throws GeneralSecurityException {}

  /** Trusts a chain that is marked as trusted. */
  private Verifier trust(GatewayKey offered, String host, Instant at)
      throws GeneralSecurityException {
    if (!host.equals("gw") || !offered.chain().get(0).startsWith("good")) {
      throw new GeneralSecurityException("the chain ends in no anchor");
    }
    return new Ed25519Verifier(offered.keyid(), key);
  }

  private TrustedKeys ring(Verifier... pinned) {
    return TrustedKeys.trusting(this::trust, pinned);
  }

  private static GatewayKey key(String id, OffsetDateTime from, OffsetDateTime until) {
    return new GatewayKey(id, "ed25519", "sign", from, until, List.of("good"));
  }

  @Test
  void pinned_noKey_isRefused() {
    assertThrows(IllegalArgumentException.class, TrustedKeys::pinned);
  }

  @Test
  void pinned_sameIdTwice_isRefused() {
    Verifier verifier = new Ed25519Verifier("gw-1", key);

    assertThrows(IllegalArgumentException.class, () -> TrustedKeys.pinned(verifier, verifier));
  }

  @Test
  void find_pinnedKey_isFoundAtAnyTime() {
    Verifier verifier = new Ed25519Verifier("gw-1", key);
    TrustedKeys ring = TrustedKeys.pinned(verifier);

    assertSame(verifier, ring.find("gw-1", Instant.EPOCH));
    assertNull(ring.find("gw-2", NOW));
    assertFalse(ring.acceptsOffers());
  }

  /** Adopts a list that its first key has signed. */
  private static String adopt(TrustedKeys ring, Instant signedAt, GatewayKey... keys)
      throws GeneralSecurityException {
    return adoptSignedBy(keys[0].keyid(), ring, signedAt, keys);
  }

  private static String adoptSignedBy(
      String signer, TrustedKeys ring, Instant signedAt, GatewayKey... keys)
      throws GeneralSecurityException {
    TrustedKeys.Offer offer = new TrustedKeys.Offer("gw", List.of(keys), signer, signedAt);
    return ring.adopt(offer, ring.signer(offer, NOW), NOW);
  }

  private static GatewayKey key(String id, String chain) {
    return new GatewayKey(id, "ed25519", "sign", JANUARY, DECEMBER, List.of(chain));
  }

  @Test
  void adopt_keysThatOverlap_areBothFoundWhileValid() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("old", JANUARY, DECEMBER), key("new", OCTOBER, NEXT_YEAR));

    assertTrue(ring.acceptsOffers());
    assertNotNull(ring.find("old", NOW));
    assertNotNull(ring.find("new", NOW));
    assertNotNull(ring.find("old", DECEMBER.toInstant()), "to the last instant");
    assertNull(ring.find("old", DECEMBER.toInstant().plusNanos(1)));
    assertNotNull(ring.find("new", NOW.minusSeconds(600)), "a slow clock ends nothing");
  }

  @Test
  void adopt_keyThatBecomesValidLater_isHeld() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("now", JANUARY, DECEMBER), key("next", DECEMBER, NEXT_YEAR));

    assertNull(ring.find("next", NOW));
    assertNotNull(ring.find("next", DECEMBER.toInstant()), "from the first instant");
  }

  @Test
  void adopt_newerList_dropsWhatItLeavesOut() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("a", JANUARY, DECEMBER), key("b", "good b"));
    adopt(ring, NOW, key("b", "good b"));

    assertNull(ring.find("a", NOW));
    assertNotNull(ring.find("b", NOW));
  }

  @Test
  void adopt_droppedKey_isNotAdoptedAgainUnderAnyId() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("a", "good a"), key("b", "good b"));
    adopt(ring, NOW, key("b", "good b"));

    String wrong = adopt(ring, NOW, key("b", "good b"), key("a", "good a"), key("c", "good a"));
    assertTrue(wrong.contains("withdrawn"), wrong);
    assertEquals("", adopt(ring, NOW, key("b", "good b"), key("d", "good d")));

    assertNull(ring.find("a", NOW));
    assertNull(ring.find("c", NOW));
    assertNotNull(ring.find("d", NOW));
    assertFalse(adopt(ring, NOW, key("b", "good b"), key("a", "good new")).isEmpty());
    assertNull(ring.find("a", NOW), "nor another key under its id");
  }

  @Test
  void adopt_idWithAnotherPublicKey_isNotAdopted() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("a", "good a"), key("b", "good b"));

    String wrong = adopt(ring, NOW, key("a", "good a"), key("b", "good other"));

    assertTrue(wrong.contains("another public key"), wrong);
    assertNull(ring.find("b", NOW));
  }

  @Test
  void adopt_idTwiceInOneList_adoptsTheFirst() throws GeneralSecurityException {
    TrustedKeys ring = ring();

    assertFalse(adopt(ring, NOW, key("a", "good a"), key("a", "good other")).isEmpty());
    assertNotNull(ring.find("a", NOW));
  }

  @Test
  void adopt_laterListOfAnUnknownKey_isRefused() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("a", "good a"));

    assertThrows(
        GeneralSecurityException.class,
        () -> adoptSignedBy("b", ring, NOW, key("a", "good a"), key("b", "good b")));

    assertNull(ring.find("b", NOW));
    assertNotNull(ring.find("a", NOW));
  }

  /** Checks two clients of one ring that each fetch a first list. */
  @Test
  void adopt_firstListAfterAnotherFirstList_isRefused() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    TrustedKeys.Offer forged =
        new TrustedKeys.Offer("gw", List.of(key("a", "good stolen")), "a", NOW.plusSeconds(1));
    Verifier thief = ring.signer(forged, NOW);
    adopt(ring, NOW, key("a", "good a"));

    assertThrows(GeneralSecurityException.class, () -> ring.adopt(forged, thief, NOW));
  }

  @Test
  void adopt_olderList_isRefusedAndOneOfTheSameTimeIsNot() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW, key("a", "good a"));

    assertThrows(
        GeneralSecurityException.class,
        () -> adopt(ring, NOW.minusNanos(1), key("a", "good a"), key("b", "good b")));

    assertNull(ring.find("b", NOW));
    assertEquals("", adopt(ring, NOW, key("a", "good a"), key("b", "good b")));
  }

  /** Checks that lists are adopted again after the gateway's clock was wrong for a moment. */
  @Test
  void adopt_listAfterOneFromTheFuture_isAdopted() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(ring, NOW.plusSeconds(86_400), key("a", "good a"));

    assertEquals("", adopt(ring, NOW, key("a", "good a"), key("b", "good b")));
    assertNotNull(ring.find("b", NOW));
  }

  @Test
  void adopt_allHeldKeysExpired_nextListIsAFirstOneAgain() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    Instant later = NEXT_YEAR.toInstant();
    adopt(ring, NOW, key("a", "good a"));
    TrustedKeys.Offer offer =
        new TrustedKeys.Offer(
            "gw",
            List.of(
                new GatewayKey(
                    "b", "ed25519", "sign", NEXT_YEAR, NEXT_YEAR.plusYears(1), List.of("good b"))),
            "b",
            later);

    assertEquals("", ring.adopt(offer, ring.signer(offer, later), later));
    assertNotNull(ring.find("b", later));
  }

  @Test
  void adopt_tooManyKeys_isRefused() {
    GatewayKey[] many = new GatewayKey[65];
    for (int i = 0; i < many.length; i++) {
      many[i] = key("k" + i, "good " + i);
    }

    assertThrows(GeneralSecurityException.class, () -> adopt(ring(), NOW, many));
  }

  @Test
  void adopt_pinnedId_keepsThePinnedKey() throws GeneralSecurityException {
    Verifier pinned = new Ed25519Verifier("gw-1", key);
    TrustedKeys ring = ring(pinned);
    adopt(ring, NOW, key("gw-1", JANUARY, DECEMBER));
    adoptSignedBy("gw-1", ring, NOW);

    assertSame(pinned, ring.find("gw-1", NOW));
  }

  @Test
  void adopt_listWithInvalidKeys_adoptsOnlyTheOthers() throws GeneralSecurityException {
    TrustedKeys ring = ring();
    adopt(
        ring,
        NOW,
        key("good", JANUARY, DECEMBER),
        key("expired", JANUARY, OCTOBER),
        new GatewayKey("chain", "ed25519", "sign", JANUARY, DECEMBER, List.of("bad")),
        new GatewayKey("none", "ed25519", "sign", JANUARY, DECEMBER, List.of()),
        new GatewayKey("alg", "sm2-sm3", "sign", JANUARY, DECEMBER, List.of("good")),
        new GatewayKey("use", "ed25519", "encrypt", JANUARY, DECEMBER, List.of("good")));

    for (String id : List.of("expired", "chain", "none", "alg", "use")) {
      assertNull(ring.find(id, NOW), id);
    }
    assertNotNull(ring.find("good", NOW));
  }

  private static Verifier signer(TrustedKeys ring, GatewayKey key, Instant signedAt)
      throws GeneralSecurityException {
    return ring.signer(new TrustedKeys.Offer("gw", List.of(key), key.keyid(), signedAt), NOW);
  }

  @Test
  void signer_keyOfAnotherId_isRefused() {
    TrustedKeys ring =
        TrustedKeys.trusting((offered, host, at) -> new Ed25519Verifier("other", key));

    assertThrows(
        GeneralSecurityException.class, () -> signer(ring, key("gw-1", JANUARY, DECEMBER), NOW));
  }

  @Test
  void signer_keyNotValid_isRefused() {
    assertThrows(
        GeneralSecurityException.class, () -> signer(ring(), key("k", JANUARY, OCTOBER), NOW));
    assertThrows(
        GeneralSecurityException.class,
        () -> signer(ring(), key("k", JANUARY, OCTOBER), JANUARY.toInstant()),
        "an ended key that says it is earlier");
    assertThrows(
        GeneralSecurityException.class, () -> signer(ring(), key("k", DECEMBER, NEXT_YEAR), NOW));
  }

  @Test
  void signer_keyNotInTheList_isRefused() {
    TrustedKeys.Offer offer =
        new TrustedKeys.Offer("gw", List.of(key("a", JANUARY, DECEMBER)), "b", NOW);

    assertThrows(GeneralSecurityException.class, () -> ring().signer(offer, NOW));
  }

  @Test
  void signer_ringOfPinnedKeys_acceptsNoOffer() {
    TrustedKeys ring = TrustedKeys.pinned(new Ed25519Verifier("gw-1", key));

    assertThrows(
        GeneralSecurityException.class, () -> signer(ring, key("gw-2", JANUARY, DECEMBER), NOW));
  }

  @Test
  void signer_trustThatThrows_isRefused() {
    TrustedKeys ring =
        TrustedKeys.trusting(
            (offered, host, at) -> {
              throw new IllegalArgumentException("Illegal base64 character SECRET");
            });

    GeneralSecurityException e =
        assertThrows(
            GeneralSecurityException.class, () -> signer(ring, key("k", JANUARY, DECEMBER), NOW));

    assertEquals("its chain cannot be read", e.getMessage());
    assertNull(e.getCause());
  }

  @Test
  void signer_trustedKey_isReturnedAndNotKept() throws GeneralSecurityException {
    TrustedKeys ring = ring();

    assertEquals("k", signer(ring, key("k", JANUARY, DECEMBER), NOW).keyId());
    assertNull(ring.find("k", NOW));
  }
}

package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final OffsetDateTime JANUARY = OffsetDateTime.parse("2026-01-01T00:00:00+08:00");
  private static final OffsetDateTime OCTOBER = OffsetDateTime.parse("2026-10-01T00:00:00+08:00");
  private static final OffsetDateTime DECEMBER = OffsetDateTime.parse("2026-12-01T00:00:00+08:00");
  private static final OffsetDateTime NEXT_YEAR = OffsetDateTime.parse("2027-06-01T00:00:00+08:00");

  private final PublicKey key =
      KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();

  KeyRingTest() throws GeneralSecurityException {}

  /** Trusts a chain that says so. */
  private Verifier trust(GatewayKey offered, Instant at) throws GeneralSecurityException {
    if (!offered.chain().equals(List.of("good"))) {
      throw new GeneralSecurityException("the chain ends in no anchor");
    }
    return new Ed25519Verifier(offered.keyid(), key);
  }

  private KeyRing ring(Verifier... pinned) {
    return KeyRing.trusting(this::trust, pinned);
  }

  private static GatewayKey key(String id, OffsetDateTime from, OffsetDateTime until) {
    return new GatewayKey(id, "ed25519", "sign", from, until, List.of("good"));
  }

  @Test
  void pinned_noKey_isRefused() {
    assertThrows(IllegalArgumentException.class, KeyRing::pinned);
  }

  @Test
  void pinned_sameIdTwice_isRefused() {
    Verifier verifier = new Ed25519Verifier("gw-1", key);

    assertThrows(IllegalArgumentException.class, () -> KeyRing.pinned(verifier, verifier));
  }

  @Test
  void find_pinnedKey_isFoundAtAnyTimeAndNoOther() {
    Verifier verifier = new Ed25519Verifier("gw-1", key);
    KeyRing ring = KeyRing.pinned(verifier);

    assertSame(verifier, ring.find("gw-1", Instant.EPOCH));
    assertNull(ring.find("gw-2", NOW));
    assertFalse(ring.takesOffers());
  }

  @Test
  void adopt_keysThatOverlap_areBothFoundWhileInForce() {
    KeyRing ring = ring();
    ring.adopt(List.of(key("old", JANUARY, DECEMBER), key("new", OCTOBER, NEXT_YEAR)), NOW);

    assertTrue(ring.takesOffers());
    assertNotNull(ring.find("old", NOW));
    assertNotNull(ring.find("new", NOW));
    assertNull(ring.find("new", JANUARY.toInstant()));
    assertNotNull(ring.find("new", OCTOBER.toInstant()), "from the first instant");
    assertNotNull(ring.find("old", DECEMBER.toInstant()), "to the last");
    assertNull(ring.find("old", DECEMBER.toInstant().plusNanos(1)));
  }

  @Test
  void adopt_keyThatBeginsLater_isHeldForThen() {
    KeyRing ring = ring();
    ring.adopt(List.of(key("next", DECEMBER, NEXT_YEAR)), NOW);

    assertNull(ring.find("next", NOW));
    assertNotNull(ring.find("next", DECEMBER.toInstant()));
  }

  @Test
  void adopt_newerList_dropsWhatItLeavesOut() {
    KeyRing ring = ring();
    ring.adopt(List.of(key("a", JANUARY, DECEMBER)), NOW);
    ring.adopt(List.of(key("b", JANUARY, DECEMBER)), NOW);

    assertNull(ring.find("a", NOW));
    assertNotNull(ring.find("b", NOW));
  }

  @Test
  void adopt_pinnedId_keepsThePinnedKey() {
    Verifier pinned = new Ed25519Verifier("gw-1", key);
    KeyRing ring = ring(pinned);
    ring.adopt(List.of(key("gw-1", JANUARY, DECEMBER)), NOW);
    ring.adopt(List.of(), NOW);

    assertSame(pinned, ring.find("gw-1", NOW));
  }

  @Test
  void adopt_listWithBadKeys_takesTheGoodOnesAlone() {
    KeyRing ring = ring();
    ring.adopt(
        List.of(
            key("expired", JANUARY, OCTOBER),
            new GatewayKey("chain", "ed25519", "sign", JANUARY, DECEMBER, List.of("bad")),
            new GatewayKey("none", "ed25519", "sign", JANUARY, DECEMBER, List.of()),
            new GatewayKey("alg", "sm2-sm3", "sign", JANUARY, DECEMBER, List.of("good")),
            new GatewayKey("use", "ed25519", "encrypt", JANUARY, DECEMBER, List.of("good")),
            key("good", JANUARY, DECEMBER)),
        NOW);

    for (String id : List.of("expired", "chain", "none", "alg", "use")) {
      assertNull(ring.find(id, NOW), id);
    }
    assertNotNull(ring.find("good", NOW));
  }

  @Test
  void check_keyOfAnotherId_isRefused() {
    KeyRing ring = KeyRing.trusting((offered, at) -> new Ed25519Verifier("other", key));

    assertThrows(
        GeneralSecurityException.class, () -> ring.check(key("gw-1", JANUARY, DECEMBER), NOW));
  }

  @Test
  void check_notInForce_isRefused() {
    assertThrows(
        GeneralSecurityException.class, () -> ring().check(key("k", JANUARY, OCTOBER), NOW));
    assertThrows(
        GeneralSecurityException.class, () -> ring().check(key("k", DECEMBER, NEXT_YEAR), NOW));
  }

  @Test
  void check_ringOfPinnedKeys_takesNoOffer() {
    KeyRing ring = KeyRing.pinned(new Ed25519Verifier("gw-1", key));

    assertThrows(
        GeneralSecurityException.class, () -> ring.check(key("gw-2", JANUARY, DECEMBER), NOW));
  }

  @Test
  void check_trustThatStumbles_isARefusalLikeAnyOther() {
    KeyRing ring =
        KeyRing.trusting(
            (offered, at) -> {
              throw new IllegalArgumentException("Illegal base64 character SECRET");
            });

    GeneralSecurityException e =
        assertThrows(
            GeneralSecurityException.class, () -> ring.check(key("k", JANUARY, DECEMBER), NOW));

    assertEquals("its chain cannot be read", e.getMessage());
    assertNull(e.getCause());
  }

  @Test
  void check_goodKey_isReturnedAndNotKept() throws GeneralSecurityException {
    KeyRing ring = ring();

    assertEquals("k", ring.check(key("k", JANUARY, DECEMBER), NOW).keyId());
    assertNull(ring.find("k", NOW));
  }
}

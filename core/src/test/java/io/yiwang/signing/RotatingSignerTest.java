package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.SignatureException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RotatingSignerTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-12-31T16:00:00Z");
  private static final byte[] MESSAGE = "message".getBytes(UTF_8);
  private static final KeyPair OLD = SignerContract.generate("Ed25519", 0);
  private static final KeyPair NEXT = SignerContract.generate("EC", 256);

  private final Signer old = new Ed25519Signer("wallet-2026", OLD.getPrivate());
  private final Signer next = new EcdsaP256Signer("wallet-2027", NEXT.getPrivate());

  private static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  @Test
  void activeAt_noSwitchPlanned_isAlwaysThePresentKey() {
    var signer = new RotatingSigner(old);

    assertSame(old, signer.activeAt(Instant.MIN));
    assertSame(old, signer.activeAt(Instant.MAX));
  }

  @Test
  void activeAt_switchPlanned_changesAtThatTime() {
    var signer = new RotatingSigner(old);
    signer.switchAt(NEW_YEAR, next);

    assertSame(old, signer.activeAt(NEW_YEAR.minusNanos(1)));
    assertSame(next, signer.activeAt(NEW_YEAR));
  }

  @Test
  void activeAt_severalSwitchesInAnyOrder_eachHasItsTime() {
    Signer last = new Ed25519Signer("wallet-2028", OLD.getPrivate());
    var signer = new RotatingSigner(old);
    signer.switchAt(NEW_YEAR.plusSeconds(10), last);
    signer.switchAt(NEW_YEAR, next);

    assertSame(old, signer.activeAt(NEW_YEAR.minusSeconds(1)));
    assertSame(next, signer.activeAt(NEW_YEAR.plusSeconds(9)));
    assertSame(last, signer.activeAt(NEW_YEAR.plusSeconds(10)));
  }

  @Test
  void switchTo_always_switchesNowAndCancelsPlannedSwitches() {
    var signer = new RotatingSigner(old);
    signer.switchAt(NEW_YEAR, next);

    signer.switchTo(next);
    assertSame(next, signer.activeAt(Instant.MIN));

    signer.switchTo(old);
    assertSame(old, signer.activeAt(NEW_YEAR));
  }

  @Test
  void methods_beforeAndAfterASwitch_useTheCurrentKey() throws Exception {
    var before = new RotatingSigner(old, at(NEW_YEAR.minusSeconds(1)));
    var after = new RotatingSigner(old, at(NEW_YEAR));
    before.switchAt(NEW_YEAR, next);
    after.switchAt(NEW_YEAR, next);

    assertEquals("wallet-2026", before.keyId());
    assertEquals("ed25519", before.algorithm());
    new Ed25519Verifier("k", OLD.getPublic()).verify(MESSAGE, before.sign(MESSAGE));
    assertEquals("wallet-2027", after.keyId());
    assertEquals("ecdsa-p256-sha256", after.algorithm());
    assertSame(next.digest(), after.digest());
    new EcdsaP256Verifier("k", NEXT.getPublic()).verify(MESSAGE, after.sign(MESSAGE));
    var stranger = new Ed25519Verifier("k", OLD.getPublic());
    byte[] signature = after.sign(MESSAGE);
    assertThrows(SignatureException.class, () -> stranger.verify("no".getBytes(UTF_8), signature));
    assertEquals("rotating signer, now wallet-2027", after.toString());
  }
}

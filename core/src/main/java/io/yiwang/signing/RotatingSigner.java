package io.yiwang.signing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Switches from one signing key of the platform to the next, at a given time or on request, without
 * a new client. Each attempt of a call is signed with one key, under its id; an attempt after the
 * switch is signed with the new key. Thread-safe.
 *
 * <pre>{@code
 * RotatingSigner signer = new RotatingSigner(new Sm2Signer("wallet-2026", oldKey));
 * signer.switchAt(Instant.parse("2027-01-01T00:00:00+08:00"), new Sm2Signer("wallet-2027", newKey));
 * }</pre>
 *
 * <p>Register the new key with the gateway before the switch, and withdraw the old one after it.
 * The two keys may have different schemes.
 *
 * @see "IGS/1 sections 2.1 and 2.3"
 */
public final class RotatingSigner implements Signer {
  private final Clock clock;

  /** The signers by the time from which each signs; replaced as a whole, never modified. */
  private volatile NavigableMap<Instant, Signer> plan;

  /** Makes a signer that uses this key until it is switched. */
  public RotatingSigner(Signer present) {
    this(present, Clock.systemUTC());
  }

  /**
   * Makes a signer that uses this key until it is switched. The clock decides the current key for
   * callers that do not give a time; a client uses its own clock.
   */
  public RotatingSigner(Signer present, Clock clock) {
    this.clock = clock;
    plan = only(present);
  }

  private static NavigableMap<Instant, Signer> only(Signer signer) {
    NavigableMap<Instant, Signer> plan = new TreeMap<>();
    plan.put(Instant.MIN, signer);
    return plan;
  }

  /** Switches to the next key at a time. Several switches can be planned. */
  public synchronized void switchAt(Instant from, Signer next) {
    NavigableMap<Instant, Signer> more = new TreeMap<>(plan);
    more.put(from, next);
    plan = more;
  }

  /**
   * Switches to a key now and cancels all planned switches, for example to return to the old key
   * because the gateway does not know the new one.
   */
  public synchronized void switchTo(Signer signer) {
    plan = only(signer);
  }

  @Override
  public Signer activeAt(Instant at) {
    return plan.floorEntry(at).getValue();
  }

  /** Returns the id of the current key. */
  @Override
  public String keyId() {
    return now().keyId();
  }

  /** Returns the algorithm of the current key. */
  @Override
  public String algorithm() {
    return now().algorithm();
  }

  /** Returns the digest of the current key. */
  @Override
  public ContentDigest digest() {
    return now().digest();
  }

  /** Signs with the current key; {@link #activeAt} returns a signer that does not switch. */
  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
    return now().sign(message);
  }

  private Signer now() {
    return activeAt(clock.instant());
  }

  @Override
  public String toString() {
    return "rotating signer, now " + keyId();
  }
}

package io.yiwang.signing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Holds the platform's signing keys while they change: one signs, and the next takes over at a date
 * or on a call, without a new client. Each attempt of a call is signed with one key, under its id;
 * an attempt after the change is signed with the new key. Thread-safe.
 *
 * <pre>{@code
 * RotatingSigner signer = new RotatingSigner(new Sm2Signer("wallet-2026", oldKey));
 * signer.switchAt(Instant.parse("2027-01-01T00:00:00+08:00"), new Sm2Signer("wallet-2027", newKey));
 * }</pre>
 *
 * <p>Register the new key with the gateway first, let the old one be withdrawn last. The two may be
 * of different schemes.
 *
 * @see "IGS/1 sections 2.1 and 2.3"
 */
public final class RotatingSigner implements Signer {
  private final Clock clock;

  /** From when each signs; never changed, only replaced. */
  private volatile NavigableMap<Instant, Signer> plan;

  /** Signs with this key until another key is set. */
  public RotatingSigner(Signer present) {
    this(present, Clock.systemUTC());
  }

  /**
   * Signs as above, with a clock for those who ask for the key of the moment without saying when it
   * is; a client goes by its own.
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

  /**
   * Signs with the next key from that time on; with the one before until then. More than one change
   * can be planned.
   */
  public synchronized void switchAt(Instant from, Signer next) {
    NavigableMap<Instant, Signer> more = new TreeMap<>(plan);
    more.put(from, next);
    plan = more;
  }

  /**
   * Signs with this key from now on, and drops all others and what was planned: the next key, or
   * the old one again where the gateway turns out not to know the next.
   */
  public synchronized void switchTo(Signer signer) {
    plan = only(signer);
  }

  @Override
  public Signer activeAt(Instant at) {
    return plan.floorEntry(at).getValue();
  }

  /** Returns the id of the key of the moment. */
  @Override
  public String keyId() {
    return now().keyId();
  }

  /** Returns the scheme of the key of the moment. */
  @Override
  public String algorithm() {
    return now().algorithm();
  }

  /** Returns the digest of the key of the moment. */
  @Override
  public ContentDigest digest() {
    return now().digest();
  }

  /** Signs with the key of the moment; {@link #activeAt} says which that is, once for all. */
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

package io.yiwang;

import io.yiwang.internal.TrustedKeys;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds the gateway's keys that this client trusts: those for verifying that are pinned in its
 * configuration, and those for verifying and for sealing that the gateway offers under a
 * certificate chain it trusts. Thread-safe; give one ring to all who verify for the same gateway.
 *
 * <p>A client fetches the key list only when an answer names a key that the ring does not hold.
 * Keys overlap while they rotate. A list is taken over whole: a key that it leaves out is dropped,
 * and neither that key nor its id with another key is taken again. The first list may be signed by
 * a key that it introduces itself; every later one must be signed by a key that the ring holds, so
 * that a withdrawn key cannot introduce itself again, and must not be older than the list before. A
 * list that cannot be fetched or trusted changes nothing.
 *
 * <p>A ring lives in memory. In a new process the next list is the first again, so a withdrawn key
 * whose certificate is still valid could introduce itself to it: short-lived certificates, or
 * revocation checked by the {@link KeyTrust}, are what prevents that.
 *
 * @see "IGS/1 section 2.5"
 */
public final class KeyRing {
  private final TrustedKeys keys;

  private KeyRing(TrustedKeys keys) {
    this.keys = keys;
  }

  /** Returns a ring of these keys alone; the gateway's key list is never fetched. */
  public static KeyRing pinned(Verifier... keys) {
    return new KeyRing(TrustedKeys.pinned(keys));
  }

  /**
   * Returns a ring that also takes what the gateway offers, where {@code trust} accepts its chain.
   */
  public static KeyRing trusting(KeyTrust trust, Verifier... pinned) {
    return new KeyRing(TrustedKeys.trusting(trust, pinned));
  }

  /** Returns the key of that id, if it is trusted and in force at that time. */
  public @Nullable Verifier find(String keyId, Instant at) {
    return keys.find(keyId, at);
  }

  /**
   * Seals for the gateway's sealing key in force at that time; nothing if the gateway has offered
   * none that is trusted.
   */
  public @Nullable Sealer sealer(Instant at) {
    return keys.sealer(at);
  }

  /** Returns what the pipe brings up to date. */
  TrustedKeys keys() {
    return keys;
  }
}

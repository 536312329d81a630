package io.yiwang;

import io.yiwang.internal.TrustedKeys;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds the gateway keys that this client trusts: verification keys pinned in its configuration,
 * and keys for verification and sealing that the gateway offers under a trusted certificate chain.
 * Thread-safe; share one ring among all components that verify for the same gateway.
 *
 * <p>A client fetches the key list only when an answer names a key that the ring does not hold.
 * Keys overlap while they rotate. A list is adopted as a whole: a key that it leaves out is
 * dropped, and neither that key nor its id with another key is accepted again. The first list may
 * be signed by a key that it introduces itself. Every later list must be signed by a key that the
 * ring holds, so that a withdrawn key cannot introduce itself again, and must not be older than the
 * list before. A list that cannot be fetched or trusted changes nothing.
 *
 * <p>A ring exists in memory only. In a new process the next list is a first list again, so a
 * withdrawn key whose certificate is still valid could introduce itself. Short-lived certificates,
 * or a {@link KeyTrust} that checks revocation, prevent this.
 *
 * @see "IGS/1 section 2.5"
 */
public final class KeyRing {
  private final TrustedKeys keys;

  private KeyRing(TrustedKeys keys) {
    this.keys = keys;
  }

  /** Returns a ring of these keys only; the gateway's key list is never fetched. */
  public static KeyRing pinned(Verifier... keys) {
    return new KeyRing(TrustedKeys.pinned(keys));
  }

  /**
   * Returns a ring that also adopts keys that the gateway offers, if {@code trust} accepts their
   * chain.
   */
  public static KeyRing trusting(KeyTrust trust, Verifier... pinned) {
    return new KeyRing(TrustedKeys.trusting(trust, pinned));
  }

  /**
   * Returns the verifier with that key id, or null if no such key is trusted and valid at that
   * time.
   */
  public @Nullable Verifier find(String keyId, Instant at) {
    return keys.find(keyId, at);
  }

  /**
   * Returns a sealer for the gateway's sealing key at that time, or null if the gateway has offered
   * none that is trusted.
   */
  public @Nullable Sealer sealer(Instant at) {
    return keys.sealer(at);
  }

  /** Returns the keys, which the pipe keeps up to date. */
  TrustedKeys keys() {
    return keys;
  }
}

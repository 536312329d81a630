package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's signing keys that this client trusts: those pinned in its configuration, and those
 * that the gateway offers under a certificate chain it trusts. Thread-safe; give one ring to all
 * who verify for the same gateway.
 *
 * <p>A client fetches the key list only when an answer names a key that the ring does not hold.
 * Keys overlap while they rotate; a key that a newer list leaves out is dropped; a list that cannot
 * be fetched or trusted changes nothing.
 *
 * @see "IGS/1 section 2.5"
 */
public final class KeyRing {
  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  private record Held(Verifier verifier, Instant notBefore, Instant notAfter) {}

  private final Map<String, Verifier> pinned;
  private final @Nullable KeyTrust trust;
  private volatile Map<String, Held> adopted = Map.of();

  private KeyRing(@Nullable KeyTrust trust, Verifier... pinned) {
    Map<String, Verifier> byId = new HashMap<>();
    for (Verifier verifier : pinned) {
      if (byId.put(verifier.keyId(), verifier) != null) {
        throw new IllegalArgumentException("key " + verifier.keyId() + " is pinned twice");
      }
    }
    this.pinned = Map.copyOf(byId);
    this.trust = trust;
  }

  /** A ring of these keys alone; the gateway's key list is never fetched. */
  public static KeyRing pinned(Verifier... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("a ring without trust anchors needs a pinned key");
    }
    return new KeyRing(null, keys);
  }

  /** A ring that also takes what the gateway offers, where {@code trust} accepts its chain. */
  public static KeyRing trusting(KeyTrust trust, Verifier... pinned) {
    return new KeyRing(trust, pinned);
  }

  /** Whether the gateway's key list is of use to this ring. */
  public boolean takesOffers() {
    return trust != null;
  }

  /** The key of that id, if it is trusted and in force at that time. */
  public @Nullable Verifier find(String keyId, Instant at) {
    Verifier verifier = pinned.get(keyId);
    if (verifier != null) {
      return verifier;
    }
    Held held = adopted.get(keyId);
    return held == null || at.isBefore(held.notBefore()) || at.isAfter(held.notAfter())
        ? null
        : held.verifier();
  }

  /**
   * Checks one offered key, without keeping it.
   *
   * @throws GeneralSecurityException if its chain is not trusted, or it is not in force or not for
   *     signing
   */
  public Verifier check(GatewayKey offered, Instant at) throws GeneralSecurityException {
    if (trust == null) {
      throw new GeneralSecurityException("this ring holds pinned keys alone");
    }
    if (!offered.use().equals("sign")) {
      throw new GeneralSecurityException("not a signing key");
    }
    if (at.isBefore(offered.notBefore().toInstant())
        || at.isAfter(offered.notAfter().toInstant())) {
      throw new GeneralSecurityException("not in force");
    }
    Verifier verifier;
    try {
      verifier = trust.trusted(offered, at);
    } catch (RuntimeException e) {
      // What is offered may be anybody's: bytes that no certificate reader expects included.
      throw new GeneralSecurityException("its chain cannot be read");
    }
    if (!verifier.keyId().equals(offered.keyid()) || !verifier.algorithm().equals(offered.alg())) {
      throw new GeneralSecurityException("the key's certificate is for another id or algorithm");
    }
    return verifier;
  }

  /**
   * Takes over a list whose signature has been verified: each signing key whose chain is trusted.
   * Keys taken over before and not in the list any more are dropped; pinned keys stay.
   */
  public void adopt(List<GatewayKey> offered, Instant at) {
    Map<String, Held> next = new HashMap<>();
    for (GatewayKey key : offered) {
      if (!key.use().equals("sign") || pinned.containsKey(key.keyid())) {
        continue;
      }
      try {
        // A key that begins later is taken now, so that its first use needs no fetch.
        Instant from = key.notBefore().toInstant();
        Verifier verifier = check(key, from.isAfter(at) ? from : at);
        next.put(key.keyid(), new Held(verifier, from, key.notAfter().toInstant()));
      } catch (GeneralSecurityException e) {
        log.warn("gateway key {} is not trusted: {}", key.keyid(), e.getMessage());
      }
    }
    adopted = Map.copyOf(next);
  }
}

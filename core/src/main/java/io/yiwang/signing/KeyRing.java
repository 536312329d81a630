package io.yiwang.signing;

import io.yiwang.value.Printable;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's keys that this client trusts: those for verifying that are pinned in its
 * configuration, and those for verifying and for sealing that the gateway offers under a
 * certificate chain it trusts. Thread-safe; give one ring to all who verify for the same gateway.
 *
 * <p>A client fetches the key list only when an answer names a key that the ring does not hold.
 * Keys overlap while they rotate; a key that a newer list leaves out is dropped; a list that cannot
 * be fetched or trusted changes nothing.
 *
 * @see "IGS/1 section 2.5"
 */
public final class KeyRing {
  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  private record Held<K>(K key, Instant notBefore, Instant notAfter) {
    boolean inForce(Instant at) {
      return !at.isBefore(notBefore) && !at.isAfter(notAfter);
    }
  }

  /** What a list gave. */
  private record Adopted(
      Map<String, Held<Verifier>> verifiers, List<Held<Sealer>> sealers, Instant at) {}

  private final Map<String, Verifier> pinned;
  private final @Nullable KeyTrust trust;
  private volatile Adopted adopted = new Adopted(Map.of(), List.of(), Instant.MIN);

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
    Held<Verifier> held = adopted.verifiers().get(keyId);
    return held == null || !held.inForce(at) ? null : held.key();
  }

  /**
   * Seals for the gateway's sealing key in force at that time, the one that began last where there
   * are several; nothing if the gateway has offered none that is trusted.
   */
  public @Nullable Sealer sealer(Instant at) {
    return adopted.sealers().stream()
        .filter(held -> held.inForce(at))
        .max(Comparator.comparing(Held::notBefore))
        .map(Held::key)
        .orElse(null);
  }

  /** When the gateway's list was last taken over; {@link Instant#MIN} if it never was. */
  public Instant adoptedAt() {
    return adopted.at();
  }

  /**
   * Checks one offered key, without keeping it.
   *
   * @throws GeneralSecurityException if its chain is not trusted, or it is not in force or not for
   *     signing
   */
  public Verifier check(GatewayKey offered, Instant at) throws GeneralSecurityException {
    if (!offered.use().equals("sign")) {
      throw new GeneralSecurityException("not a signing key");
    }
    KeyTrust decides = inForce(offered, at);
    Verifier verifier;
    try {
      verifier = decides.trusted(offered, at);
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
   * Takes over a list whose signature has been verified: each key whose chain is trusted. Keys
   * taken over before and not in the list any more are dropped; pinned keys stay.
   */
  public void adopt(List<GatewayKey> offered, Instant at) {
    Map<String, Held<Verifier>> verifiers = new HashMap<>();
    List<Held<Sealer>> sealers = new ArrayList<>();
    for (GatewayKey key : offered) {
      // A key that begins later is taken now, so that its first use needs no fetch.
      Instant from = key.notBefore().toInstant();
      Instant to = key.notAfter().toInstant();
      Instant then = from.isAfter(at) ? from : at;
      try {
        if (key.use().equals("encrypt")) {
          sealers.add(new Held<>(checkedSealer(key, then), from, to));
        } else if (key.use().equals("sign") && !pinned.containsKey(key.keyid())) {
          verifiers.put(key.keyid(), new Held<>(check(key, then), from, to));
        }
      } catch (GeneralSecurityException e) {
        log.warn("gateway key {} is not trusted: {}", Printable.of(key.keyid()), e.getMessage());
      }
    }
    adopted = new Adopted(Map.copyOf(verifiers), List.copyOf(sealers), at);
  }

  private Sealer checkedSealer(GatewayKey offered, Instant at) throws GeneralSecurityException {
    try {
      return inForce(offered, at).trustedSealer(offered, at);
    } catch (RuntimeException e) {
      throw new GeneralSecurityException("its chain cannot be read");
    }
  }

  /** Who decides on a key that is in force. */
  private KeyTrust inForce(GatewayKey offered, Instant at) throws GeneralSecurityException {
    if (trust == null) {
      throw new GeneralSecurityException("this ring holds pinned keys alone");
    }
    if (at.isBefore(offered.notBefore().toInstant())
        || at.isAfter(offered.notAfter().toInstant())) {
      throw new GeneralSecurityException("not in force");
    }
    return trust;
  }
}

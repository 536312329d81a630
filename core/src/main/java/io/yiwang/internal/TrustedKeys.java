package io.yiwang.internal;

import io.yiwang.internal.shared.FatalErrors;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the keys of a {@link io.yiwang.KeyRing} and adopts the gateway's key lists.
 *
 * @see "IGS/1 section 2.5"
 */
public final class TrustedKeys {
  private static final Logger log = LoggerFactory.getLogger("io.yiwang.KeyRing");

  /** The most keys of a list; more than any gateway needs while its keys rotate. */
  private static final int MAX_KEYS = 64;

  private static final int LONGEST_ID = 64;
  private static final int LONGEST_REASON = 600;

  /** How far a list may be ahead of this machine's clock before the clocks count as wrong. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /**
   * A key list as it was received. Untrusted.
   *
   * @param host the host of the endpoint that sent it, which is a name of the gateway
   * @param signedBy the id of the key that signed it; only a claim until the signature is verified
   * @param signedAt when it was signed, by the gateway's clock; also only a claim until then
   */
  public record Offer(String host, List<GatewayKey> keys, String signedBy, Instant signedAt) {
    /** Copies the keys. */
    public Offer {
      keys = List.copyOf(keys);
    }
  }

  private record Held<K>(K key, Instant notBefore, Instant notAfter) {
    boolean activeAt(Instant at) {
      return !at.isBefore(notBefore) && !at.isAfter(notAfter);
    }
  }

  /**
   * The keys of the list that was adopted last.
   *
   * @param at when it was adopted, by this machine's clock
   * @param signedAt when it was signed, by the gateway's clock
   * @param ids the names of those keys in the list that this ring has ever adopted
   */
  private record Adopted(
      Map<String, Held<Verifier>> verifiers,
      List<Held<Sealer>> sealers,
      Instant at,
      Instant signedAt,
      Set<String> ids) {
    static final Adopted NOTHING =
        new Adopted(Map.of(), List.of(), Instant.MIN, Instant.MIN, Set.of());
  }

  private final Map<String, Verifier> pinned;
  private final @Nullable KeyTrust trust;
  private volatile Adopted adopted = Adopted.NOTHING;

  /** The public key of each name that was ever adopted. Guarded by this. */
  private final Map<String, String> bound = new HashMap<>();

  /** The names and public keys that a list has dropped, each with its use. Guarded by this. */
  private final Set<String> dropped = new HashSet<>();

  private TrustedKeys(@Nullable KeyTrust trust, Verifier... pinned) {
    Map<String, Verifier> byId = new HashMap<>();
    for (Verifier verifier : pinned) {
      if (byId.put(verifier.keyId(), verifier) != null) {
        throw new IllegalArgumentException("key " + verifier.keyId() + " is pinned twice");
      }
    }
    this.pinned = Map.copyOf(byId);
    this.trust = trust;
  }

  /** Returns a ring of these keys only; the gateway's key list is never fetched. */
  public static TrustedKeys pinned(Verifier... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("a ring without trust anchors needs a pinned key");
    }
    return new TrustedKeys(null, keys);
  }

  /**
   * Returns a ring that also adopts keys that the gateway offers, if {@code trust} accepts their
   * chain.
   */
  public static TrustedKeys trusting(KeyTrust trust, Verifier... pinned) {
    return new TrustedKeys(trust, pinned);
  }

  /** Returns whether this ring adopts keys that the gateway offers. */
  public boolean acceptsOffers() {
    return trust != null;
  }

  /**
   * Returns the verifier with that key id; null if no such key is trusted and valid at that time.
   */
  public @Nullable Verifier find(String keyId, Instant at) {
    Verifier verifier = pinned.get(keyId);
    if (verifier != null) {
      return verifier;
    }
    Adopted list = adopted;
    Held<Verifier> held = list.verifiers().get(keyId);
    return held == null || !held.activeAt(later(at, list.signedAt())) ? null : held.key();
  }

  /**
   * Returns a sealer for the gateway's sealing key at that time, the newest if there are several;
   * null if the gateway has offered none that is trusted.
   */
  public @Nullable Sealer sealer(Instant at) {
    Adopted list = adopted;
    Instant time = later(at, list.signedAt());
    return list.sealers().stream()
        .filter(held -> held.activeAt(time))
        .max(Comparator.comparing(Held::notBefore))
        .map(Held::key)
        .orElse(null);
  }

  /**
   * Returns the later of two times. By a slow clock, a key that the gateway already uses would not
   * be valid yet.
   */
  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** Returns when a list was last adopted; {@link Instant#MIN} if none was. */
  public Instant adoptedAt() {
    return adopted.at();
  }

  /**
   * Returns the key that must verify a list's signature: one that the ring holds, or, for the first
   * list, one that the list introduces itself. The ring is not changed.
   *
   * @throws GeneralSecurityException if there is none; the message says why
   */
  public synchronized Verifier signer(Offer offer, Instant now) throws GeneralSecurityException {
    Verifier held = find(offer.signedBy(), now);
    if (held != null) {
      return held;
    }
    if (!isFirst(now)) {
      throw new GeneralSecurityException(
          "the list is signed by a key that this client does not hold, and only the first list may"
              + " introduce its own signer; if the gateway has replaced all its keys since "
              + adopted.at()
              + ", start with a new KeyRing");
    }
    for (GatewayKey key : offer.keys()) {
      if (key.keyid().equals(offer.signedBy()) && key.use().equals("sign")) {
        return verifier(key, offer.host(), later(now, offer.signedAt()));
      }
    }
    throw new GeneralSecurityException("the list does not contain the key that has signed it");
  }

  /** Returns whether no list has been adopted yet, or no adopted key is valid any more. */
  private boolean isFirst(Instant now) {
    Instant time = later(now, adopted.signedAt());
    return adopted.at().equals(Instant.MIN)
        || (pinned.isEmpty()
            && adopted.verifiers().values().stream().noneMatch(held -> held.activeAt(time)));
  }

  /**
   * Adopts a list whose signature has been verified: every key whose chain is trusted. Keys that
   * were adopted before and are no longer in the list are dropped; pinned keys stay.
   *
   * @param signer the key that verified it, as {@link #signer} returned it
   * @return what is wrong with the keys that were not adopted; empty if all were
   * @throws GeneralSecurityException if the list must not be adopted; the message says why
   */
  public synchronized String adopt(Offer offer, Verifier signer, Instant now)
      throws GeneralSecurityException {
    // Another list may have been adopted since the signer was looked up.
    if (find(offer.signedBy(), now) != signer && !isFirst(now)) {
      throw new GeneralSecurityException("the key that signed the list is no longer held");
    }
    Adopted before = adopted;
    // A list that was held from the future proves a wrong clock, not that it is newer.
    if (offer.signedAt().isBefore(before.signedAt())
        && !before.signedAt().isAfter(now.plus(MAX_AHEAD))) {
      throw new GeneralSecurityException("the list is older than the one held");
    }
    if (offer.keys().size() > MAX_KEYS) {
      throw new GeneralSecurityException("the list has more than " + MAX_KEYS + " keys");
    }
    Set<String> ids = new HashSet<>();
    offer.keys().forEach(key -> ids.add(keyName(key)));
    drop(before.ids(), ids);
    Map<String, Held<Verifier>> verifiers = new HashMap<>();
    List<Held<Sealer>> sealers = new ArrayList<>();
    Set<String> wrong = new TreeSet<>();
    Instant time = later(now, offer.signedAt());
    for (GatewayKey key : offer.keys()) {
      // A key that becomes valid later is adopted now, so that its first use needs no fetch.
      Instant from = key.notBefore().toInstant();
      Instant to = key.notAfter().toInstant();
      Instant then = later(time, from);
      try {
        if (key.use().equals("encrypt")) {
          sealers.add(new Held<>(sealer(key, offer.host(), then), from, to));
          bound.put(keyName(key), publicKey(key));
        } else if (key.use().equals("sign") && !pinned.containsKey(key.keyid())) {
          Verifier verifier = verifier(key, offer.host(), then);
          verifiers.put(key.keyid(), new Held<>(reused(verifier, before), from, to));
          bound.put(keyName(key), publicKey(key));
        }
      } catch (GeneralSecurityException e) {
        log.warn("gateway key {} is not trusted: {}", printable(key.keyid()), e.getMessage());
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    ids.retainAll(bound.keySet());
    adopted =
        new Adopted(
            Map.copyOf(verifiers), List.copyOf(sealers), now, offer.signedAt(), Set.copyOf(ids));
    return printable(wrong);
  }

  private void drop(Set<String> before, Set<String> now) {
    for (String id : before) {
      if (!now.contains(id)) {
        dropped.add(id);
        dropped.add(id.substring(0, id.indexOf(' ') + 1) + bound.get(id));
      }
    }
  }

  /**
   * Returns the verifier that is already held for a key, since an id is bound to its public key.
   */
  private static Verifier reused(Verifier verifier, Adopted before) {
    Held<Verifier> held = before.verifiers().get(verifier.keyId());
    return held != null && held.key().algorithm().equals(verifier.algorithm())
        ? held.key()
        : verifier;
  }

  private static String keyName(GatewayKey key) {
    return key.use() + " " + key.keyid();
  }

  private String publicKey(GatewayKey key) throws GeneralSecurityException {
    return trust().publicKey(key);
  }

  private static String printable(Collection<String> reasons) {
    String text = String.join("; ", reasons);
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
  }

  /** Returns an id if it has the form of IGS/1 section 1; any other text is not repeated. */
  private static String printable(String keyId) {
    return keyId.length() <= LONGEST_ID && keyId.matches("[A-Za-z0-9._-]+")
        ? keyId
        : "with an id of another form";
  }

  private Verifier verifier(GatewayKey offered, String host, Instant at)
      throws GeneralSecurityException {
    checkInForce(offered, at);
    Verifier verifier;
    try {
      verifier = trust().trusted(offered, host, at);
      checkBinding(offered);
    } catch (RuntimeException | Error e) {
      FatalErrors.rethrow(e);
      // The offered chain is untrusted, and may be bytes that no certificate reader expects.
      throw new GeneralSecurityException("its chain cannot be read");
    }
    if (!verifier.keyId().equals(offered.keyid()) || !verifier.algorithm().equals(offered.alg())) {
      throw new GeneralSecurityException("the key's certificate is for another id or algorithm");
    }
    return verifier;
  }

  private Sealer sealer(GatewayKey offered, String host, Instant at)
      throws GeneralSecurityException {
    checkInForce(offered, at);
    try {
      Sealer sealer = trust().trustedSealer(offered, host, at);
      checkBinding(offered);
      return sealer;
    } catch (RuntimeException | Error e) {
      FatalErrors.rethrow(e);
      throw new GeneralSecurityException("its chain cannot be read");
    }
  }

  /**
   * Checks that an id stays bound to its public key, and that neither comes back after a list has
   * dropped it.
   */
  private void checkBinding(GatewayKey offered) throws GeneralSecurityException {
    String id = keyName(offered);
    String publicKey = publicKey(offered);
    if (dropped.contains(id) || dropped.contains(offered.use() + " " + publicKey)) {
      throw new GeneralSecurityException(
          "the gateway has withdrawn the key, or another key of that id, before");
    }
    String known = bound.get(id);
    if (known != null && !known.equals(publicKey)) {
      throw new GeneralSecurityException("the key's id is already in use with another public key");
    }
  }

  private KeyTrust trust() throws GeneralSecurityException {
    if (trust == null) {
      throw new GeneralSecurityException("this key ring accepts pinned keys only");
    }
    return trust;
  }

  private static void checkInForce(GatewayKey offered, Instant at) throws GeneralSecurityException {
    if (at.isBefore(offered.notBefore().toInstant())
        || at.isAfter(offered.notAfter().toInstant())) {
      throw new GeneralSecurityException("the key is not in force at " + at);
    }
  }
}

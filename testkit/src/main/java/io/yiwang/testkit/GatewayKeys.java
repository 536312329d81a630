package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** Holds the gateway's keys and rotates them (IGS/1 section 2.5). Thread-safe. */
final class GatewayKeys {
  /** The time for which an old key stays valid after it was replaced. */
  static final Duration OVERLAP = Duration.ofDays(7);

  private static final Duration LIFE = Duration.ofDays(365);

  private final SandboxScheme scheme;
  private final SandboxClock clock;
  private final CertificateAuthority authority;
  private final KeySource source;
  private final List<SandboxKey> signing = new ArrayList<>();
  private final List<Sealing> sealing = new ArrayList<>();

  /** A sealing key with its time of validity. */
  private record Sealing(SealingKey key, Instant notBefore, Instant notAfter) {
    boolean activeAt(Instant at) {
      return !at.isBefore(notBefore) && !at.isAfter(notAfter);
    }
  }

  GatewayKeys(SandboxScheme scheme, SandboxClock clock, CertificateAuthority authority) {
    this(scheme, clock, authority, KeySource.MADE_UP);
  }

  GatewayKeys(
      SandboxScheme scheme, SandboxClock clock, CertificateAuthority authority, KeySource source) {
    this.scheme = scheme;
    this.source = source;
    this.clock = clock;
    this.authority = authority;
    Instant start = clock.instant().minus(Duration.ofDays(1));
    sealing.add(sealing(1, start));
    signing.add(key(1, start));
  }

  private SandboxKey key(int number, Instant from) {
    String id = "gw-" + number;
    return new SandboxKey(id, scheme, source.pair(scheme, id), from, from.plus(LIFE));
  }

  private Sealing sealing(int number, Instant from) {
    String id = "gw-seal-" + number;
    SandboxScheme sealer = scheme == SandboxScheme.SM2 ? scheme : SandboxScheme.RSA;
    return new Sealing(new SealingKey(id, scheme, source.pair(sealer, id)), from, from.plus(LIFE));
  }

  /** Returns the key that clients should seal for at present. */
  synchronized SealingKey sealing() {
    return sealing.get(sealing.size() - 1).key();
  }

  /** Returns the sealing key of an id; absent if values that are sealed for it are refused. */
  synchronized @Nullable SealingKey opener(String keyId) {
    return sealing.stream()
        .filter(each -> each.key().keyId().equals(keyId) && isInUse(each))
        .map(Sealing::key)
        .findFirst()
        .orElse(null);
  }

  /** Returns the sealing key of an id, even if values that are sealed for it are refused. */
  synchronized @Nullable SealingKey anySealing(String keyId) {
    return sealing.stream()
        .map(Sealing::key)
        .filter(each -> each.keyId().equals(keyId))
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns whether a key is in use: the present one always, wherever the clock is moved, and old
   * ones during the overlap.
   */
  private boolean isInUse(Sealing key) {
    return key.equals(sealing.get(sealing.size() - 1)) || key.activeAt(clock.instant());
  }

  /** Returns the key that signs at present. */
  synchronized SandboxKey current() {
    return signing.get(signing.size() - 1);
  }

  /**
   * Returns the key that signs the list: the oldest valid one, which a client has that does not
   * know the newer ones yet (IGS/1 section 2.5).
   */
  synchronized SandboxKey vouching() {
    return signing.stream()
        .filter(key -> key.activeAt(clock.instant()))
        .findFirst()
        .orElse(current());
  }

  /** Ends the validity of old signing keys. */
  synchronized void withdrawOld() {
    SandboxKey current = current();
    signing.replaceAll(old -> old.equals(current) ? old : old.until(old.notBefore()));
  }

  /** Replaces the signing key; the old one stays valid for the overlap. */
  synchronized void rotate() {
    Instant now = clock.instant();
    int last = signing.size() - 1;
    signing.set(last, signing.get(last).until(now.plus(OVERLAP)));
    signing.add(key(signing.size() + 1, now.minusSeconds(60)));
  }

  /** Replaces the sealing key; values that are sealed for the old one open for the overlap. */
  synchronized void rotateSealing() {
    endSealing(clock.instant().plus(OVERLAP));
    sealing.add(sealing(sealing.size() + 1, clock.instant().minusSeconds(60)));
  }

  /** Ends the validity of old sealing keys. */
  synchronized void withdrawOldSealing() {
    Sealing current = sealing.remove(sealing.size() - 1);
    sealing.replaceAll(old -> new Sealing(old.key(), old.notBefore(), old.notBefore()));
    sealing.add(current);
  }

  private void endSealing(Instant end) {
    int last = sealing.size() - 1;
    Sealing old = sealing.get(last);
    sealing.set(last, new Sealing(old.key(), old.notBefore(), end));
  }

  /** A key of the gateway as the admin API shows it. */
  record Listed(
      String keyId,
      String algorithm,
      String use,
      boolean current,
      Instant notBefore,
      Instant notAfter,
      PublicKey key) {}

  /** Returns the keys that are valid. */
  synchronized List<Listed> valid() {
    List<Listed> all = new ArrayList<>();
    for (SandboxKey key : signing) {
      if (key.activeAt(clock.instant())) {
        all.add(
            new Listed(
                key.keyId(),
                scheme.algorithm(),
                "sign",
                key.equals(current()),
                key.notBefore(),
                key.notAfter(),
                key.pair().getPublic()));
      }
    }
    for (Sealing each : sealing) {
      if (isInUse(each)) {
        all.add(
            new Listed(
                each.key().keyId(),
                scheme.sealAlgorithm(),
                "encrypt",
                each.key().equals(sealing()),
                each.notBefore(),
                each.notAfter(),
                each.key().pair().getPublic()));
      }
    }
    return all;
  }

  /** Returns the answer of {@code keys.list}. */
  synchronized ObjectNode list() {
    ObjectNode list = Json.object();
    ArrayNode keys = list.putArray("keys");
    for (SandboxKey key : signing) {
      if (key.activeAt(clock.instant())) {
        X509CertificateHolder leaf =
            authority.forGateway(
                key.keyId(), key.pair().getPublic(), false, key.notBefore(), key.notAfter());
        add(keys, key.keyId(), scheme.algorithm(), "sign", key.notBefore(), key.notAfter(), leaf);
      }
    }
    for (Sealing each : sealing) {
      if (isInUse(each)) {
        SealingKey key = each.key();
        X509CertificateHolder leaf =
            authority.forGateway(
                key.keyId(), key.pair().getPublic(), true, each.notBefore(), each.notAfter());
        add(
            keys,
            key.keyId(),
            scheme.sealAlgorithm(),
            "encrypt",
            each.notBefore(),
            each.notAfter(),
            leaf);
      }
    }
    return list;
  }

  private void add(
      ArrayNode keys,
      String id,
      String algorithm,
      String use,
      Instant notBefore,
      Instant notAfter,
      X509CertificateHolder leaf) {
    ObjectNode key = keys.addObject();
    key.put("keyid", id).put("alg", algorithm).put("use", use);
    key.put("notBefore", ChinaTime.text(notBefore)).put("notAfter", ChinaTime.text(notAfter));
    key.set("chain", Json.MAPPER.valueToTree(authority.chain(leaf)));
  }
}

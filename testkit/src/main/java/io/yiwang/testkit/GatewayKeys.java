package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** The gateway's own keys, as they rotate (IGS/1 section 2.5). Thread-safe. */
final class GatewayKeys {
  /** How long an old key is still good after it has been replaced. */
  static final Duration OVERLAP = Duration.ofDays(7);

  private static final Duration LIFE = Duration.ofDays(365);

  private final SandboxScheme scheme;
  private final SandboxClock clock;
  private final CertificateAuthority authority;
  private final List<SandboxKey> signing = new ArrayList<>();
  private final SealingKey sealing;
  private final Instant start;

  GatewayKeys(SandboxScheme scheme, SandboxClock clock, CertificateAuthority authority) {
    this.scheme = scheme;
    this.clock = clock;
    this.authority = authority;
    start = clock.instant().minus(Duration.ofDays(1));
    SandboxScheme sealer = scheme == SandboxScheme.SM2 ? scheme : SandboxScheme.RSA;
    sealing = new SealingKey("gw-seal-1", scheme, KeyPool.pair(sealer, "gw-seal-1"));
    signing.add(key(1, start));
  }

  private SandboxKey key(int number, Instant from) {
    String id = "gw-" + number;
    return new SandboxKey(id, scheme, KeyPool.pair(scheme, id), from, from.plus(LIFE));
  }

  SealingKey sealing() {
    return sealing;
  }

  /** The key that signs now. */
  synchronized SandboxKey current() {
    return signing.get(signing.size() - 1);
  }

  /** Signs with a new key from now on; the old one ends after the overlap. */
  synchronized void rotate() {
    Instant now = clock.instant();
    int last = signing.size() - 1;
    signing.set(last, signing.get(last).until(now.plus(OVERLAP)));
    signing.add(key(signing.size() + 1, now.minusSeconds(60)));
  }

  /** The answer of {@code keys.list}. */
  synchronized ObjectNode list() {
    ObjectNode list = Json.object();
    ArrayNode keys = list.putArray("keys");
    for (SandboxKey key : signing) {
      if (key.inForce(clock.instant())) {
        X509CertificateHolder leaf =
            authority.forSigning(
                key.keyId(), key.pair().getPublic(), key.notBefore(), key.notAfter());
        add(keys, key.keyId(), scheme.algorithm(), "sign", key.notBefore(), key.notAfter(), leaf);
      }
    }
    Instant end = start.plus(LIFE);
    X509CertificateHolder leaf =
        authority.forSealing(sealing.keyId(), sealing.pair().getPublic(), start, end);
    add(keys, sealing.keyId(), scheme.sealAlgorithm(), "encrypt", start, end, leaf);
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

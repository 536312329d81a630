package io.yiwang;

import io.yiwang.internal.TrustedKeys;
import io.yiwang.internal.TrustedKeys.Offer;
import io.yiwang.signing.GatewayKey;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/** Gives a ring a key list with one key, as if it had been fetched from a gateway. */
public final class KeyRings {
  private KeyRings() {}

  /** Lets the ring adopt a list that the key has signed itself. */
  public static void adopt(KeyRing ring, GatewayKey key, Instant signedAt, Instant now) {
    TrustedKeys keys = ring.keys();
    Offer offer = new Offer("gw", List.of(key), key.keyid(), signedAt);
    try {
      keys.adopt(offer, keys.signer(offer, now), now);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}

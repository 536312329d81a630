package io.yiwang;

import io.yiwang.internal.TrustedKeys;
import io.yiwang.internal.TrustedKeys.Offer;
import io.yiwang.signing.GatewayKey;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/** Gives a ring a key list of one key, as if a gateway had been asked. */
public final class KeyRings {
  private KeyRings() {}

  /** The ring takes over a list that the key has signed itself. */
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

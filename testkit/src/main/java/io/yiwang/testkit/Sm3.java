package io.yiwang.testkit;

import org.bouncycastle.crypto.digests.SM3Digest;

/** Computes the digest of GB/T 32905. */
final class Sm3 {
  private Sm3() {}

  static byte[] digest(byte[] message) {
    SM3Digest sm3 = new SM3Digest();
    sm3.update(message, 0, message.length);
    byte[] digest = new byte[sm3.getDigestSize()];
    sm3.doFinal(digest, 0);
    return digest;
  }
}

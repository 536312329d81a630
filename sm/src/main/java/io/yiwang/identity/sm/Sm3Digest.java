package io.yiwang.identity.sm;

import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.io.InputStream;

/**
 * Computes SM3, whose key in a {@code Content-Digest} header is {@code sm3}. Thread-safe.
 *
 * @see "GB/T 32905-2016; IGS/1 section 2.3"
 */
public final class Sm3Digest implements ContentDigest {
  /** The only instance, which has no state. */
  public static final Sm3Digest INSTANCE = new Sm3Digest();

  private Sm3Digest() {}

  @Override
  public String algorithm() {
    return "sm3";
  }

  @Override
  public byte[] digest(byte[] content) {
    return new Sm3().update(content).end();
  }

  @Override
  public byte[] digest(InputStream content) throws IOException {
    Sm3 digest = new Sm3();
    byte[] piece = new byte[64 << 10];
    for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
      digest.update(piece, 0, length);
    }
    return digest.end();
  }
}

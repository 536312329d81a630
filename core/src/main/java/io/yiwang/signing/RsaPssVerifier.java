package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/**
 * Verifies RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.1"
 */
public final class RsaPssVerifier implements Verifier {
  private final String keyId;
  private final JcaEngine engine;

  /** A verifier for one public key, named {@code keyId} by its owner. */
  public RsaPssVerifier(String keyId, PublicKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.verifying("RSASSA-PSS", RsaPss.SHA_512, key);
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return "rsa-pss-sha512";
  }

  @Override
  public ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
    engine.verify(message, signature);
  }

  @Override
  public String toString() {
    return "rsa-pss-sha512 verifier " + keyId;
  }
}

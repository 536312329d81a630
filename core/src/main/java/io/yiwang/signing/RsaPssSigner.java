package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs with RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes. Thread-safe. The
 * key may be one of an HSM's JCA provider.
 *
 * @see "RFC 9421 section 3.3.1"
 */
public final class RsaPssSigner implements Signer {
  private final String keyId;
  private final JcaEngine engine;

  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public RsaPssSigner(String keyId, PrivateKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.signing("RSASSA-PSS", RsaPss.SHA_512, key);
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
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    return engine.sign(message);
  }

  @Override
  public String toString() {
    return "rsa-pss-sha512 signer " + keyId;
  }
}

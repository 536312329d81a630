package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;

/**
 * Verifies Ed25519; a signature is 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Verifier extends JcaVerifier {
  /** A verifier for one public key, named {@code keyId} by its owner. */
  public Ed25519Verifier(String keyId, PublicKey key) {
    super(keyId, "ed25519", JcaEngine.verifying("Ed25519", null, key));
  }

  @Override
  public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
    // JDK 17 takes a signature with zeros behind it for the signature alone.
    if (signature.length != 64) {
      throw new SignatureException(
          "an Ed25519 signature must be 64 bytes, got " + signature.length);
    }
    super.verify(message, signature);
  }
}

package io.yiwang.signing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * Signs bytes with a key that it never reveals, so that the key can be in memory, in an HSM or
 * behind a remote service.
 *
 * <p>Implementations are thread-safe. A signer has one key and one scheme; another key needs
 * another signer, and {@link RotatingSigner} switches from one to the next.
 *
 * @see "IGS/1 sections 2.1 and 2.3"
 */
public interface Signer {
  /** Returns the id under which the gateway knows this key: 1 to 64 of {@code [A-Za-z0-9._-]}. */
  String keyId();

  /**
   * Returns the value of {@code alg} in RFC 9421 for the scheme, such as {@code ed25519} or {@code
   * sm2-sm3}.
   */
  String algorithm();

  /** Returns the digest for the scheme: SM3 for {@code sm2-sm3}, SHA-256 for the others. */
  ContentDigest digest();

  /**
   * Signs a message, which is not hashed beforehand.
   *
   * @return the signature in the form that RFC 9421 or IGS/1 section 2.3 defines for the scheme
   * @throws IOException if a remote key could not be reached
   * @throws GeneralSecurityException if the key cannot sign
   */
  byte[] sign(byte[] message) throws GeneralSecurityException, IOException;

  /**
   * Returns the signer for one message that is signed at that time: its key id, algorithm and
   * signature belong to one key, even if this signer switches keys in between.
   */
  default Signer activeAt(Instant at) {
    return this;
  }
}

package io.yiwang.signing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * Signs bytes with a key that it never gives away, so that the key can be in memory, in an HSM or
 * behind a remote service.
 *
 * <p>Implementations are thread-safe. An implementation names one key and one scheme; a change of
 * key is a new signer, and {@link RotatingSigner} changes from one to the next.
 *
 * @see "IGS/1 sections 2.1 and 2.3"
 */
public interface Signer {
  /**
   * Returns the id under which the other side knows this key: 1 to 64 of {@code [A-Za-z0-9._-]}.
   */
  String keyId();

  /**
   * Returns the RFC 9421 {@code alg} value of the scheme, such as {@code ed25519} or {@code
   * sm2-sm3}.
   */
  String algorithm();

  /**
   * Returns the digest that goes with the scheme: SM3 with {@code sm2-sm3}, SHA-256 with the
   * others.
   */
  ContentDigest digest();

  /**
   * Signs the message itself, not a digest of it.
   *
   * @return the signature in the form RFC 9421 or IGS/1 section 2.3 gives for the scheme
   * @throws IOException if a remote key could not be reached; nothing has been sent to the gateway
   * @throws GeneralSecurityException if the key refuses
   */
  byte[] sign(byte[] message) throws GeneralSecurityException, IOException;

  /**
   * Returns the signer of one message that is signed at that time: whoever asks it for key id,
   * algorithm and signature gets those of one key, whatever changes in between.
   */
  default Signer activeAt(Instant at) {
    return this;
  }
}

package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Checks the seal on a receipt: a detached CMS SignedData over its canonical bytes. Implementations
 * are thread-safe.
 *
 * @see "IGS/1 section 4; RFC 5652; RFC 8785"
 */
@FunctionalInterface
public interface SealVerifier {
  /**
   * Returns normally only when {@code cms} is a good signature of {@code content} under a
   * certificate that is trusted.
   *
   * @param cms DER of a detached CMS SignedData
   * @throws GeneralSecurityException if it is not, whatever is wrong with it
   */
  void verify(byte[] content, byte[] cms) throws GeneralSecurityException;
}

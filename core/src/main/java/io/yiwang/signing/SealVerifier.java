package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Verifies the seal on a receipt: a detached CMS SignedData over its canonical form.
 * Implementations are thread-safe.
 *
 * @see "IGS/1 section 4; RFC 5652; RFC 8785"
 */
@FunctionalInterface
public interface SealVerifier {
  /**
   * Returns normally only if {@code cms} is a valid signature of {@code content} under a trusted
   * certificate.
   *
   * @param cms a detached CMS SignedData in DER
   * @throws GeneralSecurityException if it is not, whatever the reason
   */
  void verify(byte[] content, byte[] cms) throws GeneralSecurityException;
}

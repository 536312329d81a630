package io.yiwang.identity;

import io.yiwang.signing.SealVerifier;
import java.security.SignatureException;

/**
 * Verifies seals, such as a receipt's, by {@link SignedDocument}: only {@code VALID} passes.
 * Thread-safe.
 *
 * @see "IGS/1 section 4"
 */
public final class DocumentSeals implements SealVerifier {
  private final DocumentTrust trust;

  /** Trusts the seals of these authorities. Do not give it the authorities of citizens. */
  public DocumentSeals(DocumentTrust trust) {
    this.trust = trust;
  }

  @Override
  public void verify(byte[] content, byte[] cms) throws SignatureException {
    DocumentVerdict verdict = SignedDocument.of(cms).verify(content, null, trust);
    if (!verdict.valid()) {
      throw new SignatureException("the seal is " + verdict);
    }
  }
}

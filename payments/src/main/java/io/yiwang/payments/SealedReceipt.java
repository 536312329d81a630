package io.yiwang.payments;

import io.yiwang.Verbatim;
import io.yiwang.signing.SealVerifier;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Base64;

/**
 * Holds a receipt with the bytes that the treasury sealed. Keep {@link #json}, and it can be
 * verified years later without a network.
 *
 * @see "IGS/1 section 4; RFC 8785; RFC 5652"
 */
public final class SealedReceipt {
  private final Verbatim<Receipt> answer;

  SealedReceipt(Verbatim<Receipt> answer) {
    this.answer = answer;
  }

  /**
   * Returns a receipt that was stored.
   *
   * @throws IllegalArgumentException if the JSON is not a receipt
   */
  public static SealedReceipt read(byte[] json) {
    return new SealedReceipt(Verbatim.read(json, Receipt.class));
  }

  /** Returns the gateway's answer; only {@link #verify} checks that the treasury has sealed it. */
  public Receipt receipt() {
    return answer.value();
  }

  /** Returns the whole answer, to be stored. */
  public byte[] json() {
    return answer.json();
  }

  /**
   * Returns the receipt only if its seal covers every member, including those that this version
   * does not know. A valid seal does not mean that the receipt is still in force: check {@link
   * Receipt#isInForce}.
   *
   * @param seals trusts the treasury's authorities alone; {@code DocumentSeals} of {@code
   *     yiwang-identity} is one
   * @throws GeneralSecurityException if the seal is not valid for this receipt
   */
  public Receipt verify(SealVerifier seals) throws GeneralSecurityException {
    String base64 = receipt().seal();
    if (base64 == null) {
      throw new SignatureException("the receipt has no seal; fetch it again");
    }
    byte[] sealed;
    byte[] seal;
    try {
      sealed = answer.canonicalWithout("seal");
      seal = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new SignatureException("receipt or seal is malformed", e);
    }
    seals.verify(sealed, seal);
    checkAmounts(sealed);
    return receipt();
  }

  /**
   * Checks that each amount is the one that was sealed: the canonical form writes numbers as
   * doubles, and a very large double stands for several amounts.
   */
  private void checkAmounts(byte[] sealed) throws SignatureException {
    Receipt meant = Verbatim.read(sealed, Receipt.class).value();
    if (!meant.amount().equals(receipt().amount()) || !meant.items().equals(receipt().items())) {
      throw new SignatureException("the receipt has an amount that no seal can be over");
    }
  }

  /** Shows what the receipt's own text shows. */
  @Override
  public String toString() {
    return receipt().toString();
  }
}

package io.yiwang.payments;

import io.yiwang.Verbatim;
import io.yiwang.signing.SealVerifier;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Base64;

/**
 * Holds a receipt with the bytes that the treasury's seal is over. Keep {@link #json} and it can be
 * verified years later, without network.
 *
 * @see "IGS/1 section 4; RFC 8785; RFC 5652"
 */
public final class SealedReceipt {
  private final Verbatim<Receipt> answer;

  SealedReceipt(Verbatim<Receipt> answer) {
    this.answer = answer;
  }

  /**
   * Returns a receipt that was kept.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SealedReceipt read(byte[] json) {
    return new SealedReceipt(Verbatim.read(json, Receipt.class));
  }

  /** Returns what the gateway says; {@link #verify} tells whether the treasury has sealed it. */
  public Receipt receipt() {
    return answer.value();
  }

  /** Returns the whole of it, for keeping. */
  public byte[] json() {
    return answer.json();
  }

  /**
   * Gives the receipt only when its seal is good for every member of it, those unknown to this
   * version included. A good seal does not say that the receipt still holds: look at {@link
   * Receipt#holds}.
   *
   * @param seals trusts the treasury's authorities alone; {@code DocumentSeals} of {@code
   *     yiwang-identity} is one
   * @throws GeneralSecurityException if the seal is not good for this receipt
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
   * The canonical form has numbers as doubles: of very large ones, several have the form that was
   * sealed, and one of them is in it.
   */
  private void checkAmounts(byte[] sealed) throws SignatureException {
    Receipt meant = Verbatim.read(sealed, Receipt.class).value();
    if (!meant.amount().equals(receipt().amount()) || !meant.items().equals(receipt().items())) {
      throw new SignatureException("the receipt has an amount that no seal can be over");
    }
  }

  /** Shows what the receipt does. */
  @Override
  public String toString() {
    return receipt().toString();
  }
}

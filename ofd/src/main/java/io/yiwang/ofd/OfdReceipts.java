package io.yiwang.ofd;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.value.Money;
import java.io.IOException;
import java.security.SignatureException;

/**
 * Reads fiscal receipts from OFD files and believes only those whose seals hold. {@link #verify} is
 * what {@code ReceiptEvidence} of {@code yiwang-payments} asks for a verifier of files: {@code
 * evidence.verify(seals, receipts::verify)}. Thread-safe.
 */
public final class OfdReceipts {
  private final DocumentTrust trust;
  private final OfdPolicy policy;
  private final OfdLimits limits;

  /**
   * Reads receipts under these authorities.
   *
   * @param trust believes treasuries and the makers of their seals, and no citizens: whoever it
   *     believes can make a receipt
   */
  public OfdReceipts(DocumentTrust trust, OfdPolicy policy, OfdLimits limits) {
    this.trust = trust;
    this.policy = policy;
    this.limits = limits;
  }

  /**
   * Returns the receipt that a file is, only if the file is {@code VALID}.
   *
   * @throws SignatureException if it is not, or is not a fiscal receipt; the text says which, and
   *     quotes nothing of it
   */
  public FiscalReceipt read(byte[] file) throws SignatureException {
    try (OfdDocument document = OfdDocument.open(file, limits)) {
      OfdVerdict verdict = document.verify(trust, policy);
      if (!verdict.valid()) {
        throw new SignatureException("the OFD file is " + verdict);
      }
      return document
          .fiscalReceipt()
          .orElseThrow(() -> new SignatureException("the OFD file is not a fiscal receipt"));
    } catch (IOException e) {
      throw new SignatureException("the OFD file cannot be read", e);
    }
  }

  /**
   * Returns normally only when the file is {@code VALID} and is the receipt of that code, number
   * and amount.
   *
   * @throws SignatureException if it is not
   */
  public void verify(byte[] file, String code, String number, Money amount)
      throws SignatureException {
    FiscalReceipt receipt = read(file);
    if (!receipt.code().equals(code)
        || !receipt.number().equals(number)
        || !receipt.amount().equals(amount)) {
      throw new SignatureException("the OFD file is another receipt, or one of another amount");
    }
  }
}

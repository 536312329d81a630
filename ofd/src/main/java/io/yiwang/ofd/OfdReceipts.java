package io.yiwang.ofd;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.value.Money;
import java.io.IOException;
import java.security.SignatureException;

/**
 * Reads fiscal receipts from OFD files, and accepts only those with valid seals. {@link #verify} is
 * the verifier of files that {@code ReceiptEvidence} of {@code yiwang-payments} needs: {@code
 * evidence.verify(seals, receipts::verify)}. Thread-safe.
 */
public final class OfdReceipts {
  private final DocumentTrust trust;
  private final OfdPolicy policy;
  private final OfdLimits limits;

  /**
   * Creates a reader of receipts.
   *
   * @param trust the authorities of treasuries and of the makers of their seals, but not those of
   *     citizens: whoever is trusted can make a receipt
   */
  public OfdReceipts(DocumentTrust trust, OfdPolicy policy, OfdLimits limits) {
    this.trust = trust;
    this.policy = policy;
    this.limits = limits;
  }

  /**
   * Returns the receipt in a file, if the file is {@code VALID}.
   *
   * @throws SignatureException if it is not, or is not a fiscal receipt; the message says which,
   *     and quotes nothing of the file
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
   * Returns normally only if the file is {@code VALID} and is the receipt with this code, number
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

package io.yiwang.payments;

import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes an electronic fiscal receipt (财政电子票据), as the gateway reports it.
 *
 * <p>Its seal is not verified: the signature of the answer proves that the gateway sent it, not
 * that the treasury sealed it. {@link FineClient#sealedReceipt} returns one that can be verified.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param receiptCode 8 digits
 * @param number 10 digits
 * @param checkCode lets anybody look it up
 * @param payer masked by the gateway
 * @param seal base64 of a detached CMS SignedData over the receipt without this member
 * @see "IGS/1 section 4"
 */
public record Receipt(
    String receiptCode,
    String number,
    @Nullable String checkCode,
    String paymentId,
    PenaltyDecisionNumber decisionNumber,
    @Nullable String payer,
    @Nullable Authority payee,
    List<Item> items,
    Money amount,
    @Nullable OffsetDateTime issuedAt,
    ReceiptStatus status,
    @Nullable String seal) {
  /**
   * Describes what was paid for.
   *
   * @param code of the fiscal item
   */
  public record Item(@Nullable String code, @Nullable String name, Money amount) {}

  /** Copies the items. */
  public Receipt {
    items = List.copyOf(items);
  }

  /**
   * Returns whether the receipt is in force: issued and not cancelled. One in a state that this
   * version does not know is not.
   */
  public boolean isInForce() {
    return status.equals(ReceiptStatus.ISSUED);
  }

  /** Shows number, amount and status. */
  @Override
  public String toString() {
    return "Receipt[" + receiptCode + " " + number + ", " + amount + ", " + status + "]";
  }
}

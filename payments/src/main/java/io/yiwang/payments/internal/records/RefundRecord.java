package io.yiwang.payments.internal.records;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the journal keeps of a refund, unencrypted: nothing about a person.
 *
 * @param treasuryPaidAt when the treasury paid it back, once the gateway has reported that
 * @param code why it is refused or queued
 */
public record RefundRecord(
    String refundNo,
    String orderNo,
    String paymentId,
    ChannelPayment charge,
    Money amount,
    String reason,
    Progress progress,
    @Nullable OffsetDateTime treasuryPaidAt,
    @Nullable String code)
    implements ProcessRecord<RefundRecord> {
  public RefundRecord refused(String code) {
    return new RefundRecord(
        refundNo, orderNo, paymentId, charge, amount, reason, progress, treasuryPaidAt, code);
  }

  /** Returns when it was requested again after a temporary refusal; null for the first request. */
  public @Nullable OffsetDateTime askedAgainAt() {
    return code == null ? null : progress.since();
  }

  public RefundRecord paidByTheTreasury(@Nullable OffsetDateTime at) {
    return new RefundRecord(
        refundNo, orderNo, paymentId, charge, amount, reason, progress, at, code);
  }

  @Override
  public String id() {
    return refundNo;
  }

  @Override
  public Duration age(OffsetDateTime now) {
    return Duration.between(progress.since(), now);
  }

  @Override
  public RefundRecord with(Progress progress) {
    return new RefundRecord(
        refundNo, orderNo, paymentId, charge, amount, reason, progress, treasuryPaidAt, code);
  }

  @Override
  public String gatewayPaymentId() {
    return paymentId;
  }
}

package io.yiwang.systemtests.leaks;

import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** A payers' channel that charges and refunds everything at once. */
record PayingChannel(Clock clock) implements PayerCharge {
  @Override
  public ChargeAnswer charge(Order order) {
    return ChargeAnswer.charged(
        UUID.randomUUID().toString(),
        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).withNano(0),
        order.amount());
  }

  @Override
  public ChargeAnswer query(String orderNo) {
    return ChargeAnswer.notFound();
  }

  @Override
  public ChargeAnswer cancel(String orderNo) {
    return ChargeAnswer.notCharged();
  }

  @Override
  public RefundAnswer refund(Refund refund) {
    return RefundAnswer.PAID_BACK;
  }
}

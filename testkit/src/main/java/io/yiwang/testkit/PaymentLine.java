package io.yiwang.testkit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One decision in a payment, with the amount that was due when it was held. */
final class PaymentLine {
  final Penalty penalty;
  final long principal;
  final long surcharge;
  @Nullable Receipt receipt;
  long refunded;

  PaymentLine(Penalty penalty, Instant now) {
    this.penalty = penalty;
    principal = penalty.principal();
    surcharge = penalty.surcharge(now);
  }

  long amount() {
    return principal + surcharge;
  }
}

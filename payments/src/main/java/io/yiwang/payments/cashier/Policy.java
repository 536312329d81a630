package io.yiwang.payments.cashier;

import io.yiwang.internal.shared.Backoff;
import io.yiwang.payments.Payment;
import io.yiwang.payments.internal.records.PaymentRecord;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * How long for what.
 *
 * @param lease of a claim; longer than any call outside may take
 * @param payerTimeout for the payer to pay, once the decisions are held
 * @param escalateAfter before a person is asked
 * @param firstWait between two tries; doubled each time up to {@code lastWait}
 */
record Policy(
    Duration lease,
    Duration payerTimeout,
    Duration escalateAfter,
    Duration firstWait,
    Duration lastWait) {
  static final Policy DEFAULT =
      new Policy(
          Duration.ofMinutes(2),
          Duration.ofMinutes(20),
          Duration.ofHours(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5));

  /** What of a hold is kept for the way to the gateway. */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  /**
   * The gateway keeps idempotency keys for at least 7 days; a repeat after that could be something
   * new. A day is left for clocks and for what is on its way.
   */
  static final Duration KEY_LIFE = Duration.ofDays(6);

  /**
   * Until when the payer may pay, by the cashier's clock: the gateway's is taken for lengths alone.
   */
  OffsetDateTime payBefore(PaymentRecord record) {
    Payment held = record.held();
    OffsetDateTime heldFrom = held.createdAt() == null ? record.startedAt() : held.createdAt();
    Duration hold = Duration.between(heldFrom, held.heldUntil()).minus(MARGIN);
    return record.startedAt().plus(payerTimeout.compareTo(hold) < 0 ? payerTimeout : hold);
  }

  /**
   * Returns the waits between tries. What has waited through an outage must not all come back at
   * once.
   */
  Backoff backoff() {
    return new Backoff(firstWait, lastWait, Backoff.Jitter.QUARTER_MORE);
  }

  /** Returns the same, waiting up to this long. */
  Policy lastWait(Duration longest) {
    return new Policy(lease, payerTimeout, escalateAfter, firstWait, longest);
  }
}

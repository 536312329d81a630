package io.yiwang.payments.cashier;

import io.yiwang.internal.shared.Backoff;
import io.yiwang.payments.Payment;
import io.yiwang.payments.internal.records.PaymentRecord;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * Holds the cashier's durations.
 *
 * @param lease of a claim; longer than any external call may take
 * @param payerTimeout how long the payer has to pay, once the decisions are held
 * @param escalateAfter how long a payment may take before a person is asked
 * @param firstWait between two attempts; doubled each time up to {@code lastWait}
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

  /** The end of a hold that is reserved for confirming it. */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  /**
   * How long a call may be repeated. The gateway keeps idempotency keys for at least 7 days, and
   * could take a later repeat for a new call; one day is left for wrong clocks and for requests
   * under way.
   */
  static final Duration KEY_LIFE = Duration.ofDays(6);

  /**
   * Returns until when the payer may pay, by the cashier's clock: of the gateway's times only the
   * differences count.
   */
  OffsetDateTime payBefore(PaymentRecord record) {
    Payment held = record.held();
    OffsetDateTime heldFrom = held.createdAt() == null ? record.startedAt() : held.createdAt();
    Duration hold = Duration.between(heldFrom, held.heldUntil()).minus(MARGIN);
    return record.startedAt().plus(payerTimeout.compareTo(hold) < 0 ? payerTimeout : hold);
  }

  /**
   * Returns the waits between attempts, with jitter, so that what has waited through an outage does
   * not all come back at once.
   */
  Backoff backoff() {
    return new Backoff(firstWait, lastWait, Backoff.Jitter.QUARTER_MORE);
  }
}

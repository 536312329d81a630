package io.yiwang.payments;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in the journal of something that is worked on; {@link StageRunner} minds these
 * parts.
 */
interface ProcessRecord<B> {
  /** The order number of a payment, the refund number of a refund. */
  String id();

  Progress progress();

  /** The same, got as far as that. */
  B with(Progress progress);

  /** Since when patience runs. */
  Duration age(OffsetDateTime now);

  /**
   * What a person needs to know of it.
   *
   * @param cause what the application's own code threw, if that is why it does not end
   */
  CashierListener.InterventionRequired needing(
      ProcessState state, OffsetDateTime now, @Nullable RuntimeException cause);
}

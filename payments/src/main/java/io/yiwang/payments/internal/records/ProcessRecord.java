package io.yiwang.payments.internal.records;

import io.yiwang.payments.ChannelPayment;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of something that is worked on; the cashier's runner minds these parts.
 */
public interface ProcessRecord<B> {
  /** Returns the order number of a payment, the refund number of a refund. */
  String id();

  /** Returns the order number of the payment. */
  String orderNo();

  /** Returns how long it has been in its state. */
  Progress progress();

  /** Returns the same, got as far as that. */
  B with(Progress progress);

  /** Returns how long it has been worked on, for what a person is asked about. */
  Duration age(OffsetDateTime now);

  /** Returns the gateway's number of the payment, where it is known. */
  @Nullable String gatewayPaymentId();

  /** Returns the charge of the payer, where there is one. */
  @Nullable ChannelPayment charge();

  /** Returns why not, or why not yet. */
  @Nullable String code();
}

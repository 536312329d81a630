package io.yiwang.payments.internal.records;

import io.yiwang.payments.ChannelPayment;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Gives the cashier's runner the parts that it needs of a payment's or a refund's record. */
public interface ProcessRecord<B> {
  /** Returns the order number of a payment, or the refund number of a refund. */
  String id();

  /** Returns the order number of the payment. */
  String orderNo();

  /** Returns the progress in its present state. */
  Progress progress();

  /** Returns the record with other progress. */
  B with(Progress progress);

  /** Returns how long it has been worked on, by which it is decided whether to ask a person. */
  Duration age(OffsetDateTime now);

  /** Returns the gateway's id of the payment, or null if it is not known. */
  @Nullable String gatewayPaymentId();

  /** Returns the charge of the payer, or null if there is none. */
  @Nullable ChannelPayment charge();

  /** Returns why it is refused or queued, or null if it is neither. */
  @Nullable String code();
}

package io.yiwang.payments.cashier;

import io.yiwang.internal.ApplicationCode;
import io.yiwang.payments.cashier.CashierListener.Entered;
import io.yiwang.payments.cashier.CashierListener.InterventionRequired;
import io.yiwang.payments.cashier.CashierListener.LeaseExpired;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports to the application's listener. What the listener throws does not affect a payment. */
final class Reports {
  private final CashierListener listener;
  private final ApplicationCode application;

  Reports(CashierListener listener) {
    this(listener, LoggerFactory.getLogger(CashierListener.class));
  }

  Reports(CashierListener listener, Logger log) {
    this.listener = listener;
    application = new ApplicationCode(listener, log);
  }

  void entered(Entered entered) {
    boolean unused =
        application.call("CashierListener.entered", entered.id(), () -> listener.entered(entered));
  }

  /** Reports a case for a person; returns whether the listener accepted it without throwing. */
  boolean interventionRequired(InterventionRequired needed) {
    return application.call(
        "CashierListener.interventionRequired",
        needed.id(),
        () -> listener.interventionRequired(needed));
  }

  void leaseExpired(LeaseExpired expired) {
    boolean unused =
        application.call(
            "CashierListener.leaseExpired", expired.id(), () -> listener.leaseExpired(expired));
  }

  void roundFailed(Throwable failure) {
    application.roundFailed(failure);
  }

  /**
   * Reports that the application's own code has thrown.
   *
   * @param method such as {@code PayerCharge.query}
   * @param id the order number of a payment or the refund number of a refund; absent if it was
   *     about neither
   */
  void applicationFailed(String method, @Nullable String id, Throwable cause) {
    application.failed(method, id, cause);
  }
}

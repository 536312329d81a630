package io.yiwang.payments.cashier;

import io.yiwang.journal.Unserved;
import io.yiwang.payments.cashier.CashierListener.ApplicationFailed;
import io.yiwang.payments.cashier.CashierListener.Entered;
import io.yiwang.payments.cashier.CashierListener.InterventionRequired;
import io.yiwang.payments.cashier.CashierListener.LeaseExpired;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the application's listener. What the application's own code throws, listener and
 * {@link PayerCharge} alike, disturbs no payment and is never swallowed: it is logged with its
 * stack, and the listener gets it.
 */
final class Reports {
  private final CashierListener listener;
  private final Logger log;

  Reports(CashierListener listener) {
    this(listener, LoggerFactory.getLogger(CashierListener.class));
  }

  Reports(CashierListener listener, Logger log) {
    this.listener = listener;
    this.log = log;
  }

  void entered(Entered entered) {
    told("CashierListener.entered", entered.id(), () -> listener.entered(entered));
  }

  /** Returns whether the listener took it. */
  boolean interventionRequired(InterventionRequired needed) {
    return told(
        "CashierListener.interventionRequired",
        needed.id(),
        () -> listener.interventionRequired(needed));
  }

  void leaseExpired(LeaseExpired expired) {
    told("CashierListener.leaseExpired", expired.id(), () -> listener.leaseExpired(expired));
  }

  void unserved(Unserved unserved) {
    told("CashierListener.unserved", null, () -> listener.unserved(unserved));
  }

  void recoveryFailed(Throwable failure) {
    told("CashierListener.recoveryFailed", null, () -> listener.recoveryFailed(failure));
  }

  /**
   * The application's own code has thrown.
   *
   * @param method such as {@code PayerCharge.query}
   * @param id the order number of a payment, the refund number of a refund; absent where it was
   *     about neither
   */
  void applicationFailed(String method, @Nullable String id, RuntimeException cause) {
    log.warn("{} threw, for {}; payments are not disturbed", method, id, cause);
    try {
      listener.applicationFailed(new ApplicationFailed(method, id, cause));
    } catch (RuntimeException e) {
      log.warn("CashierListener.applicationFailed threw as well", e);
    }
  }

  private boolean told(String method, @Nullable String id, Runnable call) {
    try {
      call.run();
      return true;
    } catch (RuntimeException e) {
      applicationFailed(method, id, e);
      return false;
    }
  }
}

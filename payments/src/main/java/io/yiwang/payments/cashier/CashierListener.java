package io.yiwang.payments.cashier;

import io.yiwang.WorkerListener;
import io.yiwang.payments.ChannelPayment;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Is notified of what the cashier does, on the thread that does it; return quickly. What it throws
 * does not affect a payment, unless it is a {@link VirtualMachineError}: it is logged at WARN with
 * its stack trace, and passed to {@link #applicationFailed}.
 */
public interface CashierListener extends WorkerListener {
  /** A listener that only logs what a person has to know. */
  CashierListener NONE = new CashierListener() {};

  /** Reports that a state was entered and is on disk; its action has not begun. */
  default void entered(Entered entered) {}

  /**
   * Reports a case that a person has to look into. It is reported once for each state that does not
   * end in time, and again if this method threw; the cashier keeps trying, slowly. Logs at ERROR by
   * default.
   */
  default void interventionRequired(InterventionRequired needed) {
    LoggerFactory.getLogger(CashierListener.class)
        .error(
            "{} has been in {} for {} and needs a person; code {}",
            needed.id(),
            needed.state(),
            needed.age(),
            needed.code(),
            needed.cause());
  }

  /**
   * Reports that a round of {@link Recovery} failed, as when the journal cannot be reached; the
   * next one follows. Logs at WARN by default.
   */
  @Override
  default void roundFailed(Throwable failure) {
    LoggerFactory.getLogger(CashierListener.class)
        .warn("a round of recovery failed; the next one follows", failure);
  }

  /**
   * Reports a charge that this process could no longer write down: its lease had expired and
   * another process has the payment, the journal was set back, or it cannot be reached. Whoever
   * works on the payment next asks {@link PayerCharge} and finds the charge. If the journal had
   * lost the payment altogether, it is written again; if it was refused meanwhile, the payer gets
   * the money back. Keep this for the day's reconciliation. Logs at WARN by default.
   */
  default void leaseExpired(LeaseExpired expired) {
    LoggerFactory.getLogger(CashierListener.class)
        .warn(
            "the lease of {} ended in {} after its charge was reported; the node that has it now"
                + " asks again",
            expired.id(),
            expired.state());
  }

  /**
   * Reports that the application's own code threw: a method of {@link PayerCharge}, of this
   * listener, or what it has put in front of the gateway's client. The cashier has logged it at
   * WARN, with its stack trace, and tries again later. The {@code id} is the order number of a
   * payment or the refund number of a refund.
   */
  @Override
  default void applicationFailed(ApplicationFailed failed) {}

  /**
   * Names a state that was entered.
   *
   * @param id the order number of a payment, or the refund number of a refund
   */
  record Entered(String id, ProcessState state) {
    /** Requires both parts. */
    public Entered {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * Describes a payment or a refund that does not end by itself.
   *
   * @param id the order number of a payment, or the refund number of a refund
   * @param orderNo the order number of the payment
   * @param state what is being tried in vain
   * @param age how long ago it was begun
   * @param paymentId the gateway's id, if it is known
   * @param charge of the payer, if one is known: the platform has their money
   * @param code why the gateway rejected it, if it did
   * @param cause what the application's own code, or the gateway's client, threw at the last
   *     attempt, if that is why
   */
  record InterventionRequired(
      String id,
      String orderNo,
      ProcessState state,
      Duration age,
      @Nullable String paymentId,
      @Nullable ChannelPayment charge,
      @Nullable String code,
      @Nullable Throwable cause) {}

  /**
   * Describes a charge that was reported and could not be written down.
   *
   * @param id the order number
   * @param state in which the charge was reported
   */
  record LeaseExpired(String id, ProcessState state, ChannelPayment charge) {}
}

package io.yiwang.payments.cashier;

import io.yiwang.WorkerListener;
import io.yiwang.payments.ChannelPayment;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Is notified of what the cashier does, on the thread that does it, so return quickly. What it
 * throws disturbs no payment, a {@link VirtualMachineError} aside: it is logged at WARN with its
 * stack, and given to {@link #applicationFailed}.
 */
public interface CashierListener extends WorkerListener {
  /** Only logs what a person has to know. */
  CashierListener NONE = new CashierListener() {};

  /** Reports that a state was entered and is on disk; its action has not begun. */
  default void entered(Entered entered) {}

  /**
   * Reports a case that a person has to look into. Reported once for each state that does not end
   * in time, or again where this method has thrown; the cashier keeps trying, slowly. Logs at ERROR
   * by default.
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
   * Reports that a round of {@link Recovery} failed, as when the journal cannot be reached; it
   * continues. Logs at WARN by default.
   */
  @Override
  default void roundFailed(Throwable failure) {
    LoggerFactory.getLogger(CashierListener.class)
        .warn("a round of recovery failed; the next one follows", failure);
  }

  /**
   * Reports a charge that a process learned of and could no longer write down: its lease had
   * expired and another process has the payment, the journal was set back, or it cannot be reached.
   * Whoever works on the payment next asks {@link PayerCharge} and finds the charge; where the
   * journal had lost the payment altogether, it was written again, and where it was refused
   * meanwhile, the money is given back. Keep this for the day's reconciliation. Logs at WARN by
   * default.
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
   * Reports that the application's own code has thrown: a method of {@link PayerCharge}, of this
   * listener, or what it has put before the gateway's client. The cashier has logged it at WARN,
   * with its stack, and asks again later. Its {@code id} is the order number of a payment, the
   * refund number of a refund.
   */
  @Override
  default void applicationFailed(ApplicationFailed failed) {}

  /**
   * A state was entered.
   *
   * @param id the order number of a payment, the refund number of a refund
   */
  record Entered(String id, ProcessState state) {
    /** Both are needed. */
    public Entered {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * Describes something that does not come to its end by itself.
   *
   * @param id the order number of a payment, the refund number of a refund
   * @param orderNo the order number
   * @param state what is being tried in vain
   * @param age since it was begun
   * @param paymentId of the gateway, where it is known
   * @param charge of the payer, where one is known: their money is with the platform
   * @param code what the gateway said no with, where it did
   * @param cause what the application's own code, or the gateway's client, threw at the last try,
   *     if that is why
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
   * @param state in which it was heard
   */
  record LeaseExpired(String id, ProcessState state, ChannelPayment charge) {}
}

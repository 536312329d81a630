package io.yiwang.payments;

import io.yiwang.journal.Unserved;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Told of what the cashier does, from the thread that does it, so it should be quick. What it
 * throws disturbs no payment, {@link Error}s aside.
 */
public interface CashierListener {
  /** Does nothing. */
  CashierListener NONE = new CashierListener() {};

  /** A state that is on disk now; its act has not begun. */
  default void entered(Entered entered) {}

  /**
   * A person has to look into it. Told once for each state that does not end in time, or again
   * where this method has thrown; the cashier goes on trying, slowly.
   */
  default void humanNeeded(HumanNeeded needed) {}

  /** A round of {@link Recovery} failed, as where the journal cannot be reached; it goes on. */
  default void troubled(Throwable trouble) {}

  /**
   * Unfinished intents that nobody takes up, in whichever gateway account of the journal: its
   * worker is not running, or the account has another name now. Told by a started {@link Recovery},
   * which looks once a minute, when it finds them, and once an hour as long as that stays so.
   */
  default void unserved(Unserved unserved) {}

  /**
   * A state was entered.
   *
   * @param id the order number of a payment, the refund number of a refund
   */
  record Entered(String id, Standing state) {
    /** Both are needed. */
    public Entered {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * Something that does not come to its end by itself.
   *
   * @param id the order number of a payment, the refund number of a refund
   * @param orderNo the order number
   * @param state what is being tried in vain
   * @param age since it was begun
   * @param paymentId of the gateway, where it is known
   * @param charge of the payer, where one is known: their money is with the platform
   * @param code what the gateway said no with, where it did
   */
  record HumanNeeded(
      String id,
      String orderNo,
      Standing state,
      Duration age,
      @Nullable String paymentId,
      @Nullable ChannelPayment charge,
      @Nullable String code) {}
}

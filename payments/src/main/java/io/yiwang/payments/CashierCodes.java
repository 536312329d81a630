package io.yiwang.payments;

/** The cashier's own reasons to refuse, beside the gateway's in {@link FineCodes}. */
public final class CashierCodes {
  /**
   * One of the decisions is being paid already, under another order number on this or another node.
   * <em>Payer</em>: go on with that one, or wait until it has ended.
   */
  public static final String DECISION_IN_PAYMENT = "DECISION_IN_PAYMENT";

  /** The payer's charge was declined. <em>Payer</em>: try again, or pay another way. */
  public static final String CHARGE_DECLINED = "CHARGE_DECLINED";

  /**
   * The payer was charged after the channel had said that they were not, and gets the money back.
   * <em>Payer</em>: begin again.
   */
  public static final String CHARGED_LATE = "CHARGED_LATE";

  /**
   * The channel says that the payer was charged and has all of it back already. <em>Payer</em>:
   * begin again.
   */
  public static final String CHARGE_REFUNDED = "CHARGE_REFUNDED";

  /** The payer did not pay in time, or let the payment go. <em>Payer</em>: begin again. */
  public static final String PAYER_LEFT = "PAYER_LEFT";

  /**
   * The gateway never had the hold, or has let it go. <em>Payer</em>: begin again. Should the hold
   * reach it yet, late, no money hangs on it: it runs out by itself, and until then other order
   * numbers are refused with {@code DECISION_HELD} and a time at which to try again.
   */
  public static final String NOT_HELD = "NOT_HELD";

  /** Nothing could be sent. <em>Platform</em>: mend connection or key, then begin again. */
  public static final String NOT_SENT = "NOT_SENT";

  /** The gateway gave no answer to a question. <em>Platform</em>: begin again later. */
  public static final String NO_ANSWER = "NO_ANSWER";

  private CashierCodes() {}
}

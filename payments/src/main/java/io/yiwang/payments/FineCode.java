package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.RejectedException;
import io.yiwang.internal.shared.Printable;

/**
 * Says why a fine was not paid, or why a call about one was rejected. The constants are the
 * gateway's codes, to be compared with {@link RejectedException#hasCode}, and the cashier's own. A
 * code that this version does not know is kept.
 *
 * @param code as on the wire
 * @see "IGS/1 section 4"
 */
public record FineCode(@JsonValue String code) {
  /** No such decision exists, or the proof does not belong to it. <em>Payer</em>: check both. */
  public static final String PENALTY_NOT_FOUND = "PENALTY_NOT_FOUND";

  /** The gateway never had that payment. <em>Platform</em>: the same order may be sent again. */
  public static final String PAYMENT_UNKNOWN = "PAYMENT_UNKNOWN";

  /**
   * Another channel or payer holds the decision, until the time in the member {@code heldUntil}.
   * <em>Payer</em>: wait.
   */
  public static final String DECISION_HELD = "DECISION_HELD";

  /** The decision is already paid. <em>Payer</em>: nothing is due. */
  public static final String DECISION_PAID = "DECISION_PAID";

  /** The order or refund number is in use. <em>Platform</em>: look it up. */
  public static final String ORDER_NO_CONFLICT = "ORDER_NO_CONFLICT";

  /**
   * The order or refund number was sent before with other content. <em>Platform</em>: look it up.
   */
  public static final String IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED";

  /** No refund or receipt has that number. <em>Platform</em>: correct the number. */
  public static final String NOT_FOUND = "NOT_FOUND";

  /**
   * The hold expired, and the decision is no longer available. <em>Platform</em>: refund the payer.
   */
  public static final String HOLD_LOST = "HOLD_LOST";

  /**
   * The payment has already ended. <em>Platform</em>: look it up; a charge that it does not name
   * was made twice, and must be refunded to the payer.
   */
  public static final String PAYMENT_CLOSED = "PAYMENT_CLOSED";

  /** That charge has already confirmed another payment. <em>Platform</em>: correct the number. */
  public static final String DUPLICATE_TRADE_NO = "DUPLICATE_TRADE_NO";

  /**
   * The total has changed; the member {@code penalty} holds the new one. <em>Payer</em>: agree
   * again.
   */
  public static final String AMOUNT_CHANGED = "AMOUNT_CHANGED";

  /**
   * The charge differs from the payment's amount. <em>Platform</em>: confirm the right amount, or
   * refund the payer.
   */
  public static final String AMOUNT_MISMATCH = "AMOUNT_MISMATCH";

  /** A decision can only be paid in full. <em>Platform</em>: pay the total. */
  public static final String PARTIAL_PAYMENT_REFUSED = "PARTIAL_PAYMENT_REFUSED";

  /** The decision is not in the register yet. <em>Payer</em>: try later. */
  public static final String NOT_YET_PAYABLE = "NOT_YET_PAYABLE";

  /** The decision is under review or before a court. <em>Authority</em>. */
  public static final String DECISION_CONTESTED = "DECISION_CONTESTED";

  /** The authority revoked the decision. <em>Payer</em>: nothing is due. */
  public static final String DECISION_REVOKED = "DECISION_REVOKED";

  /** The decision was handed over to a court for enforcement. <em>Payer</em>: contact the court. */
  public static final String TRANSFERRED_TO_COURT = "TRANSFERRED_TO_COURT";

  /** The region accepts no payments here. <em>Payer</em>: pay another way. */
  public static final String REGION_NOT_OPEN = "REGION_NOT_OPEN";

  /** Only the person named in the decision may pay it. <em>Payer</em>. */
  public static final String PAYER_MUST_BE_PARTY = "PAYER_MUST_BE_PARTY";

  /**
   * The payment is not settled, the amount is too high, or another refund is under way.
   * <em>Platform</em>.
   */
  public static final String REFUND_NOT_ALLOWED = "REFUND_NOT_ALLOWED";

  /** The treasury is closing its day; {@code retryAfter} says how long. <em>Platform</em>: wait. */
  public static final String DAY_END_CLOSED = "DAY_END_CLOSED";

  /**
   * One of the decisions is being paid already, under another order number on this or another node.
   * <em>Payer</em>: continue with that one, or wait until it has ended.
   */
  public static final String DECISION_IN_PAYMENT = "DECISION_IN_PAYMENT";

  /** The payer's charge was declined. <em>Payer</em>: try again, or pay another way. */
  public static final String CHARGE_DECLINED = "CHARGE_DECLINED";

  /**
   * The payer was charged after the channel had reported that they were not, and gets the money
   * back. <em>Payer</em>: begin again.
   */
  public static final String CHARGED_LATE = "CHARGED_LATE";

  /**
   * The channel reports that the payer was charged and has already been refunded in full.
   * <em>Payer</em>: begin again.
   */
  public static final String CHARGE_REFUNDED = "CHARGE_REFUNDED";

  /** The payer did not pay in time, or gave up. <em>Payer</em>: begin again. */
  public static final String PAYER_LEFT = "PAYER_LEFT";

  /**
   * The gateway never had the hold, or has released it. <em>Payer</em>: begin again. If the hold
   * still arrives late, no money depends on it: it expires by itself, and until then other order
   * numbers are rejected with {@code DECISION_HELD} and a time at which to try again.
   */
  public static final String NOT_HELD = "NOT_HELD";

  /**
   * Nothing could be sent. <em>Platform</em>: correct the connection or the key, then begin again.
   */
  public static final String NOT_SENT = "NOT_SENT";

  /** The gateway did not answer a query. <em>Platform</em>: begin again later. */
  public static final String NO_ANSWER = "NO_ANSWER";

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public FineCode {}

  /** Returns who has to act on it: for a code that this version does not know, the platform. */
  public ActionOwner actionOwner() {
    return switch (code) {
      case PENALTY_NOT_FOUND,
          DECISION_HELD,
          DECISION_PAID,
          AMOUNT_CHANGED,
          NOT_YET_PAYABLE,
          DECISION_REVOKED,
          REGION_NOT_OPEN,
          PAYER_MUST_BE_PARTY,
          HOLD_LOST,
          DECISION_IN_PAYMENT,
          CHARGE_DECLINED,
          CHARGED_LATE,
          CHARGE_REFUNDED,
          PAYER_LEFT,
          NOT_HELD ->
          ActionOwner.PAYER;
      case DECISION_CONTESTED, TRANSFERRED_TO_COURT -> ActionOwner.AUTHORITY;
      default -> ActionOwner.PLATFORM;
    };
  }

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the state of a payment, or of a line of one. A code that this version does not know is
 * kept; compare with {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 4"
 */
public record PaymentStatus(@JsonValue String code) {
  /** The decisions are held for the payer until {@code heldUntil}. */
  public static final PaymentStatus HELD = new PaymentStatus("HELD");

  /** It is confirmed, and the treasury is being notified. */
  public static final PaymentStatus SETTLING = new PaymentStatus("SETTLING");

  /** It is paid, finally. */
  public static final PaymentStatus SETTLED = new PaymentStatus("SETTLED");

  /** A refund is under way. */
  public static final PaymentStatus REFUNDING = new PaymentStatus("REFUNDING");

  /** It was refunded in full. */
  public static final PaymentStatus REFUNDED = new PaymentStatus("REFUNDED");

  /** It was released before it was paid. */
  public static final PaymentStatus RELEASED = new PaymentStatus("RELEASED");

  /** The hold ran out before it was confirmed. */
  public static final PaymentStatus EXPIRED = new PaymentStatus("EXPIRED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PaymentStatus {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

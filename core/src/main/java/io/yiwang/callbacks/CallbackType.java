package io.yiwang.callbacks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the type of a callback's event. A code that this version does not know is kept; compare
 * with {@code equals}.
 *
 * @param code the code on the wire
 * @see "IGS/1 section 7"
 */
public record CallbackType(@JsonValue String code) {
  /** The treasury has received a payment; the data is a payment. */
  public static final CallbackType PAYMENT_SETTLED = new CallbackType("igs.payment.settled");

  /** A hold has expired; the data is a payment. */
  public static final CallbackType PAYMENT_EXPIRED = new CallbackType("igs.payment.expired");

  /** A payment was refunded; the data is a payment. */
  public static final CallbackType PAYMENT_REFUNDED = new CallbackType("igs.payment.refunded");

  /** A receipt was issued; the data is a receipt. */
  public static final CallbackType RECEIPT_ISSUED = new CallbackType("igs.receipt.issued");

  /** A citizen has signed or refused; the data is a signing. */
  public static final CallbackType SIGNING_COMPLETED = new CallbackType("igs.signing.completed");

  /** The status of a message has changed; the data is that status. */
  public static final CallbackType MESSAGE_UPDATED = new CallbackType("igs.message.updated");

  /** The catalog has changed. */
  public static final CallbackType CATALOG_CHANGED = new CallbackType("igs.catalogue.changed");

  /** The gateway's keys have changed. */
  public static final CallbackType KEYS_CHANGED = new CallbackType("igs.keys.changed");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CallbackType {}

  /** Returns the kind of object: {@code igs.payment} for {@code igs.payment.settled}. */
  String family() {
    int dot = code.lastIndexOf('.');
    return dot < 0 ? code : code.substring(0, dot);
  }

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

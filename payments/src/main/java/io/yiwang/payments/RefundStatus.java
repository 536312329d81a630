package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the state of a refund. A code that this version does not know is kept; compare with {@code
 * equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 4"
 */
public record RefundStatus(@JsonValue String code) {
  /** The platform has asked for it. */
  public static final RefundStatus REQUESTED = new RefundStatus("REQUESTED");

  /** The authority approved it. */
  public static final RefundStatus APPROVED = new RefundStatus("APPROVED");

  /** The money was paid back. */
  public static final RefundStatus PAID_BACK = new RefundStatus("PAID_BACK");

  /** The authority rejected it. */
  public static final RefundStatus REJECTED = new RefundStatus("REJECTED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RefundStatus {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

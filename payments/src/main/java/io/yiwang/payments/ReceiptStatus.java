package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the state of a receipt. A code that this version does not know is kept; compare with {@code
 * equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 4"
 */
public record ReceiptStatus(@JsonValue String code) {
  /** It is in force. */
  public static final ReceiptStatus ISSUED = new ReceiptStatus("ISSUED");

  /** It was cancelled. */
  public static final ReceiptStatus CANCELLED = new ReceiptStatus("CANCELLED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ReceiptStatus {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

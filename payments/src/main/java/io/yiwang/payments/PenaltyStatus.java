package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the state of a penalty decision. A code that this version does not know is kept; compare
 * with {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 4"
 */
public record PenaltyStatus(@JsonValue String code) {
  /** It can be held and paid. */
  public static final PenaltyStatus PAYABLE = new PenaltyStatus("PAYABLE");

  /** A channel holds it for a payer. */
  public static final PenaltyStatus HELD = new PenaltyStatus("HELD");

  /** It is paid. */
  public static final PenaltyStatus PAID = new PenaltyStatus("PAID");

  /** It is not in the register yet: try later. */
  public static final PenaltyStatus NOT_YET_PAYABLE = new PenaltyStatus("NOT_YET_PAYABLE");

  /** It is under review or before a court; no surcharge accrues. */
  public static final PenaltyStatus CONTESTED = new PenaltyStatus("CONTESTED");

  /** The authority revoked it. */
  public static final PenaltyStatus REVOKED = new PenaltyStatus("REVOKED");

  /** It was handed over for enforcement. */
  public static final PenaltyStatus ENFORCED = new PenaltyStatus("ENFORCED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PenaltyStatus {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

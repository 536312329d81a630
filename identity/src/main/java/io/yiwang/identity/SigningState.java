package io.yiwang.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the state of a signing. A code that this version does not know is kept; compare with {@code
 * equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 5"
 */
public record SigningState(@JsonValue String code) {
  /** The citizen has not decided. */
  public static final SigningState WAITING = new SigningState("WAITING");

  /** The citizen has signed. */
  public static final SigningState SIGNED = new SigningState("SIGNED");

  /** The citizen has refused. */
  public static final SigningState REFUSED = new SigningState("REFUSED");

  /** Nobody decided in time. */
  public static final SigningState EXPIRED = new SigningState("EXPIRED");

  /** The platform has cancelled it. */
  public static final SigningState CANCELLED = new SigningState("CANCELLED");

  /** Takes a code as it is, whether it is known or not. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SigningState {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

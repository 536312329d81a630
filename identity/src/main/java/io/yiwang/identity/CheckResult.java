package io.yiwang.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the result of comparing a name with a number. A code that this version does not know is
 * kept; compare with {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 5"
 */
public record CheckResult(@JsonValue String code) {
  /** The register has this name under this number. */
  public static final CheckResult MATCH = new CheckResult("MATCH");

  /** The number belongs to somebody else. */
  public static final CheckResult MISMATCH = new CheckResult("MISMATCH");

  /** The register does not have the number. */
  public static final CheckResult NOT_FOUND = new CheckResult("NOT_FOUND");

  /** Takes a code as it is, whether it is known or not. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CheckResult {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

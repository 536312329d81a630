package io.yiwang.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says what comparing a name and a number gave. A code that this version does not know is kept;
 * compare with {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 5"
 */
public record CheckResult(@JsonValue String code) {
  /** The register has both together. */
  public static final CheckResult MATCH = new CheckResult("MATCH");

  /** The number is another's. */
  public static final CheckResult MISMATCH = new CheckResult("MISMATCH");

  /** The register does not have the number. */
  public static final CheckResult NOT_FOUND = new CheckResult("NOT_FOUND");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CheckResult {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

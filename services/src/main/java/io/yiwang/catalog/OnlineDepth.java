package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.value.Printable;

/**
 * How far a service goes online. A code that this version does not know is kept; compare with
 * {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 3"
 */
public record OnlineDepth(@JsonValue String code) {
  /** It can be read about. */
  public static final OnlineDepth INFORMATION = new OnlineDepth("INFORMATION");

  /** It can be applied for. */
  public static final OnlineDepth APPLY = new OnlineDepth("APPLY");

  /** All of it, without a visit. */
  public static final OnlineDepth WHOLE = new OnlineDepth("WHOLE");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OnlineDepth {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

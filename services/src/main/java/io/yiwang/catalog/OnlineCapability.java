package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says how far a service goes online. A code that this version does not know is kept; compare with
 * {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 3"
 */
public record OnlineCapability(@JsonValue String code) {
  /** It can be read about. */
  public static final OnlineCapability INFORMATION = new OnlineCapability("INFORMATION");

  /** It can be applied for. */
  public static final OnlineCapability APPLY = new OnlineCapability("APPLY");

  /** All of it, without a visit. */
  public static final OnlineCapability WHOLE = new OnlineCapability("WHOLE");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OnlineCapability {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says how much of a service is available online. A code that this version does not know is kept;
 * compare with {@code equals}.
 *
 * @param code of IGS/1
 * @see "IGS/1 section 3"
 */
public record OnlineCapability(@JsonValue String code) {
  /** Information about the service. */
  public static final OnlineCapability INFORMATION = new OnlineCapability("INFORMATION");

  /** The application. */
  public static final OnlineCapability APPLY = new OnlineCapability("APPLY");

  /** The whole procedure, without a visit. */
  public static final OnlineCapability WHOLE = new OnlineCapability("WHOLE");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OnlineCapability {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

package io.yiwang.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names a stage in the handling of a message. A code that this version does not know is kept;
 * compare with {@code equals}.
 *
 * @param code of IGS/1
 * @see "IGS/1 section 6"
 */
public record MessageState(@JsonValue String code) {
  /** The government office has received it. */
  public static final MessageState RECEIVED = new MessageState("RECEIVED");

  /** It has a category, which it should have on the day it was received (日清日结). */
  public static final MessageState CLASSIFIED = new MessageState("CLASSIFIED");

  /** It was forwarded to a department. */
  public static final MessageState FORWARDED = new MessageState("FORWARDED");

  /** It was replied to. */
  public static final MessageState REPLIED = new MessageState("REPLIED");

  /** It is closed. */
  public static final MessageState CLOSED = new MessageState("CLOSED");

  /** It was returned to the citizen; the timeline says why. */
  public static final MessageState RETURNED = new MessageState("RETURNED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public MessageState {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

package io.yiwang.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says how far the desk has got with a message. A code that this version does not know is kept;
 * compare with {@code equals}.
 *
 * @param code as on the wire
 * @see "IGS/1 section 6"
 */
public record MessageState(@JsonValue String code) {
  /** The desk has received it. */
  public static final MessageState RECEIVED = new MessageState("RECEIVED");

  /** Sorted, on the day it came (日清日结). */
  public static final MessageState CLASSIFIED = new MessageState("CLASSIFIED");

  /** Given to a department. */
  public static final MessageState FORWARDED = new MessageState("FORWARDED");

  /** Answered. */
  public static final MessageState REPLIED = new MessageState("REPLIED");

  /** It is closed. */
  public static final MessageState CLOSED = new MessageState("CLOSED");

  /** Sent back; the timeline says why. */
  public static final MessageState RETURNED = new MessageState("RETURNED");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public MessageState {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}

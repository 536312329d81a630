package io.yiwang.messages;

import java.time.OffsetDateTime;

/** Says what a {@link MessageFollower} has found out. */
public sealed interface MessageEvent {
  /** Returns the message that it is about. */
  String messageId();

  /** The desk has got further with it. */
  record Changed(String messageId, MessageStatus status) implements MessageEvent {
    @Override
    public String toString() {
      return "Changed[" + messageId + ", " + status.status() + "]";
    }
  }

  /**
   * The day on which it came went by without its being classified (日清日结).
   *
   * @param receivedAt when it came
   * @param deadline the midnight, China time, until which it was to be classified
   */
  record Late(String messageId, OffsetDateTime receivedAt, OffsetDateTime deadline)
      implements MessageEvent {}

  /** The gateway says that there is no such message, or that the query code is not its own. */
  record Lost(String messageId) implements MessageEvent {}
}

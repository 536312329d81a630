package io.yiwang.messages;

import java.time.OffsetDateTime;

/** Reports a change that a {@link MessageFollower} has found. */
public sealed interface MessageEvent {
  /** Returns the id of the message. */
  String messageId();

  /** Reports a new status. */
  record Changed(String messageId, MessageStatus status) implements MessageEvent {
    @Override
    public String toString() {
      return "Changed[" + messageId + ", " + status.status() + "]";
    }
  }

  /**
   * Reports that the message was not classified on the day on which it was received (日清日结).
   *
   * @param deadline the midnight, China time, before which it should have been classified
   */
  record Late(String messageId, OffsetDateTime receivedAt, OffsetDateTime deadline)
      implements MessageEvent {}

  /** Reports that the gateway has no such message, or that the query code is not the message's. */
  record Lost(String messageId) implements MessageEvent {}
}

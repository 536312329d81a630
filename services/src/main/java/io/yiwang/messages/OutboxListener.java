package io.yiwang.messages;

import io.yiwang.WorkerListener;
import io.yiwang.messages.OutboxMessage.Refusal;
import org.slf4j.LoggerFactory;

/**
 * Is notified of what becomes of the messages in a {@link MessageOutbox}, on the thread that sends
 * them. The journal has the outcome already, so if the process dies before the notification, {@link
 * MessageOutbox#find} and {@link MessageOutbox#refused} still report it. Two processes may notify
 * of the same message.
 */
public interface OutboxListener extends WorkerListener {
  /** Logs refusals, and does nothing else. */
  OutboxListener NONE = new OutboxListener() {};

  /** Reports that the gateway has received a message. */
  default void delivered(String id, MessageReceipt receipt) {}

  /**
   * Reports that the gateway does not accept a message as it is: a person has to replace or discard
   * it. Logs at WARN by default.
   */
  default void refused(String id, Refusal refusal) {
    LoggerFactory.getLogger(OutboxListener.class)
        .warn("message {} was refused with {}; replace or discard it", id, refusal.code());
  }
}

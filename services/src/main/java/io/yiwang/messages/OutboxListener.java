package io.yiwang.messages;

import io.yiwang.WorkerListener;
import io.yiwang.messages.OutboxMessage.Refusal;
import org.slf4j.LoggerFactory;

/**
 * Is notified of what becomes of messages in a {@link MessageOutbox}, after it is in the journal,
 * on the thread that hands them over. A process that dies in between notifies of nothing: {@link
 * MessageOutbox#find} and {@link MessageOutbox#refused} always know. The same may come twice, from
 * two processes.
 */
public interface OutboxListener extends WorkerListener {
  /** Only logs what a person has to know. */
  OutboxListener NONE = new OutboxListener() {};

  /** Hears that the desk has a message. */
  default void delivered(String id, MessageReceipt receipt) {}

  /**
   * Hears that the gateway does not take a message as it is: a person has to correct it or give it
   * up. Logs at WARN by default.
   */
  default void refused(String id, Refusal refusal) {
    LoggerFactory.getLogger(OutboxListener.class)
        .warn("message {} was refused with {}; replace or discard it", id, refusal.code());
  }
}

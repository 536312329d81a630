package io.yiwang.messages;

import io.yiwang.messages.OutboxMessage.Refusal;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Holds what the journal keeps of a message in clear: nothing about a person. */
record OutboxPayload(OffsetDateTime queuedAt, @Nullable Refusal refusal) {
  OutboxPayload withRefusal(Refusal reason) {
    return new OutboxPayload(queuedAt, reason);
  }

  /** Holds what the journal encrypts: the message until it is delivered, then its receipt. */
  record Sensitive(@Nullable Message message, @Nullable MessageReceipt receipt) {
    @Override
    public String toString() {
      return "Sensitive";
    }
  }
}

package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes the state of a message in the {@link MessageOutbox}.
 *
 * @param id its handle
 * @param receipt once it is with the desk, unless it was erased
 * @param refusal why the gateway does not take it
 */
public record OutboxMessage(
    String id,
    State state,
    OffsetDateTime queuedAt,
    @Nullable MessageReceipt receipt,
    @Nullable Refusal refusal) {
  /** Says where the message is. */
  public enum State {
    /** On disk, and not yet known to be with the desk. */
    WAITING,
    /** With the desk. */
    DELIVERED,
    /** The gateway does not take it as it is: fix it, or send it again. */
    REFUSED,
    /** Another message has taken its place. */
    REPLACED
  }

  /**
   * Says why it was not taken.
   *
   * @param code the gateway's, or {@link MessageOutbox#OUTCOME_UNKNOWN}
   * @param opensAt and {@code closesAt}: with {@code CAMPAIGN_CLOSED}
   */
  public record Refusal(
      String code, @Nullable OffsetDateTime opensAt, @Nullable OffsetDateTime closesAt) {}

  /** Shows id and state. */
  @Override
  public String toString() {
    return "OutboxMessage[" + id + ", " + state + "]";
  }
}

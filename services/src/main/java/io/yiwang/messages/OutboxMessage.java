package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes the state of a message in the {@link MessageOutbox}.
 *
 * @param id of the message in the outbox
 * @param receipt once it is delivered, unless it was erased
 * @param refusal why the gateway refused it
 */
public record OutboxMessage(
    String id,
    State state,
    OffsetDateTime queuedAt,
    @Nullable MessageReceipt receipt,
    @Nullable Refusal refusal) {
  /** Says what has become of the message. */
  public enum State {
    /** It is on disk, and is not known to be delivered. */
    WAITING,
    /** The gateway has received it. */
    DELIVERED,
    /** The gateway does not accept it as it is: replace or discard it. */
    REFUSED,
    /** A corrected message has replaced it. */
    REPLACED
  }

  /**
   * Says why a message was refused.
   *
   * @param code the gateway's error code, or {@link MessageOutbox#OUTCOME_UNKNOWN}
   * @param opensAt when the campaign opens, with {@code CAMPAIGN_CLOSED}
   * @param closesAt when the campaign closes, with {@code CAMPAIGN_CLOSED}
   */
  public record Refusal(
      String code, @Nullable OffsetDateTime opensAt, @Nullable OffsetDateTime closesAt) {}

  /** Shows the id and the state. */
  @Override
  public String toString() {
    return "OutboxMessage[" + id + ", " + state + "]";
  }
}

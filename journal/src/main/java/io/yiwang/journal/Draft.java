package io.yiwang.journal;

import io.yiwang.Beta;
import io.yiwang.internal.shared.Id;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a new intent.
 *
 * @param id unique within its kind and account, 1 to 64 of {@code [A-Za-z0-9._-]}
 * @param state the feature's own name for its state
 * @param payload kept until purged: numbers, amounts, no personal data
 * @param sensitivePayload encrypted at rest, and erased on request
 * @param subject whose data the sensitive payload is, kept as a digest
 * @param exclusiveNames names that no other intent of the gateway account may hold until this one
 *     is finished
 * @param lane the queue that it waits in: the intents of a lane are taken in order, and lanes get
 *     equal shares. Empty for the default lane; kept in clear, so no personal data
 */
@Beta
public record Draft<B, P>(
    String id,
    String state,
    B payload,
    @Nullable P sensitivePayload,
    @Nullable String subject,
    Set<String> exclusiveNames,
    String lane) {
  /** Checks the id and copies the names. */
  public Draft {
    Id.check(id, "intent id");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(lane, "lane");
    exclusiveNames = Set.copyOf(exclusiveNames);
  }

  /** Returns an intent without personal data or exclusive names, in the default lane. */
  public static <B, P> Draft<B, P> of(String id, String state, B payload) {
    return new Draft<>(id, state, payload, null, null, Set.of(), "");
  }

  /** Returns the same intent with these exclusive names. */
  public Draft<B, P> exclusiveNames(Set<String> held) {
    return new Draft<>(id, state, payload, sensitivePayload, subject, held, lane);
  }

  /** Returns the same intent, with the personal data of a citizen. */
  public Draft<B, P> sensitivePayload(String ofSubject, P data) {
    return new Draft<>(id, state, payload, data, ofSubject, exclusiveNames, lane);
  }

  /** Returns the same intent in a lane. */
  public Draft<B, P> lane(String in) {
    return new Draft<>(id, state, payload, sensitivePayload, subject, exclusiveNames, in);
  }

  /** Shows id and state alone. */
  @Override
  public String toString() {
    return "Draft[" + id + ", " + state + "]";
  }
}

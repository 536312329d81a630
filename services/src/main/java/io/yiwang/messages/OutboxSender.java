package io.yiwang.messages;

import io.yiwang.GovException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ApplicationCode;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.BeforeProcessing;
import io.yiwang.journal.Claim;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.IntentStore.Ending;
import io.yiwang.journal.LeaseExpiredException;
import io.yiwang.messages.OutboxMessage.Refusal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.messages.OutboxPayload.Sensitive;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends batches of an outbox's messages, and writes down what became of each. Thread-safe. */
final class OutboxSender {
  /** The kind of the outbox's intents; idempotency keys are derived from it. */
  static final String KIND = "message.outbox";

  /** A refused message is not due again: a person has to replace or discard it. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final MessageClient client;
  private final IntentStore<OutboxPayload, Sensitive> intents;
  private final Backoff backoff;
  private final OutboxListener listener;
  private final ApplicationCode application;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong deferred = new AtomicLong();

  OutboxSender(
      MessageClient client,
      IntentStore<OutboxPayload, Sensitive> intents,
      Backoff backoff,
      OutboxListener listener,
      ApplicationCode application) {
    this.client = client;
    this.intents = intents;
    this.backoff = backoff;
    this.listener = listener;
    this.application = application;
  }

  /** Returns the number of messages that were delivered. */
  long delivered() {
    return delivered.get();
  }

  /** Returns the number of messages that were refused. */
  long refused() {
    return refused.get();
  }

  /** Returns how often a message was deferred. */
  long deferred() {
    return deferred.get();
  }

  /** Sends messages in one batch; if the gateway rejects it as a whole, each on its own. */
  void send(List<Claim<OutboxPayload, Sensitive>> claims) {
    if (claims.isEmpty()) {
      return;
    }
    List<MessageBatch.Entry> entries =
        claims.stream().map(claim -> new MessageBatch.Entry(key(claim), message(claim))).toList();
    Map<IdempotencyKey, MessageBatch.Outcome> outcomes = new HashMap<>();
    try {
      client
          .submit(new MessageBatch(entries))
          .forEach(outcome -> outcomes.put(outcome.key(), outcome));
    } catch (RejectedException e) {
      rejected(claims, e);
      return;
    } catch (GovException e) {
      claims.forEach(claim -> defer(claim, null));
      return;
    }
    writeOutcomes(claims, outcomes);
  }

  private void rejected(List<Claim<OutboxPayload, Sensitive>> claims, RejectedException e) {
    if (e.rejectedBeforeProcessing()) {
      claims.forEach(claim -> defer(claim, e.problem().retryAfter()));
    } else if (claims.size() > 1) {
      // One message may be the cause: the others must not wait for it.
      claims.forEach(claim -> send(List.of(claim)));
    } else {
      claims.forEach(claim -> refuse(claim, new Refusal(e.code(), null, null)));
    }
  }

  private void writeOutcomes(
      List<Claim<OutboxPayload, Sensitive>> claims,
      Map<IdempotencyKey, MessageBatch.Outcome> outcomes) {
    List<Ending<OutboxPayload, Sensitive>> taken = new ArrayList<>();
    for (Claim<OutboxPayload, Sensitive> claim : claims) {
      MessageBatch.Outcome outcome = outcomes.get(key(claim));
      MessageReceipt receipt = outcome == null ? null : outcome.receipt();
      if (receipt == null) {
        notTaken(claim, outcome == null ? null : outcome.problem());
      } else {
        taken.add(delivery(claim, receipt));
      }
    }
    // One flush for all. If a lease has expired, another node sends the message again under the
    // same key, and gets the same receipt.
    delivered.addAndGet(intents.finishAll(taken));
    taken.forEach(each -> notifyDelivered(each.claim().entry().id(), each.sensitivePayload()));
  }

  private void notifyDelivered(String id, Sensitive sensitive) {
    MessageReceipt receipt = Objects.requireNonNull(sensitive.receipt(), "receipt");
    boolean unused =
        application.call("OutboxListener.delivered", id, () -> listener.delivered(id, receipt));
  }

  private static Ending<OutboxPayload, Sensitive> delivery(
      Claim<OutboxPayload, Sensitive> claim, MessageReceipt receipt) {
    return new Ending<>(
        claim, State.DELIVERED.name(), claim.entry().payload(), new Sensitive(null, receipt));
  }

  private static IdempotencyKey key(Claim<OutboxPayload, Sensitive> claim) {
    return IdempotencyKey.derived(KIND, claim.entry().id());
  }

  /** Returns the message of a claim that is not delivered yet. */
  static Message message(Claim<OutboxPayload, Sensitive> claim) {
    Sensitive sensitive =
        Objects.requireNonNull(claim.entry().sensitivePayload(), "sensitivePayload");
    return Objects.requireNonNull(sensitive.message(), "message");
  }

  private void notTaken(
      Claim<OutboxPayload, Sensitive> claim, MessageBatch.@Nullable Problem problem) {
    if (problem == null || isTemporary(problem)) {
      defer(claim, null);
    } else {
      refuse(claim, new Refusal(problem.code(), problem.opensAt(), problem.closesAt()));
    }
  }

  private static boolean isTemporary(MessageBatch.Problem problem) {
    return BeforeProcessing.isStatus(problem.status())
        || problem.code().equals("REQUEST_IN_PROGRESS");
  }

  private void defer(Claim<OutboxPayload, Sensitive> claim, @Nullable Duration retryAfter) {
    Duration own = backoff.wait(claim.entry().attempts());
    Duration wait = retryAfter != null && retryAfter.compareTo(own) > 0 ? retryAfter : own;
    deferred.incrementAndGet();
    boolean unused = reschedule(claim, State.WAITING, claim.entry().payload(), wait);
  }

  /** Marks a message as refused, and notifies the listener. */
  void refuse(Claim<OutboxPayload, Sensitive> claim, Refusal refusal) {
    refused.incrementAndGet();
    OutboxPayload payload = claim.entry().payload().withRefusal(refusal);
    if (reschedule(claim, State.REFUSED, payload, NEVER)) {
      String id = claim.entry().id();
      boolean unused =
          application.call("OutboxListener.refused", id, () -> listener.refused(id, refusal));
    }
  }

  private static boolean reschedule(
      Claim<OutboxPayload, Sensitive> claim, State state, OutboxPayload payload, Duration dueIn) {
    try {
      claim.reschedule(state.name(), payload, dueIn);
      return true;
    } catch (LeaseExpiredException e) {
      // Another node has the message now, and sends it under the same key.
      return false;
    }
  }
}

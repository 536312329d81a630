package io.yiwang.messages;

import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.value.IdempotencyKey;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds up to 100 messages that are submitted together, each under its own idempotency key.
 *
 * @see "IGS/1 section 6"
 */
public record MessageBatch(List<Entry> messages) {
  /**
   * Holds one message and its key.
   *
   * @param key the message's idempotency key, the same in every batch
   */
  public record Entry(IdempotencyKey key, Message message) {
    /** Checks that both parts are present. */
    public Entry {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(message, "message");
    }
  }

  /** Holds the outcomes of the messages. */
  public record Result(List<Outcome> results) {
    /** Copies the results. */
    public Result {
      results = List.copyOf(results);
    }
  }

  /**
   * Holds the outcome of one message: a receipt, or a problem.
   *
   * @param key the message's idempotency key
   */
  public record Outcome(
      IdempotencyKey key, @Nullable MessageReceipt receipt, @Nullable Problem problem) {
    /** Checks that it is one of the two: an outcome with neither must not count as a refusal. */
    public Outcome {
      if ((receipt == null) == (problem == null)) {
        throw new IllegalArgumentException("an outcome must be either a receipt or a problem");
      }
    }
  }

  /**
   * Says why one message was not accepted.
   *
   * @param title a text for people, which may quote the message; {@code toString} omits it
   * @param detail a text for people, which may quote the message; {@code toString} omits it
   * @param fields the members of the message that are wrong
   * @param opensAt when the campaign opens, with {@code CAMPAIGN_CLOSED}
   * @param closesAt when the campaign closes, with {@code CAMPAIGN_CLOSED}
   */
  public record Problem(
      int status,
      String code,
      @Nullable String title,
      @Nullable String detail,
      @Nullable String traceId,
      List<FieldProblem> fields,
      @Nullable OffsetDateTime opensAt,
      @Nullable OffsetDateTime closesAt) {
    /** Copies the fields. */
    public Problem {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return status + " " + code;
    }
  }

  /** Checks the number of messages, and that their keys differ. */
  public MessageBatch {
    messages = List.copyOf(messages);
    if (messages.isEmpty() || messages.size() > 100) {
      throw new IllegalArgumentException(
          "a batch must have 1 to 100 messages, got " + messages.size());
    }
    if (messages.stream().map(Entry::key).distinct().count() < messages.size()) {
      throw new IllegalArgumentException("a batch must not have one key twice");
    }
  }
}

package io.yiwang.messages;

import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.value.IdempotencyKey;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds up to 100 messages handed in together, each its own intent.
 *
 * @see "IGS/1 section 6"
 */
public record MessageBatch(List<Entry> messages) {
  /**
   * Holds one message and its key.
   *
   * @param key its own idempotency key, the same in every batch it is in
   */
  public record Entry(IdempotencyKey key, Message message) {
    /** Both parts are needed. */
    public Entry {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(message, "message");
    }
  }

  /** Says what became of each message. */
  public record Result(List<Outcome> results) {
    /** Copies the results. */
    public Result {
      results = List.copyOf(results);
    }
  }

  /**
   * Says what became of one message: a receipt, or a problem.
   *
   * @param key its idempotency key
   */
  public record Outcome(
      IdempotencyKey key, @Nullable MessageReceipt receipt, @Nullable Problem problem) {
    /** Checks that it is one of the two: what says neither must not be taken for a no. */
    public Outcome {
      if ((receipt == null) == (problem == null)) {
        throw new IllegalArgumentException("an outcome must be either a receipt or a problem");
      }
    }
  }

  /**
   * Says why one message was not taken.
   *
   * @param title and {@code detail}: for people; may quote what was written, and so are in no
   *     {@code toString}
   * @param fields what is wrong with which member
   * @param opensAt and {@code closesAt}: with {@code CAMPAIGN_CLOSED}
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

  /** Checks the number. */
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

package io.yiwang.messages;

import io.yiwang.value.IdempotencyKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to 100 messages handed in together, each an intent of its own.
 *
 * @see "IGS/1 section 6"
 */
public record MessageBatch(List<Entry> messages) {
  /**
   * One message.
   *
   * @param key its own idempotency key, the same in every batch it is in
   */
  public record Entry(IdempotencyKey key, Message message) {}

  /** What became of each. */
  public record Result(List<Outcome> results) {
    /** Copies the results. */
    public Result {
      results = List.copyOf(results);
    }
  }

  /**
   * What became of one message: a receipt, or a problem.
   *
   * @param key its idempotency key
   */
  public record Outcome(String key, @Nullable MessageReceipt receipt, @Nullable Problem problem) {}

  /**
   * Why one message was not taken.
   *
   * @param detail for people; may quote what was written, and so stands in no {@code toString}
   */
  public record Problem(int status, String code, @Nullable String detail) {
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

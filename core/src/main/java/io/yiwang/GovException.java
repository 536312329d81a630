package io.yiwang;

import io.yiwang.internal.shared.Printable;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call returns no usable answer. There are three subclasses, because the caller has
 * three things to do: fix the cause and send again ({@link NotSentException}), accept the rejection
 * ({@link RejectedException}), or look up what happened ({@link OutcomeUnknownException}). Messages
 * state the operation, the cause, the next step and the request id, and contain no personal data.
 */
@SuppressWarnings("serial") // Thrown and caught in one process; never serialised on purpose.
public abstract sealed class GovException extends RuntimeException
    permits NotSentException, RejectedException, OutcomeUnknownException {
  private static final int LONGEST_TEXT = 2000;
  private static final Texts TEXTS = new Texts("core", GovException.class);

  private final Call call;

  /**
   * Identifies the call that failed.
   *
   * @param operation the name of the operation, such as {@code fine.hold}
   * @param requestId the id that this client gave the call, as in its logs and metrics
   * @param attempts the number of attempts that were started
   */
  public record Call(String operation, String requestId, int attempts) {}

  GovException(Call call, String text, @Nullable Throwable cause) {
    super(
        Printable.of(call.operation())
            + ": "
            + Printable.of(text, LONGEST_TEXT)
            + " [requestId="
            + Printable.of(call.requestId())
            + "]",
        cause);
    this.call = call;
  }

  /** Returns the name of the operation, such as {@code fine.hold}. */
  public String operation() {
    return call.operation();
  }

  /** Returns the id that this client gave the call. */
  public String requestId() {
    return call.requestId();
  }

  /** Returns the number of attempts that were started. */
  public int attempts() {
    return call.attempts();
  }

  /**
   * Returns a sentence for the citizen who waits for the result: what happened, and what to do now.
   * It quotes nothing of the request or the answer.
   */
  public String text(Language language) {
    return textOf(language, textKeys());
  }

  /** Returns the keys of the sentence; the first one that has a text is used. */
  abstract List<String> textKeys();

  private static String textOf(Language language, List<String> keys) {
    String last = keys.get(keys.size() - 1);
    return TEXTS.of(language.tag(), keys.stream().filter(TEXTS::has).findFirst().orElse(last));
  }

  /** Returns whether bytes of the request may have left this machine. */
  public abstract boolean sent();

  /** Returns the gateway's own id of the exchange, if it gave an answer that can be trusted. */
  public Optional<String> traceId() {
    return Optional.empty();
  }
}

package io.yiwang;

import io.yiwang.internal.shared.Printable;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that gave no answer to use. There are three, because the caller has three things to do:
 * fix and send again ({@link NotSentException}), accept the no ({@link RejectedException}), or look
 * up what happened ({@link OutcomeUnknownException}). Messages carry operation, cause, next step
 * and request id, and nothing about a person.
 */
@SuppressWarnings("serial") // Thrown and caught in one process; never serialised on purpose.
public abstract sealed class GovException extends RuntimeException
    permits NotSentException, RejectedException, OutcomeUnknownException {
  private static final int LONGEST_TEXT = 2000;
  private static final Texts TEXTS = new Texts("core", GovException.class);

  private final Call call;

  /**
   * Names the call that failed.
   *
   * @param operation its name, such as {@code fine.hold}
   * @param requestId given by this client, the same in its logs and metrics
   * @param attempts how many were started, 0 if none
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

  /** Returns the operation's name, such as {@code fine.hold}. */
  public String operation() {
    return call.operation();
  }

  /** Returns the id that this client gave the call. */
  public String requestId() {
    return call.requestId();
  }

  /** Returns how many attempts were started. */
  public int attempts() {
    return call.attempts();
  }

  /**
   * Returns a sentence for the citizen who waits for the result: what has become of it, and what to
   * do. It holds nothing of what was sent or answered.
   */
  public String text(Language language) {
    return textOf(language, textKeys());
  }

  /** Returns the keys of the sentence, of which the first that is there is taken. */
  abstract List<String> textKeys();

  private static String textOf(Language language, List<String> keys) {
    String last = keys.get(keys.size() - 1);
    return TEXTS.of(language.tag(), keys.stream().filter(TEXTS::has).findFirst().orElse(last));
  }

  /** Returns whether bytes of the request may have left this machine. */
  public abstract boolean sent();

  /**
   * Returns the gateway's own id of the exchange; absent where it gave no answer that can be
   * trusted.
   */
  public Optional<String> traceId() {
    return Optional.empty();
  }
}

package io.yiwang.internal;

import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ReplyReader.Rejection;
import io.yiwang.internal.json.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call while it is under way: whether a command may have been carried out, and
 * what the caller gets if no further attempt is made. It never says no where it does not know.
 */
final class CallOutcome {
  private final CallContext context;

  /** Whether an attempt left and nothing trustworthy has said what became of it. */
  private boolean inDoubt;

  /** How the latest attempt failed, which the caller gets if it stays the last. */
  private @Nullable GovException last;

  CallOutcome(CallContext context) {
    this.context = context;
  }

  boolean inDoubt() {
    return inDoubt;
  }

  /** Something has left and no answer can be trusted. */
  void doubt() {
    inDoubt = true;
  }

  /** Keeps the end of an attempt, in case it was the last. */
  <E extends GovException> E endsWith(E ending) {
    last = ending;
    return ending;
  }

  /** Returns what the last attempt ended with. */
  GovException ending() {
    GovException ending = last;
    if (ending == null) {
      throw new IllegalStateException("no attempt ends without a reason");
    }
    return ending;
  }

  /** Returns what the exchange's failure means after all that went before. */
  GovException of(ExchangeFailedException e) {
    if (e.sent()) {
      inDoubt = true;
    }
    return switch (e.kind()) {
      case OVERSIZED ->
          unknown(
              OutcomeUnknownException.Reason.OVERSIZED_REPLY,
              "the answer is larger than the limit",
              null);
      case UNSAVED -> unsaved(e.getCause());
      case TIMED_OUT -> outOfTime(e.text());
      case INTERRUPTED -> interrupted();
      case BROKEN, STALE ->
          inDoubt
              ? unknown(OutcomeUnknownException.Reason.NO_ANSWER, e.text(), e.getCause())
              : notSent(NotSentException.Reason.NO_CONNECTION, e.text(), e.getCause());
    };
  }

  /** Returns what a verified no means. */
  GovException of(Rejection rejection) {
    GovException verdict =
        RejectionMapper.of(context.request(), context.call(), inDoubt, rejection);
    inDoubt |= verdict instanceof OutcomeUnknownException;
    return verdict;
  }

  /** Signing failed, which is a provider's doing; its type is all that may be shown of it. */
  GovException unsigned(Throwable e) {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.NO_ANSWER, "a repeat could not be signed", null)
        : notSent(
            NotSentException.Reason.SIGNING_FAILED,
            "signing failed with " + e.getClass().getSimpleName() + "; check the signer's key",
            null);
  }

  /** The deadline has passed, or would pass. */
  GovException outOfTime(String text) {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.DEADLINE, text, null)
        : notSent(NotSentException.Reason.DEADLINE, text, null);
  }

  /** The calling thread was interrupted. */
  GovException interrupted() {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.INTERRUPTED, "interrupted", null)
        : notSent(NotSentException.Reason.INTERRUPTED, "interrupted", null);
  }

  /** Returns an answer came that does not prove to be the gateway's. */
  OutcomeUnknownException untrusted(String text) {
    inDoubt = true;
    return unknown(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, text, null);
  }

  /** A verified answer came that cannot be read. */
  OutcomeUnknownException unreadable(RawReply reply, UnreadableException e) {
    context.record().refused(reply.status(), null);
    inDoubt = true;
    return unknown(
        OutcomeUnknownException.Reason.UNREADABLE_REPLY,
        "the answer (HTTP " + reply.status() + ") cannot be read: " + e.getMessage(),
        null);
  }

  /** A verified answer came that is too large once it is unpacked. */
  OutcomeUnknownException oversized(RawReply reply) {
    context.record().refused(reply.status(), null);
    inDoubt = true;
    return unknown(
        OutcomeUnknownException.Reason.OVERSIZED_REPLY,
        "the answer is larger than the limit after decompression",
        null);
  }

  /** The answer is a file that the disk did not take. */
  OutcomeUnknownException unsaved(@Nullable Throwable cause) {
    return unknown(
        OutcomeUnknownException.Reason.UNSAVED_REPLY,
        "the downloaded file could not be saved; check the disk",
        cause);
  }

  private GovException notSent(
      NotSentException.Reason reason, String text, @Nullable Throwable cause) {
    // Once an attempt was rejected, something has left: its no is then what is known.
    return last instanceof RejectedException no
        ? no
        : GatewayErrors.notSent(context.call(), reason, text, cause);
  }

  private OutcomeUnknownException unknown(
      OutcomeUnknownException.Reason reason, String text, @Nullable Throwable cause) {
    return GatewayErrors.outcomeUnknown(
        context.call(), reason, text, context.request().idempotencyKey(), null, cause);
  }
}

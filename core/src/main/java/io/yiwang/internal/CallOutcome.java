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
 * Tracks what is known of a call in progress: whether a command may have been carried out, and
 * which exception the caller gets if there is no further attempt. It never reports a rejection or
 * an unsent request while an earlier attempt is in doubt.
 */
final class CallOutcome {
  private final CallContext context;

  /** Whether an attempt left this machine and no trusted answer has shown its outcome. */
  private boolean inDoubt;

  /** The failure of the latest attempt, which the caller gets if there is no other. */
  private @Nullable GovException last;

  CallOutcome(CallContext context) {
    this.context = context;
  }

  /** Keeps how an attempt ended, in case it was the last. */
  void setEnding(GovException ending) {
    last = ending;
  }

  /** Returns how the last attempt ended. */
  GovException ending() {
    GovException ending = last;
    if (ending == null) {
      throw new IllegalStateException("no attempt ends without a reason");
    }
    return ending;
  }

  /** Returns what a failed exchange means, given all earlier attempts. */
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

  /** Returns what a verified rejection means. */
  GovException of(Rejection rejection) {
    GovException verdict =
        RejectionMapper.of(context.request(), context.call(), inDoubt, rejection);
    inDoubt |= verdict instanceof OutcomeUnknownException;
    return verdict;
  }

  /**
   * Returns what a failure to sign means; only the type of the provider's exception may be shown.
   */
  GovException unsigned(Throwable e) {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.NO_ANSWER, "a repeat could not be signed", null)
        : notSent(
            NotSentException.Reason.SIGNING_FAILED,
            "signing failed with " + e.getClass().getSimpleName() + "; check the signer's key",
            null);
  }

  /** Returns what it means that the deadline has passed. */
  GovException outOfTime(String text) {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.DEADLINE, text, null)
        : notSent(NotSentException.Reason.DEADLINE, text, null);
  }

  /** Returns what it means that the calling thread was interrupted. */
  GovException interrupted() {
    return inDoubt
        ? unknown(OutcomeUnknownException.Reason.INTERRUPTED, "interrupted", null)
        : notSent(NotSentException.Reason.INTERRUPTED, "interrupted", null);
  }

  /** Returns what an answer means that is not proven to come from the gateway. */
  OutcomeUnknownException untrusted(String text) {
    inDoubt = true;
    return unknown(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, text, null);
  }

  /** Returns what a verified answer means that cannot be read. */
  OutcomeUnknownException unreadable(RawReply reply, UnreadableException e) {
    context.record().refused(reply.status(), null);
    inDoubt = true;
    return unknown(
        OutcomeUnknownException.Reason.UNREADABLE_REPLY,
        "the answer (HTTP " + reply.status() + ") cannot be read: " + e.getMessage(),
        null);
  }

  /** Returns what a verified answer means that is too large after decompression. */
  OutcomeUnknownException oversized(RawReply reply) {
    context.record().refused(reply.status(), null);
    inDoubt = true;
    return unknown(
        OutcomeUnknownException.Reason.OVERSIZED_REPLY,
        "the answer is larger than the limit after decompression",
        null);
  }

  /** Returns what it means that a downloaded file could not be written. */
  OutcomeUnknownException unsaved(@Nullable Throwable cause) {
    return unknown(
        OutcomeUnknownException.Reason.UNSAVED_REPLY,
        "the downloaded file could not be saved; check the disk",
        cause);
  }

  private GovException notSent(
      NotSentException.Reason reason, String text, @Nullable Throwable cause) {
    // An attempt that was rejected has left this machine, and its rejection is what is known.
    return last instanceof RejectedException rejection
        ? rejection
        : GatewayErrors.notSent(context.call(), reason, text, cause);
  }

  private OutcomeUnknownException unknown(
      OutcomeUnknownException.Reason reason, String text, @Nullable Throwable cause) {
    return GatewayErrors.outcomeUnknown(
        context.call(), reason, text, context.request().idempotencyKey(), null, cause);
  }
}

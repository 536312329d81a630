package io.yiwang;

import io.yiwang.GovException.Call;
import io.yiwang.RejectedException.Problem;
import io.yiwang.value.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of a call; only implementations of {@link Gateway} need it. */
public final class GatewayErrors {
  private GatewayErrors() {}

  /**
   * Returns the exception for a request that did not leave this machine.
   *
   * @param text what is wrong and what to do; must not quote personal data
   */
  public static NotSentException notSent(
      Call call, NotSentException.Reason reason, String text, @Nullable Throwable cause) {
    return new NotSentException(call, reason, text, cause);
  }

  /** Returns the exception for a rejection with the statuses and codes of IGS/1. */
  public static RejectedException rejected(Call call, Problem problem, ProblemMembers members) {
    return new RejectedException(call, problem, members);
  }

  /**
   * Returns the exception for a rejection in a wire format whose statuses are not those of IGS/1.
   *
   * @param beforeProcessing what {@link RejectedException#rejectedBeforeProcessing} returns
   */
  public static RejectedException rejected(
      Call call, Problem problem, ProblemMembers members, boolean beforeProcessing) {
    return new RejectedException(call, problem, members, beforeProcessing);
  }

  /**
   * Returns the exception for a request that left this machine and whose outcome nobody knows yet.
   *
   * @param idempotencyKey the key under which a repeat is safe; null on a query
   * @param traceId the gateway's own id of the exchange, if an answer that can be trusted gave one
   */
  public static OutcomeUnknownException outcomeUnknown(
      Call call,
      OutcomeUnknownException.Reason reason,
      String text,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable String traceId,
      @Nullable Throwable cause) {
    return new OutcomeUnknownException(call, reason, text, idempotencyKey, traceId, cause);
  }
}

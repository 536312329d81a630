package io.yiwang;

import io.yiwang.GovException.Call;
import io.yiwang.RejectedException.Problem;
import io.yiwang.value.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** Makes what a call may throw; only implementations of {@link Gateway} need it. */
public final class GatewayErrors {
  private GatewayErrors() {}

  /**
   * Returns the exception for a call of which nothing left this machine.
   *
   * @param text says what is wrong and what to do, and quotes nothing personal
   */
  public static NotSentException notSent(
      Call call, NotSentException.Reason reason, String text, @Nullable Throwable cause) {
    return new NotSentException(call, reason, text, cause);
  }

  /** Makes a rejection, under the statuses and codes of IGS/1. */
  public static RejectedException rejected(Call call, Problem problem, ProblemMembers members) {
    return new RejectedException(call, problem, members);
  }

  /**
   * Makes a rejection, in a dialect whose statuses are not those of IGS/1.
   *
   * @param beforeProcessing as {@link RejectedException#rejectedBeforeProcessing} gives it
   */
  public static RejectedException rejected(
      Call call, Problem problem, ProblemMembers members, boolean beforeProcessing) {
    return new RejectedException(call, problem, members, beforeProcessing);
  }

  /**
   * Returns the exception for a call that left this machine, and of which nobody knows yet what
   * became.
   *
   * @param idempotencyKey under which a repeat is safe; absent on a query
   * @param traceId the gateway's own id of the exchange, from an answer that can be trusted
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

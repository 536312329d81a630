package io.yiwang;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives a report of every call when it ends, for metrics. It runs on the calling thread; return
 * quickly. Exceptions are logged and otherwise ignored.
 */
@FunctionalInterface
public interface CallListener {
  /** Says how a call ended. */
  enum Outcome {
    /** It ended with an answer. */
    ANSWERED,
    /** It ended with {@link NotSentException}. */
    NOT_SENT,
    /** It ended with {@link RejectedException}. */
    REJECTED,
    /** It ended with {@link OutcomeUnknownException}. */
    UNKNOWN
  }

  /**
   * Describes a call that has ended. It contains no personal data.
   *
   * @param status the HTTP status of the last verified answer; null if there was none
   * @param code the gateway's code if the call was rejected; null otherwise
   * @param attempts the number of attempts that were started
   * @param bytesSent the bytes of request bodies, over all attempts
   * @param bytesReceived the bytes of answer bodies, over all attempts
   * @param duration the time that the call took, waits included
   */
  record Report(
      String operation,
      String requestId,
      Outcome outcome,
      @Nullable Integer status,
      @Nullable String code,
      int attempts,
      long bytesSent,
      long bytesReceived,
      Duration duration) {}

  /** Reports a call that has ended. */
  void ended(Report report);
}

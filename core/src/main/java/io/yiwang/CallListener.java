package io.yiwang;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of every call when it ends, for metrics. It is called on the calling thread; what it
 * throws is logged and goes no further.
 */
@FunctionalInterface
public interface CallListener {
  /** Says in which way a call ended. */
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
   * Describes a call that has ended. Nothing in it is personal.
   *
   * @param status HTTP status of the last verified answer, absent if there was none
   * @param code the gateway's code of a rejection
   * @param attempts how many were started
   * @param bytesSent and {@code bytesReceived}: of bodies, over all attempts
   * @param duration from the call to its end, waits included
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

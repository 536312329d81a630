package io.yiwang.internal;

import io.yiwang.CallListener;
import io.yiwang.CallListener.Outcome;
import io.yiwang.CallListener.Report;
import io.yiwang.GovException;
import io.yiwang.GovException.Call;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.internal.shared.FatalErrors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what is reported when a call ends, in one debug line and one report. It contains no
 * personal data.
 */
final class CallRecord {
  private static final Logger log = LoggerFactory.getLogger("io.yiwang.GovClient");

  private final String operation;
  private final String requestId;
  private final Sleeper sleeper;
  private final long start;
  private int attempts;
  private long bytesSent;
  private long bytesReceived;
  private @Nullable Integer status;
  private @Nullable String code;

  CallRecord(String operation, String requestId, Sleeper sleeper) {
    this.operation = operation;
    this.requestId = requestId;
    this.sleeper = sleeper;
    this.start = sleeper.nanos();
  }

  void attemptStarted() {
    attempts++;
  }

  /** Notes that the attempt that has started does not count. */
  void attemptNotCounted() {
    attempts--;
  }

  void addSent(long bytes) {
    bytesSent += bytes;
  }

  void addReceived(long bytes) {
    bytesReceived += bytes;
  }

  void answered(int status) {
    this.status = status;
    this.code = null;
  }

  void refused(int status, @Nullable String code) {
    this.status = status;
    this.code = code;
  }

  int attempts() {
    return attempts;
  }

  Call call() {
    return new Call(operation, requestId, attempts);
  }

  /**
   * Reports the end of the call.
   *
   * @param failure how it failed; null if it has an answer
   */
  void ended(@Nullable GovException failure, @Nullable CallListener listener) {
    Duration duration = Duration.ofNanos(sleeper.nanos() - start);
    Outcome outcome = outcome(failure);
    if (log.isDebugEnabled()) {
      log.debug(
          "{} {} in {} ms [requestId={}]",
          operation,
          outcome == Outcome.ANSWERED ? status : outcome,
          duration.toMillis(),
          requestId);
    }
    if (listener == null) {
      return;
    }
    Report report =
        new Report(
            operation,
            requestId,
            outcome,
            status,
            code,
            attempts,
            bytesSent,
            bytesReceived,
            duration);
    try {
      listener.ended(report);
    } catch (Throwable e) {
      FatalErrors.rethrow(e);
      log.warn("the call listener threw", e);
    }
  }

  private static Outcome outcome(@Nullable GovException failure) {
    if (failure == null) {
      return Outcome.ANSWERED;
    }
    if (failure instanceof NotSentException) {
      return Outcome.NOT_SENT;
    }
    return failure instanceof OutcomeUnknownException ? Outcome.UNKNOWN : Outcome.REJECTED;
  }
}

package io.yiwang.internal;

import io.yiwang.GatewayErrors;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.Reply;
import io.yiwang.internal.ReplyReader.Rejection;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.internal.json.UnreadableException;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.FatalErrors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Executes one call within its deadline. The request is written once, with one idempotency key;
 * each attempt gets a new signature, is sent, and its answer is verified and read.
 *
 * <p>An attempt is followed by another after a broken connection, an unsigned 5xx (from a proxy), a
 * verified 429 or 503 with {@code Retry-After}, a command that the gateway is still processing, and
 * once after the gateway reports that this machine's clock is wrong. A pooled connection that turns
 * out to be dead does not count as an attempt, up to a limit.
 */
final class CallExecution<T> {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Backoff.Jitter.FULL);

  /**
   * The most dead connections that do not count as attempts. The first one evicts all idle
   * connections, but other calls return theirs to the pool meanwhile, and an HTTP/2 connection with
   * a low stream limit is shared by many calls.
   */
  private static final int MAX_STALE_CONNECTIONS = 10;

  private final PipeStages stages;
  private final int maxAttempts;
  private final GovRequest<T> request;
  private final CallContext context;
  private final CallOutcome outcome;
  private final CallRecord record;
  private final @Nullable TempDownload download;
  private UnsignedRequest unsigned;
  private boolean clockCorrected;
  private boolean resealed;
  private int staleConnections;

  private CallExecution(
      PipeStages stages,
      int maxAttempts,
      GovRequest<T> request,
      CallContext context,
      @Nullable TempDownload download) {
    this.stages = stages;
    this.maxAttempts = maxAttempts;
    this.request = request;
    this.context = context;
    this.download = download;
    outcome = new CallOutcome(context);
    record = context.record();
    unsigned = stages.writer().write(context);
  }

  /** Executes a call; a file that it downloads is moved into place at the end, or deleted. */
  static <T> T execute(
      PipeStages stages, int maxAttempts, GovRequest<T> request, CallContext context) {
    if (!(request.reply() instanceof Reply.File file)) {
      return new CallExecution<>(stages, maxAttempts, request, context, null).execute();
    }
    try (TempDownload download = TempDownload.beside(file.target(), file.maxBytes())) {
      return new CallExecution<>(stages, maxAttempts, request, context, download).execute();
    } catch (IOException e) {
      throw GatewayErrors.notSent(
          context.call(),
          NotSentException.Reason.UNWRITABLE_TARGET,
          "the file cannot be saved where it should go; check that the folder exists and is"
              + " writable",
          e);
    }
  }

  private T execute() {
    try {
      while (true) {
        try {
          return attempt();
        } catch (RetryException retry) {
          await(retry.delay());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw outcome.interrupted();
    }
  }

  /** Passes through the stages in order; each takes the result of the one before. */
  private T attempt() throws RetryException, InterruptedException {
    record.attemptStarted();
    Instant now = stages.clock().now();
    Signed signed = sign(now);
    RawReply reply = exchange(signed);
    VerifiedReply verified = verify(reply, signed, now);
    return read(verified);
  }

  private void await(Duration delay) throws InterruptedException {
    if (record.attempts() >= maxAttempts || delay.compareTo(context.left()) >= 0) {
      throw outcome.ending();
    }
    context.await(delay);
  }

  private Signed sign(Instant now) {
    try {
      return stages.signer().sign(unsigned, now);
    } catch (Throwable e) {
      // The provider of a hardware token may throw ProviderException, which is not declared, or
      // lack a class. An earlier attempt may have reached the gateway.
      FatalErrors.rethrow(e);
      throw outcome.unsigned(e);
    }
  }

  private RawReply exchange(Signed signed) throws RetryException {
    if (context.isOver()) {
      throw outcome.outOfTime("the deadline has passed");
    }
    record.addSent(unsigned.length());
    try {
      RawReply reply =
          stages.transport().exchange(signed, context.left(), request.longPoll(), download);
      record.addReceived(download == null ? reply.body().length : download.size());
      return reply;
    } catch (ExchangeFailedException e) {
      switch (e.kind()) {
        case BROKEN -> {
          outcome.setEnding(outcome.of(e));
          throw new RetryException(backoff());
        }
        case STALE -> {
          outcome.setEnding(outcome.of(e));
          throw new RetryException(delayAfterStaleConnection());
        }
        default -> throw outcome.of(e);
      }
    }
  }

  /**
   * Returns no delay before a new connection is tried, up to the limit; the request is signed
   * again, so that the same bytes are never sent twice.
   */
  private Duration delayAfterStaleConnection() {
    if (++staleConnections > MAX_STALE_CONNECTIONS) {
      return backoff();
    }
    record.attemptNotCounted();
    return Duration.ZERO;
  }

  private VerifiedReply verify(RawReply reply, Signed signed, Instant now)
      throws RetryException, InterruptedException {
    try {
      VerifiedReply verified = verifyWithNewestKeys(reply, signed, now);
      capture(signed, reply, reply.status() == 401);
      return verified;
    } catch (UntrustedReplyException e) {
      capture(signed, reply, true);
      OutcomeUnknownException untrusted = outcome.untrusted(untrusted(reply, e));
      if (e.flaw() == Flaw.UNSIGNED && reply.status() >= 500) {
        // A proxy or load balancer that could not reach the gateway, or lost its answer.
        outcome.setEnding(untrusted);
        throw new RetryException(backoff());
      }
      throw untrusted;
    } catch (RuntimeException | Error e) {
      // The verifier may be the application's own, and the request has left.
      FatalErrors.rethrow(e);
      throw outcome.untrusted(
          "an answer (HTTP "
              + reply.status()
              + ") cannot be trusted: verifying it failed with "
              + e.getClass().getSimpleName());
    }
  }

  private VerifiedReply verifyWithNewestKeys(RawReply reply, Signed signed, Instant now)
      throws UntrustedReplyException, InterruptedException {
    VerifiedReply verified;
    try {
      verified = verified(reply, signed, now);
    } catch (UntrustedReplyException e) {
      String claimed = ReplyVerifier.claimedKey(reply);
      if (e.flaw() != Flaw.UNKNOWN_KEY || claimed == null) {
        throw e;
      }
      if (!context.isOver()) {
        stages.keyList().refresh(claimed, now, context.left());
      }
      if (stages.ring().find(claimed, now) == null) {
        throw new UntrustedReplyException(Flaw.UNKNOWN_KEY, stages.keyList().problem());
      }
      verified = verified(reply, signed, now);
    }
    // Its binding to this request's nonce proves that it is new. If its time is old, either this
    // machine's clock is wrong, which the gateway may report once, or the answer cannot be trusted.
    if (!verified.fresh() && !(reply.status() == 401 && !clockCorrected)) {
      throw new UntrustedReplyException(Flaw.STALE);
    }
    return verified;
  }

  private VerifiedReply verified(RawReply reply, Signed signed, Instant now)
      throws UntrustedReplyException {
    return stages
        .verifier()
        .verify(reply, signed.signature(), id -> stages.ring().find(id, now), now);
  }

  private void capture(Signed signed, RawReply reply, boolean failed) {
    CaptureFiles captures = stages.captures();
    if (captures != null) {
      Call call = context.call();
      captures.write(signed, reply, call.requestId() + "-" + call.attempts(), failed);
    }
  }

  private static String untrusted(RawReply reply, UntrustedReplyException e) {
    boolean hasNoSignature =
        reply.header("signature") == null && reply.header("signature-input") == null;
    return e.flaw() == Flaw.UNSIGNED && hasNoSignature
        ? ConnectionFault.intermediary(reply.status(), reply.header("content-type"))
        : "an answer (HTTP " + reply.status() + ") cannot be trusted: " + e.getMessage();
  }

  /** Returns the answer, or throws what a rejection means. */
  private T read(VerifiedReply verified) throws RetryException, InterruptedException {
    RawReply reply = verified.reply();
    try {
      if (!ReplyReader.isSuccess(request, reply)) {
        Rejection rejection = stages.reader().rejection(reply, verified.created());
        throw new RetryException(delayAfterRejection(rejection, verified));
      }
      T answer = stages.reader().answer(request, reply, download);
      record.answered(reply.status());
      return answer;
    } catch (UnreadableException e) {
      throw outcome.unreadable(reply, e);
    } catch (OversizedException e) {
      throw outcome.oversized(reply);
    } catch (UnsavedException e) {
      throw outcome.unsaved(e.getCause());
    }
  }

  /** Returns the delay before another attempt, or throws what the rejection means to the caller. */
  private Duration delayAfterRejection(Rejection rejection, VerifiedReply verified)
      throws InterruptedException {
    int status = verified.reply().status();
    String code = rejection.problem().code();
    if (status == 401 && code.equals("CLOCK_SKEW") && !clockCorrected) {
      // This is the signed time; no signature covers the Date header.
      clockCorrected = true;
      stages.clock().set(verified.created());
      record.refused(status, code);
      outcome.setEnding(outcome.of(rejection));
      return Duration.ZERO;
    }
    if (!verified.fresh()) {
      throw outcome.untrusted(
          "an answer (HTTP 401) cannot be trusted: it is too old or from the future");
    }
    record.refused(status, code);
    outcome.setEnding(outcome.of(rejection));
    if (isSealKeyUnknown(rejection.problem()) && !resealed && reseal()) {
      return Duration.ZERO;
    }
    Duration wait = rejection.problem().retryAfter();
    boolean isRetryable = status == 429 || status == 503 || code.equals("REQUEST_IN_PROGRESS");
    if (!isRetryable || wait == null) {
      throw outcome.ending();
    }
    return wait;
  }

  private static boolean isSealKeyUnknown(RejectedException.Problem problem) {
    return problem.fields().stream().anyMatch(field -> "SEAL_KEY_UNKNOWN".equals(field.code()));
  }

  /**
   * Writes the request again for the gateway's newest sealing key, under the same idempotency key.
   */
  private boolean reseal() throws InterruptedException {
    resealed = true;
    if (!stages.ring().acceptsOffers() || context.isOver()) {
      return false;
    }
    stages.keyList().refreshSealing(stages.clock().now(), context.left());
    try {
      unsigned = stages.writer().write(context);
      return true;
    } catch (NotSentException e) {
      // The caller learns what the gateway has just answered.
      return false;
    }
  }

  private Duration backoff() {
    return BACKOFF.wait(record.attempts() - 1);
  }
}

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
 * One call under one deadline: its request is written, and each attempt is signed, sent, verified
 * and read afresh, under the same idempotency key.
 *
 * <p>It repeats after a broken connection, an unsigned 5xx (a proxy's), a verified 429 or 503 that
 * says when to come back, a command that the gateway is still working on, and once after the
 * gateway says that this machine's clock is wrong. A kept connection that turns out dead costs no
 * attempt, as long as that does not happen again and again.
 */
final class CallExecution<T> {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Backoff.Jitter.FULL);

  /**
   * How many dead connections a call passes over: the first takes all idle ones with it, but others
   * come back from calls that end meanwhile, and one of HTTP/2 that takes few requests is shared by
   * many.
   */
  private static final int MAX_STALE_CONNECTIONS = 10;

  private final Rooms rooms;
  private final int maxAttempts;
  private final GovRequest<T> request;
  private final CallContext context;
  private final CallOutcome outcome;
  private final CallRecord record;
  private final @Nullable TempDownload part;
  private UnsignedRequest unsigned;
  private boolean clockCorrected;
  private boolean sealedAgain;
  private int staleConnections;

  private CallExecution(
      Rooms rooms,
      int maxAttempts,
      GovRequest<T> request,
      CallContext context,
      @Nullable TempDownload part) {
    this.rooms = rooms;
    this.maxAttempts = maxAttempts;
    this.request = request;
    this.context = context;
    this.part = part;
    outcome = new CallOutcome(context);
    record = context.record();
    unsigned = rooms.writer().write(context);
  }

  /** Executes a call; a file that it downloads takes its place at the end, or vanishes. */
  static <T> T execute(Rooms rooms, int maxAttempts, GovRequest<T> request, CallContext context) {
    if (!(request.reply() instanceof Reply.File file)) {
      return new CallExecution<>(rooms, maxAttempts, request, context, null).execute();
    }
    try (TempDownload part = TempDownload.beside(file.target(), file.maxBytes())) {
      return new CallExecution<>(rooms, maxAttempts, request, context, part).execute();
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

  /** Goes through the rooms in their order; each takes what the one before has made. */
  private T attempt() throws RetryException, InterruptedException {
    record.attemptStarts();
    Instant now = rooms.clock().now();
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
      return rooms.signer().sign(unsigned, now);
    } catch (Throwable e) {
      // A token's provider throws ProviderException, which is none of the declared ones, or lacks a
      // class; and an attempt before this one may have arrived.
      FatalErrors.rethrow(e);
      throw outcome.unsigned(e);
    }
  }

  private RawReply exchange(Signed signed) throws RetryException {
    if (context.isOver()) {
      throw outcome.outOfTime("the deadline has passed");
    }
    record.sends(unsigned.length());
    try {
      RawReply reply = rooms.transport().exchange(signed, context.left(), request.longPoll(), part);
      record.receives(part == null ? reply.body().length : part.size());
      return reply;
    } catch (ExchangeFailedException e) {
      switch (e.kind()) {
        case BROKEN -> {
          outcome.endsWith(outcome.of(e));
          throw new RetryException(backoff());
        }
        case STALE -> {
          outcome.endsWith(outcome.of(e));
          throw new RetryException(afterStaleConnection());
        }
        default -> throw outcome.of(e);
      }
    }
  }

  /**
   * Tries a new connection at once, with the request signed again: no bytes of a request are sent
   * twice.
   */
  private Duration afterStaleConnection() {
    if (++staleConnections > MAX_STALE_CONNECTIONS) {
      return backoff();
    }
    record.attemptCostsNothing();
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
        outcome.endsWith(untrusted);
        throw new RetryException(backoff());
      }
      throw untrusted;
    } catch (RuntimeException | Error e) {
      // A verifier may be the application's, as one whose key is in a token; the request has left.
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
        rooms.keyList().refresh(claimed, now, context.left());
      }
      if (rooms.ring().find(claimed, now) == null) {
        throw new UntrustedReplyException(Flaw.UNKNOWN_KEY, rooms.keyList().problem());
      }
      verified = verified(reply, signed, now);
    }
    // Its binding to this request's nonce proves that it is new. An old time in it is either the
    // gateway's own, who then says so and is believed once, or a reason to believe nothing.
    if (!verified.fresh() && !(reply.status() == 401 && !clockCorrected)) {
      throw new UntrustedReplyException(Flaw.STALE);
    }
    return verified;
  }

  private VerifiedReply verified(RawReply reply, Signed signed, Instant now)
      throws UntrustedReplyException {
    return rooms
        .verifier()
        .verify(reply, signed.signature(), id -> rooms.ring().find(id, now), now);
  }

  private void capture(Signed signed, RawReply reply, boolean failed) {
    CaptureFiles captures = rooms.captures();
    if (captures != null) {
      Call call = context.call();
      captures.exchange(signed, reply, call.requestId() + "-" + call.attempts(), failed);
    }
  }

  private static String untrusted(RawReply reply, UntrustedReplyException e) {
    boolean bare = reply.header("signature") == null && reply.header("signature-input") == null;
    return e.flaw() == Flaw.UNSIGNED && bare
        ? ConnectionFault.intermediary(reply.status(), reply.header("content-type"))
        : "an answer (HTTP " + reply.status() + ") cannot be trusted: " + e.getMessage();
  }

  /** Returns the model, or throws what the gateway's no means. */
  private T read(VerifiedReply verified) throws RetryException, InterruptedException {
    RawReply reply = verified.reply();
    try {
      if (!ReplyReader.isSuccess(request, reply)) {
        Rejection rejection = rooms.reader().rejection(reply, verified.created());
        throw new RetryException(afterRejection(rejection, verified));
      }
      T answer = rooms.reader().answer(request, reply, part);
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

  /** Returns how long to wait for another attempt, or throws what the caller shall know. */
  private Duration afterRejection(Rejection rejection, VerifiedReply verified)
      throws InterruptedException {
    int status = verified.reply().status();
    String code = rejection.problem().code();
    if (status == 401 && code.equals("CLOCK_SKEW") && !clockCorrected) {
      // The signed time, not the Date header, which nobody has signed.
      clockCorrected = true;
      rooms.clock().set(verified.created());
      record.refused(status, code);
      outcome.endsWith(outcome.of(rejection));
      return Duration.ZERO;
    }
    if (!verified.fresh()) {
      throw outcome.untrusted(
          "an answer (HTTP 401) cannot be trusted: it is too old or from the future");
    }
    record.refused(status, code);
    outcome.endsWith(outcome.of(rejection));
    if (sealKeyUnknown(rejection.problem()) && !sealedAgain && sealsAgain()) {
      return Duration.ZERO;
    }
    Duration wait = rejection.problem().retryAfter();
    boolean comeBack = status == 429 || status == 503 || code.equals("REQUEST_IN_PROGRESS");
    if (!comeBack || wait == null) {
      throw outcome.ending();
    }
    return wait;
  }

  private static boolean sealKeyUnknown(RejectedException.Problem problem) {
    return problem.fields().stream().anyMatch(field -> "SEAL_KEY_UNKNOWN".equals(field.code()));
  }

  /** Writes the request for the gateway's newest sealing key, under the same idempotency key. */
  private boolean sealsAgain() throws InterruptedException {
    sealedAgain = true;
    if (!rooms.ring().takesOffers() || context.isOver()) {
      return false;
    }
    rooms.keyList().refreshSealing(rooms.clock().now(), context.left());
    try {
      unsigned = rooms.writer().write(context);
      return true;
    } catch (NotSentException e) {
      // What is known of the call is what the gateway has just said.
      return false;
    }
  }

  private Duration backoff() {
    return BACKOFF.wait(record.attempts() - 1);
  }
}

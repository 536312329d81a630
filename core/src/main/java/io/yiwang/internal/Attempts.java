package io.yiwang.internal;

import io.yiwang.GovException;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.HttpTransport.FailedException;
import io.yiwang.internal.JsonCodec.UnreadableException;
import io.yiwang.internal.ReplyReader.OversizedException;
import io.yiwang.internal.ReplyReader.Rejection;
import io.yiwang.internal.TempDownload.UnsavedException;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.signing.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call under one deadline: each attempt is signed, sent, verified and read afresh, under the
 * same idempotency key. Knows at every moment whether the command may have been carried out, and
 * never says no where it does not know.
 *
 * <p>It repeats after a broken connection, an unsigned 5xx (a proxy's), a verified 429 or 503 that
 * says when to come back, a command that the gateway is still working on, and once after the
 * gateway says that this machine's clock is wrong. A kept connection that turns out dead costs no
 * attempt, as long as that does not go on.
 */
final class Attempts {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration LAST_BACKOFF = Duration.ofSeconds(5);

  /**
   * How many dead connections a call passes over: the first takes all idle ones with it, but others
   * come back from calls that end meanwhile, and one of HTTP/2 that takes few requests is shared by
   * many.
   */
  private static final int MAX_STALE_CONNECTIONS = 10;

  /** How long and how often. */
  record Limits(Duration callTimeout, int maxAttempts) {}

  private final RequestSigner signer;
  private final HttpTransport transport;
  private final ReplyVerifier verifier;
  private final ReplyReader reader;
  private final KeyRing ring;
  private final KeyList keyList;
  private final Limits limits;
  private final GatewayClock clock;
  private final @Nullable CaptureFiles captures;
  private final Sleeper pause;

  Attempts(
      RequestSigner signer,
      HttpTransport transport,
      ReplyVerifier verifier,
      ReplyReader reader,
      KeyRing ring,
      KeyList keyList,
      Limits limits,
      GatewayClock clock,
      @Nullable CaptureFiles captures,
      Sleeper pause) {
    this.signer = signer;
    this.transport = transport;
    this.verifier = verifier;
    this.reader = reader;
    this.ring = ring;
    this.keyList = keyList;
    this.limits = limits;
    this.clock = clock;
    this.captures = captures;
    this.pause = pause;
  }

  /** The gateway's time, as far as it is known. */
  Instant now() {
    return clock.now();
  }

  /** When a call that begins now must have ended, by the pause's clock. */
  long deadline(GovRequest<?> request) {
    Duration own = request.timeout();
    return pause.nanos() + (own == null ? limits.callTimeout() : own).toNanos();
  }

  /**
   * Runs a call.
   *
   * @param body writes the request; once more if its sealing key turns out to be out of use
   */
  <T> T run(
      GovRequest<T> request, Supplier<UnsignedRequest> body, CallRecord record, long deadline) {
    Path target = request.target();
    if (target == null) {
      return new CallExecution<>(request, body, record, deadline, null).execute();
    }
    try (TempDownload part = TempDownload.beside(target, request.maxBytes())) {
      return new CallExecution<>(request, body, record, deadline, part).execute();
    } catch (IOException e) {
      throw new NotSentException(
          record.call(),
          NotSentException.Reason.UNWRITABLE_TARGET,
          "there is no place for the file to come; check that its folder exists and can be written",
          e);
    }
  }

  /** One call under way. */
  private final class CallExecution<T> {
    private final GovRequest<T> request;
    private final Supplier<UnsignedRequest> body;
    private final CallRecord record;
    private final long deadline;
    private final @Nullable TempDownload part;
    private UnsignedRequest outgoing;

    /** Whether an attempt left and nothing trustworthy has said what became of it. */
    private boolean inDoubt;

    private boolean clockCorrected;

    private boolean sealedAnew;

    private int staleConnections;

    /** What the attempt before ended with, should there be no other. */
    private @Nullable GovException last;

    CallExecution(
        GovRequest<T> request,
        Supplier<UnsignedRequest> body,
        CallRecord record,
        long deadline,
        @Nullable TempDownload part) {
      this.request = request;
      this.body = body;
      this.record = record;
      this.deadline = deadline;
      this.part = part;
      outgoing = body.get();
    }

    T execute() {
      while (true) {
        record.attemptStarts();
        Duration wait;
        try {
          Instant now = now();
          Signed signed = sign(now);
          RawReply reply = exchange(signed);
          VerifiedReply verified = verify(reply, signed, now);
          if (ReplyReader.isSuccess(request, reply)) {
            return success(verified.reply());
          }
          wait = afterRejection(verified);
        } catch (RetryException again) {
          wait = again.wait;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw interrupted();
        }
        await(wait);
      }
    }

    private Signed sign(Instant now) {
      try {
        return signer.sign(outgoing, now);
      } catch (GeneralSecurityException | IOException | RuntimeException e) {
        // A token's provider throws ProviderException, which is none of the declared ones.
        if (inDoubt) {
          throw unknown(
              OutcomeUnknownException.Reason.NO_ANSWER, "a repeat could not be signed", null);
        }
        // The cause may come from a provider that quotes the key's place; its type is enough.
        throw notSent(
            NotSentException.Reason.SIGNING_FAILED,
            "signing failed with " + e.getClass().getSimpleName() + "; check the signer's key",
            null);
      }
    }

    private RawReply exchange(Signed signed) throws RetryException {
      Duration left = left();
      if (left.isNegative() || left.isZero()) {
        throw outOfTime("the deadline has passed");
      }
      record.sends(outgoing.length());
      try {
        RawReply reply = transport.exchange(signed, left, request.longPoll(), part);
        record.receives(part == null ? reply.body().length : part.size());
        return reply;
      } catch (FailedException e) {
        inDoubt |= e.sent();
        switch (e.kind()) {
          case OVERSIZED ->
              throw unknown(
                  OutcomeUnknownException.Reason.OVERSIZED_REPLY,
                  "the answer is larger than the limit",
                  null);
          case UNSAVED -> throw unsaved(e.getCause());
          case TIMED_OUT -> throw outOfTime(e.text());
          case INTERRUPTED -> throw interrupted();
          case BROKEN -> throw again(broken(e), backoff());
          case STALE -> throw again(broken(e), afterStaleConnection());
        }
        throw new IllegalStateException("every kind is handled", e);
      }
    }

    /** A new connection is tried at once, signed afresh: no bytes of a request are sent twice. */
    private Duration afterStaleConnection() {
      if (++staleConnections > MAX_STALE_CONNECTIONS) {
        return backoff();
      }
      record.attemptCostsNothing();
      return Duration.ZERO;
    }

    private GovException broken(FailedException e) {
      return inDoubt
          ? unknown(OutcomeUnknownException.Reason.NO_ANSWER, e.text(), e.getCause())
          : notSent(NotSentException.Reason.NO_CONNECTION, e.text(), e.getCause());
    }

    private VerifiedReply verify(RawReply reply, Signed signed, Instant now)
        throws RetryException, InterruptedException {
      try {
        VerifiedReply verified = verifyWithNewestKeys(reply, signed, now);
        capture(signed, reply, reply.status() == 401);
        return verified;
      } catch (UntrustedReplyException e) {
        inDoubt = true;
        capture(signed, reply, true);
        OutcomeUnknownException untrusted =
            unknown(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, untrusted(reply, e), null);
        if (e.flaw() == Flaw.UNSIGNED && reply.status() >= 500) {
          // A proxy or load balancer that could not reach the gateway, or lost its answer.
          throw again(untrusted, backoff());
        }
        throw untrusted;
      }
    }

    private void capture(Signed signed, RawReply reply, boolean failed) {
      if (captures != null) {
        Call call = call();
        captures.exchange(signed, reply, call.requestId() + "-" + call.attempts(), failed);
      }
    }

    private static String untrusted(RawReply reply, UntrustedReplyException e) {
      boolean bare = reply.header("signature") == null && reply.header("signature-input") == null;
      return e.flaw() == Flaw.UNSIGNED && bare
          ? ConnectionFault.intermediary(reply.status(), reply.header("content-type"))
          : "an answer (HTTP " + reply.status() + ") cannot be trusted: " + e.getMessage();
    }

    private VerifiedReply verifyWithNewestKeys(RawReply reply, Signed signed, Instant now)
        throws UntrustedReplyException, InterruptedException {
      VerifiedReply verified;
      try {
        verified = verifier.verify(reply, signed.signature(), id -> ring.find(id, now), now);
      } catch (UntrustedReplyException e) {
        String claimed = ReplyVerifier.claimedKey(reply);
        if (e.flaw() != Flaw.UNKNOWN_KEY || claimed == null) {
          throw e;
        }
        Duration left = left();
        if (left.compareTo(Duration.ZERO) > 0) {
          keyList.refresh(claimed, now, left);
        }
        if (ring.find(claimed, now) == null) {
          throw new UntrustedReplyException(Flaw.UNKNOWN_KEY, keyList.problem());
        }
        verified = verifier.verify(reply, signed.signature(), id -> ring.find(id, now), now);
      }
      // Its binding to this request's nonce proves that it is new. An old time in it is either the
      // gateway's own, who then says so and is believed once, or a reason to believe nothing.
      if (!verified.fresh() && !(reply.status() == 401 && !clockCorrected)) {
        throw new UntrustedReplyException(Flaw.STALE);
      }
      return verified;
    }

    private T success(RawReply reply) {
      try {
        T answer = answer(reply);
        record.answered(reply.status());
        return answer;
      } catch (UnreadableException e) {
        throw unreadable(reply, e);
      } catch (OversizedException e) {
        throw oversized(reply);
      } catch (UnsavedException e) {
        throw unsaved(e.getCause());
      }
    }

    @SuppressWarnings("unchecked") // The factory of a download gives no other answer.
    private T answer(RawReply reply)
        throws UnreadableException, OversizedException, UnsavedException {
      return part == null ? reader.success(request, reply) : (T) reader.download(reply, part);
    }

    private OutcomeUnknownException unsaved(@Nullable Throwable cause) {
      return unknown(
          OutcomeUnknownException.Reason.UNSAVED_REPLY,
          "the file that came could not be saved; check the disk",
          cause);
    }

    /** Returns how long to wait for another attempt, or throws what the caller shall know. */
    private Duration afterRejection(VerifiedReply verified) throws InterruptedException {
      RawReply reply = verified.reply();
      Rejection rejection;
      try {
        rejection = reader.rejection(reply, verified.created());
      } catch (UnreadableException e) {
        throw unreadable(reply, e);
      } catch (OversizedException e) {
        throw oversized(reply);
      }
      String code = rejection.problem().code();
      if (reply.status() == 401 && code.equals("CLOCK_SKEW") && !clockCorrected) {
        // The signed time, not the Date header, which nobody has signed.
        clockCorrected = true;
        clock.set(verified.created());
        record.refused(reply.status(), code);
        last = verdict(rejection);
        return Duration.ZERO;
      }
      if (!verified.fresh()) {
        inDoubt = true;
        throw unknown(
            OutcomeUnknownException.Reason.UNTRUSTED_REPLY,
            "an answer (HTTP 401) cannot be trusted: it is too old or from the future",
            null);
      }
      record.refused(reply.status(), code);
      last = verdict(rejection);
      if (sealKeyUnknown(rejection.problem()) && !sealedAnew && sealsAnew()) {
        return Duration.ZERO;
      }
      Duration wait = rejection.problem().retryAfter();
      boolean comeBack =
          reply.status() == 429 || reply.status() == 503 || code.equals("REQUEST_IN_PROGRESS");
      if (!comeBack || wait == null) {
        throw last;
      }
      return wait;
    }

    private static boolean sealKeyUnknown(RejectedException.Problem problem) {
      return problem.fields().stream().anyMatch(field -> "SEAL_KEY_UNKNOWN".equals(field.code()));
    }

    /** Writes the body for the gateway's newest sealing key, under the same idempotency key. */
    private boolean sealsAnew() throws InterruptedException {
      sealedAnew = true;
      Duration left = left();
      if (!ring.takesOffers() || left.isNegative() || left.isZero()) {
        return false;
      }
      keyList.refreshSealing(now(), left);
      try {
        outgoing = body.get();
        return true;
      } catch (NotSentException e) {
        // What is known of the call is what the gateway has just said.
        return false;
      }
    }

    private GovException verdict(Rejection rejection) {
      GovException verdict = RejectionMapper.of(request, call(), inDoubt, rejection);
      inDoubt |= verdict instanceof OutcomeUnknownException;
      return verdict;
    }

    private void await(Duration wait) {
      GovException ending = last;
      if (ending == null) {
        throw new IllegalStateException("no attempt ends without a reason");
      }
      if (record.attempts() >= limits.maxAttempts() || wait.compareTo(left()) >= 0) {
        throw ending;
      }
      try {
        if (!wait.isZero()) {
          pause.await(wait);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      }
    }

    private RetryException again(GovException ending, Duration wait) {
      last = ending;
      return new RetryException(wait);
    }

    /** Exponential, with full jitter: any wait from nothing to the step. */
    private Duration backoff() {
      long step = FIRST_BACKOFF.toNanos() << Math.min(record.attempts() - 1, 10);
      long most = Math.min(step, LAST_BACKOFF.toNanos());
      return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most));
    }

    private Duration left() {
      return Duration.ofNanos(deadline - pause.nanos());
    }

    private Call call() {
      return record.call();
    }

    private GovException outOfTime(String text) {
      return inDoubt
          ? unknown(OutcomeUnknownException.Reason.DEADLINE, text, null)
          : notSent(NotSentException.Reason.DEADLINE, text, null);
    }

    private GovException interrupted() {
      return inDoubt
          ? unknown(OutcomeUnknownException.Reason.INTERRUPTED, "interrupted", null)
          : notSent(NotSentException.Reason.INTERRUPTED, "interrupted", null);
    }

    private OutcomeUnknownException unreadable(RawReply reply, UnreadableException e) {
      record.refused(reply.status(), null);
      inDoubt = true;
      return unknown(
          OutcomeUnknownException.Reason.UNREADABLE_REPLY,
          "the answer (HTTP " + reply.status() + ") cannot be read: " + e.getMessage(),
          null);
    }

    private OutcomeUnknownException oversized(RawReply reply) {
      record.refused(reply.status(), null);
      inDoubt = true;
      return unknown(
          OutcomeUnknownException.Reason.OVERSIZED_REPLY,
          "the answer is larger than the limit after decompression",
          null);
    }

    private GovException notSent(
        NotSentException.Reason reason, String text, @Nullable Throwable cause) {
      // Once an attempt was turned away, something has left: its no is then what is known.
      return last instanceof RejectedException no
          ? no
          : new NotSentException(call(), reason, text, cause);
    }

    private OutcomeUnknownException unknown(
        OutcomeUnknownException.Reason reason, String text, @Nullable Throwable cause) {
      return new OutcomeUnknownException(
          call(), reason, text, request.idempotencyKey(), null, cause);
    }
  }

  /** Another attempt may help. */
  private static final class RetryException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Duration wait;

    RetryException(Duration wait) {
      super(null, null, false, false);
      this.wait = wait;
    }
  }
}

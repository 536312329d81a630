package io.yiwang.internal;

import io.yiwang.GovRequest;
import io.yiwang.internal.TrustedKeys.Offer;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.internal.json.UnreadableException;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.FatalErrors;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the gateway's key list when an answer names a key that the ring does not hold, or there
 * is something to seal and no sealing key at hand that was listed within a day: once for all who
 * wait, and at most once a minute. Where no list could be taken over, the first tries after it come
 * sooner, so that one bad answer does not keep a client from sealing for a minute.
 *
 * <p>The list may be signed with the very key that it introduces. It is then read before its
 * signature holds, to get at that key's certificates and nothing else: they prove themselves by
 * their chain, and the list is taken over only when the key they carry verifies it. Only the first
 * list may do so; see {@link TrustedKeys}.
 *
 * @see "IGS/1 section 2.5"
 */
final class KeyList {
  private static final Logger log = LoggerFactory.getLogger(KeyList.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** After fetches that gave no list, up to the whole interval. */
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), INTERVAL, Backoff.Jitter.NONE);

  private static final int MAX_BYTES = 1 << 20;

  /** How long a sealing key is used without looking whether the gateway has withdrawn it. */
  private static final Duration SEALING_AGE = Duration.ofDays(1);

  /** The wire shape. */
  record Keys(List<GatewayKey> keys) {
    Keys {
      keys = List.copyOf(keys);
    }
  }

  static final GovRequest<Keys> REQUEST = GovRequest.query("keys.list", "keys", Keys.class);

  private final UnsignedRequest request;
  private final String host;
  private final RequestSigner signer;
  private final HttpTransport transport;
  private final ReplyVerifier verifier;
  private final ReplyReader reader;
  private final TrustedKeys ring;
  private final Sleeper pause;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean asked;
  private long askedAt;
  private Duration interval = Duration.ZERO;
  private int failures;

  /** Why the last list, or one of its keys, was not taken over; empty where all was. */
  private volatile Problem problem = Problem.NONE;

  KeyList(
      UnsignedRequest request,
      String host,
      RequestSigner signer,
      HttpTransport transport,
      ReplyVerifier verifier,
      ReplyReader reader,
      TrustedKeys ring,
      Sleeper pause) {
    this.request = request;
    this.host = host;
    this.signer = signer;
    this.transport = transport;
    this.verifier = verifier;
    this.reader = reader;
    this.ring = ring;
    this.pause = pause;
  }

  /** Brings the ring up to date for a key that an answer names. */
  void refresh(String wanted, Instant now, Duration timeout) throws InterruptedException {
    refresh(() -> ring.find(wanted, now) != null, now, timeout);
  }

  /** Brings the ring up to date because the gateway does not know the key that was sealed for. */
  void refreshSealing(Instant now, Duration timeout) throws InterruptedException {
    refresh(() -> false, now, timeout);
  }

  /**
   * Says why the last fetch gave no list, or not all of it.
   *
   * @param text empty if nothing was wrong
   * @param unreachable whether the gateway could not be reached
   */
  private record Problem(String text, boolean unreachable) {
    static final Problem NONE = new Problem("", false);

    /** Returns the end of a sentence about a member that must be sealed. */
    String ofSealing() {
      return unreachable
          ? "the gateway's key list " + text
          : "the gateway's key list has no trusted sealing key, or could not be fetched"
              + (text.isEmpty() ? "" : " (" + text + ")")
              + "; check the trust anchors, or give a sealer";
    }
  }

  /** Returns why the ring may lack a key that the gateway uses; empty where nothing is known. */
  String problem() {
    return problem.text();
  }

  /** Seals for the gateway's key of the moment; nothing where the list has to be fetched for it. */
  @Nullable Sealer sealerAtHand(Instant now) {
    return isOld(now) ? null : ring.sealer(now);
  }

  /**
   * Seals for the gateway's key of the moment, which may need a fetch.
   *
   * @throws NoSealingKeyException if none is trusted, and fetching the list gave none
   */
  Sealer sealer(Instant now, Duration timeout) throws NoSealingKeyException {
    try {
      refresh(() -> sealerAtHand(now) != null, now, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoSealingKeyException(
          "interrupted while fetching the gateway's sealing key", false);
    }
    Sealer sealer = ring.sealer(now);
    if (sealer == null) {
      Problem why = problem;
      throw new NoSealingKeyException(why.ofSealing(), why.unreachable());
    }
    return sealer;
  }

  private boolean isOld(Instant now) {
    return ring.adoptedAt().isBefore(now.minus(SEALING_AGE));
  }

  /**
   * Fetches the list, if the ring takes offers, it is needed, and the last fetch is long enough
   * ago.
   */
  private void refresh(BooleanSupplier satisfied, Instant now, Duration timeout)
      throws InterruptedException {
    if (!ring.takesOffers() || satisfied.getAsBoolean()) {
      return;
    }
    long deadline = pause.nanos() + timeout.toNanos();
    if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      boolean recent = asked && pause.nanos() - askedAt < interval.toNanos();
      Duration left = Duration.ofNanos(deadline - pause.nanos());
      // Another thread may have fetched it while this one waited.
      if (recent || satisfied.getAsBoolean() || left.isNegative() || left.isZero()) {
        return;
      }
      asked = true;
      askedAt = pause.nanos();
      interval = BACKOFF.wait(failures++);
      problem = new Problem(fetch(now, left), false);
      interval = INTERVAL;
      failures = 0;
    } catch (ExchangeFailedException e) {
      failed(new Problem("could not be fetched: " + e.text(), true));
    } catch (UntrustedReplyException e) {
      failed(new Problem(String.valueOf(e.getMessage()), false));
    } catch (UnreadableException | OversizedException e) {
      failed(new Problem("the answer is not a key list", false));
    } catch (GeneralSecurityException e) {
      failed(new Problem(String.valueOf(e.getMessage()), false));
    } finally {
      lock.unlock();
    }
  }

  private void failed(Problem found) {
    problem = found;
    log.warn("the gateway's key list was not accepted ({})", found.text());
  }

  /** Returns what is wrong with keys of the list that were not taken. */
  private String fetch(Instant now, Duration timeout)
      throws ExchangeFailedException,
          UntrustedReplyException,
          UnreadableException,
          OversizedException,
          GeneralSecurityException {
    Signed signed = signed(now);
    RawReply reply;
    try {
      reply = transport.exchange(signed, timeout);
    } catch (ExchangeFailedException e) {
      if (e.kind() != ExchangeFailedException.Kind.STALE || e.sent()) {
        throw e;
      }
      // A kept connection had been closed; nothing was sent, and now there is a new one.
      signed = signed(now);
      reply = transport.exchange(signed, timeout);
    }
    if (reply.status() != 200) {
      throw new GeneralSecurityException(
          "the answer to GET keys is HTTP " + reply.status() + "; check the endpoint's path");
    }
    if (reply.body().length > MAX_BYTES) {
      throw new OversizedException();
    }
    Offer offer = offer(reply);
    Verifier by = ring.signer(offer, now);
    // Its binding to this request's nonce proves that it is new, whatever this machine's clock
    // says.
    verifier.verify(reply, signed.signature(), id -> by, now);
    return ring.adopt(offer, by, now);
  }

  private Signed signed(Instant now) throws GeneralSecurityException {
    try {
      return signer.sign(request, now);
    } catch (Throwable e) {
      FatalErrors.rethrow(e);
      // Without the cause: it may come from a provider that quotes the key's place.
      throw new GeneralSecurityException(
          "signing the request for it failed with " + e.getClass().getSimpleName());
    }
  }

  private Offer offer(RawReply reply)
      throws UntrustedReplyException, UnreadableException, OversizedException {
    Map<String, Object> claims = ReplyVerifier.input(reply).parameters();
    if (!(claims.get("keyid") instanceof String keyId)
        || !(claims.get("created") instanceof Long created)) {
      throw new UntrustedReplyException(Flaw.WRONG_COVERAGE);
    }
    Instant signedAt = Instant.ofEpochSecond(created);
    return new Offer(host, reader.success(REQUEST, reply).keys(), keyId, signedAt);
  }
}

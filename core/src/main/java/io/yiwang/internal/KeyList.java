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
 * Fetches the gateway's key list when an answer names a key that the ring does not hold, or when
 * something must be sealed and no sealing key was listed within a day. Concurrent calls share one
 * fetch, and there is at most one a minute. After a failed fetch the next ones come sooner, so that
 * one bad answer does not stop a client from sealing for a minute.
 *
 * <p>The list may be signed with a key that it introduces itself. It is then read before its
 * signature is verified, but only for the certificates of that key: their chain proves them, and
 * the list is adopted only if the key that they carry verifies it. Only the first list may do so;
 * see {@link TrustedKeys}.
 *
 * @see "IGS/1 section 2.5"
 */
final class KeyList {
  private static final Logger log = LoggerFactory.getLogger(KeyList.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** The wait after failed fetches, up to the full interval. */
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), INTERVAL, Backoff.Jitter.NONE);

  private static final int MAX_BYTES = 1 << 20;

  /** How long a sealing key is used without checking whether the gateway has withdrawn it. */
  private static final Duration SEALING_AGE = Duration.ofDays(1);

  /** The wire form of the list. */
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
  private final Sleeper sleeper;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean asked;
  private long askedAt;
  private Duration interval = Duration.ZERO;
  private int failures;

  /** Why the last list, or one of its keys, was not adopted; empty if all were. */
  private volatile Problem problem = Problem.NONE;

  KeyList(
      UnsignedRequest request,
      String host,
      RequestSigner signer,
      HttpTransport transport,
      ReplyVerifier verifier,
      ReplyReader reader,
      TrustedKeys ring,
      Sleeper sleeper) {
    this.request = request;
    this.host = host;
    this.signer = signer;
    this.transport = transport;
    this.verifier = verifier;
    this.reader = reader;
    this.ring = ring;
    this.sleeper = sleeper;
  }

  /** Updates the ring for a key that an answer names. */
  void refresh(String wanted, Instant now, Duration timeout) throws InterruptedException {
    refresh(() -> ring.find(wanted, now) != null, now, timeout);
  }

  /** Updates the ring because the gateway did not know the key that was used for sealing. */
  void refreshSealing(Instant now, Duration timeout) throws InterruptedException {
    refresh(() -> false, now, timeout);
  }

  /**
   * Says why the last fetch failed, or did not bring all keys.
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

  /** Returns why the ring may lack a key that the gateway uses; empty if nothing is known. */
  String problem() {
    return problem.text();
  }

  /** Returns a sealer for the gateway's current key; null if the list must be fetched for it. */
  @Nullable Sealer currentSealer(Instant now) {
    return isOld(now) ? null : ring.sealer(now);
  }

  /**
   * Returns a sealer for the gateway's current key, after fetching the list if necessary.
   *
   * @throws NoSealingKeyException if there is no trusted key, even after fetching the list
   */
  Sealer sealer(Instant now, Duration timeout) throws NoSealingKeyException {
    try {
      refresh(() -> currentSealer(now) != null, now, timeout);
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
   * Fetches the list if the ring accepts offers, a key is needed, and the last fetch is long enough
   * ago.
   */
  private void refresh(BooleanSupplier satisfied, Instant now, Duration timeout)
      throws InterruptedException {
    if (!ring.acceptsOffers() || satisfied.getAsBoolean()) {
      return;
    }
    long deadline = sleeper.nanos() + timeout.toNanos();
    if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      boolean recent = asked && sleeper.nanos() - askedAt < interval.toNanos();
      Duration left = Duration.ofNanos(deadline - sleeper.nanos());
      // Another thread may have fetched it while this one waited.
      if (recent || satisfied.getAsBoolean() || left.isNegative() || left.isZero()) {
        return;
      }
      asked = true;
      askedAt = sleeper.nanos();
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

  /** Fetches and adopts the list, and returns what is wrong with the keys that were not adopted. */
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
      // A pooled connection had been closed before anything was sent; the next one is new.
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
      // Without the cause: a provider may quote where the key is stored.
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

package io.yiwang.internal;

import io.yiwang.GovRequest;
import io.yiwang.internal.HttpTransport.FailedException;
import io.yiwang.internal.JsonCodec.UnreadableException;
import io.yiwang.internal.ReplyReader.OversizedException;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.KeyRing;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * their chain, and the list is taken over only when the key they carry verifies it.
 *
 * @see "IGS/1 section 2.5"
 */
final class KeyList {
  private static final Logger log = LoggerFactory.getLogger(KeyList.class);
  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  /** After a fetch that gave no list; doubled with each such fetch, up to the whole interval. */
  private static final long FIRST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MAX_BYTES = 1 << 20;

  /** How long a sealing key is used without looking whether the gateway has withdrawn it. */
  private static final Duration SEALING_AGE = Duration.ofDays(1);

  /** There is no sealing key; the text names no secret. */
  static final class NoSealingKeyException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    NoSealingKeyException(String text) {
      super(text);
    }
  }

  /** The wire shape. */
  record Keys(List<GatewayKey> keys) {
    Keys {
      keys = List.copyOf(keys);
    }
  }

  static final GovRequest<Keys> REQUEST = GovRequest.query("keys.list", "keys", Keys.class);

  private final Outgoing request;
  private final RequestSigner signer;
  private final HttpTransport transport;
  private final ReplyVerifier verifier;
  private final ReplyReader reader;
  private final KeyRing ring;
  private final Pause pause;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean asked;
  private long askedAt;
  private long interval;
  private long nextWait = FIRST_WAIT_NANOS;

  KeyList(
      Outgoing request,
      RequestSigner signer,
      HttpTransport transport,
      ReplyVerifier verifier,
      ReplyReader reader,
      KeyRing ring,
      Pause pause) {
    this.request = request;
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
   * Seals for the gateway's key of the moment.
   *
   * @throws NoSealingKeyException if none is trusted, and fetching the list gave none
   */
  Sealer sealer(Instant now, Duration timeout) throws NoSealingKeyException {
    try {
      refresh(() -> ring.sealer(now) != null && !isOld(now), now, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoSealingKeyException("interrupted while the gateway's sealing key was looked for");
    }
    Sealer sealer = ring.sealer(now);
    if (sealer == null) {
      throw new NoSealingKeyException(
          "the gateway's key list has no sealing key that is trusted, or could not be had; check"
              + " the trust anchors, or give a sealer");
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
    if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      boolean recent = asked && pause.nanos() - askedAt < interval;
      // Another thread may have fetched it while this one waited.
      if (recent || satisfied.getAsBoolean()) {
        return;
      }
      asked = true;
      askedAt = pause.nanos();
      interval = nextWait;
      nextWait = Math.min(2 * nextWait, INTERVAL_NANOS);
      fetch(now, timeout);
      interval = INTERVAL_NANOS;
      nextWait = FIRST_WAIT_NANOS;
    } catch (FailedException
        | UntrustedReplyException
        | UnreadableException
        | OversizedException
        | GeneralSecurityException
        | IOException e) {
      log.warn("the gateway's key list could not be taken over ({})", e.getClass().getSimpleName());
    } finally {
      lock.unlock();
    }
  }

  private void fetch(Instant now, Duration timeout)
      throws FailedException,
          UntrustedReplyException,
          UnreadableException,
          OversizedException,
          GeneralSecurityException,
          IOException {
    Signed signed = signer.sign(request, now);
    RawReply reply;
    try {
      reply = transport.exchange(signed, timeout);
    } catch (FailedException e) {
      if (e.kind() != FailedException.Kind.STALE || e.sent()) {
        throw e;
      }
      // A kept connection had been closed; nothing was sent, and now there is a new one.
      signed = signer.sign(request, now);
      reply = transport.exchange(signed, timeout);
    }
    if (reply.status() != 200 || reply.body().length > MAX_BYTES) {
      throw new UnreadableException("not a key list");
    }
    List<GatewayKey> offered = reader.success(REQUEST, reply).keys();
    VerifiedReply verified =
        verifier.verify(reply, signed.signature(), id -> key(id, offered, now), now);
    if (!verified.fresh()) {
      throw new UntrustedReplyException(Flaw.STALE);
    }
    ring.adopt(offered, now);
  }

  private @Nullable Verifier key(String id, List<GatewayKey> offered, Instant now) {
    Verifier held = ring.find(id, now);
    if (held != null) {
      return held;
    }
    for (GatewayKey key : offered) {
      if (key.keyid().equals(id) && key.use().equals("sign")) {
        try {
          return ring.check(key, now);
        } catch (GeneralSecurityException e) {
          return null;
        }
      }
    }
    return null;
  }
}

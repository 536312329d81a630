package io.yiwang.identity;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;

/**
 * Has a citizen sign documents. Thread-safe. Methods throw what {@link Gateway#call} throws.
 *
 * @see "IGS/1 section 5"
 */
public final class SigningClient {
  /** The longest that one call waits: below the interface's 30 s and a client's usual deadline. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Waiting and measuring; a test passes its own. */
  interface Timer {
    long nanos();

    void pause(Duration duration) throws InterruptedException;
  }

  private static final Timer SYSTEM =
      new Timer() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis());
        }
      };

  private final Gateway gateway;
  private final Timer timer;

  /** A client of that gateway. */
  public SigningClient(Gateway gateway) {
    this(gateway, SYSTEM);
  }

  SigningClient(Gateway gateway, Timer timer) {
    this.gateway = gateway;
    this.timer = timer;
  }

  /**
   * Starts a signing by the person whom the request names.
   *
   * @param key names this intent: however often it is started, it is one signing
   */
  public Signing start(SigningRequest request, IdempotencyKey key) {
    if (request.signer() == null) {
      throw new IllegalArgumentException("a signing without a citizen's token needs a signer");
    }
    return gateway.call(command(request, key));
  }

  /** Starts a signing by the citizen whose token this is. */
  public Signing start(SigningRequest request, AccessToken citizen, IdempotencyKey key) {
    if (request.signer() != null) {
      throw new IllegalArgumentException("with a citizen's token the citizen is the signer");
    }
    return gateway.call(command(request, key).bearer(citizen));
  }

  private static GovRequest<Signing> command(SigningRequest request, IdempotencyKey key) {
    return GovRequest.command("signing.start", "signings", request, Signing.class)
        .idempotencyKey(key);
  }

  /** A signing as it stands now. */
  public Signing status(String signingId) {
    return status(signingId, Duration.ZERO);
  }

  /**
   * Waits until the citizen has decided, or the time has passed; each call to the gateway waits 20
   * s at the most, so the client's {@code callTimeout} must be above that.
   *
   * @return as it stands then: still {@code WAITING} if nobody has decided, or this thread was
   *     interrupted
   */
  public Signing await(String signingId, Duration most) {
    long deadline = timer.nanos() + most.toNanos();
    Duration left = most;
    while (true) {
      Duration wait = left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL;
      long asked = timer.nanos();
      Signing signing = status(signingId, wait);
      long answered = timer.nanos();
      left = Duration.ofNanos(deadline - answered);
      // The gateway waits in whole seconds; below one there is nothing left to wait for.
      if (!signing.status().equals(SigningState.WAITING) || left.compareTo(PAUSE) < 0) {
        return signing;
      }
      if (answered - asked < PAUSE.toNanos()) {
        // This gateway answers at once: asking again at once would be a busy loop.
        try {
          timer.pause(PAUSE);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return signing;
        }
      }
    }
  }

  private Signing status(String signingId, Duration wait) {
    GovRequest<Signing> request =
        GovRequest.query("signing.status", "signings/{id}", Signing.class).segment("id", signingId);
    return gateway.call(wait.isZero() ? request : request.parameter("wait", wait.toSeconds()));
  }

  /** Calls a signing off. One at its end stays as it is, and is returned so. */
  public Signing cancel(String signingId) {
    return gateway.call(
        GovRequest.command("signing.cancel", "signings/{id}/cancel", Signing.class)
            .segment("id", signingId)
            .idempotencyKey(IdempotencyKey.derived("signing.cancel", signingId)));
  }
}

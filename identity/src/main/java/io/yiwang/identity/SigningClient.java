package io.yiwang.identity;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Asks citizens to sign documents. Thread-safe. Methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5"
 */
public class SigningClient {
  /** Below the 30 s that the interface allows, and below a client's default deadline. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Lists the operations that this client calls, for those who write another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.command("signing.start", "signings", SigningRequest.class, Signing.class),
          Operation.query("signing.status", "signings/{id}", Answer.OBJECT, Signing.class),
          Operation.command("signing.cancel", "signings/{id}/cancel", Signing.class));

  /** Measures time and waits; a test passes its own. */
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
  private final Duration longestPoll;
  private final Timer timer;

  /**
   * Makes a client of a gateway whose {@code callTimeout} is well above 20 s, as it is by default.
   */
  public SigningClient(Gateway gateway) {
    this(gateway, LONGEST_POLL, SYSTEM);
  }

  /**
   * Makes a client of a gateway with another {@code callTimeout}.
   *
   * @param longestPoll how long {@link #await} lets the gateway wait in one call: 0 to 30 s, and
   *     some seconds less than the {@code callTimeout}, so that calls do not time out
   */
  public SigningClient(Gateway gateway, Duration longestPoll) {
    this(gateway, longestPoll, SYSTEM);
  }

  SigningClient(Gateway gateway, Duration longestPoll, Timer timer) {
    if (longestPoll.isNegative() || longestPoll.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException("longestPoll must be 0 to 30 s, got " + longestPoll);
    }
    this.gateway = gateway;
    this.longestPoll = longestPoll;
    this.timer = timer;
  }

  /**
   * Starts a signing by the person whom the request names.
   *
   * @param key identifies this signing: starting it again with the same key changes nothing
   */
  public Signing start(SigningRequest request, IdempotencyKey key) {
    if (request.signer() == null) {
      throw new IllegalArgumentException(
          "a signing without a citizen's token must name its signer");
    }
    return gateway.call(command(request, key));
  }

  /** Starts a signing by the citizen whose token this is. */
  public Signing start(SigningRequest request, AccessToken citizen, IdempotencyKey key) {
    if (request.signer() != null) {
      throw new IllegalArgumentException(
          "a signing with a citizen's token must not name a signer, who is that citizen");
    }
    return gateway.call(command(request, key).bearer(citizen));
  }

  private static GovRequest<Signing> command(SigningRequest request, IdempotencyKey key) {
    return GovRequest.command("signing.start", "signings", request, Signing.class)
        .idempotencyKey(key);
  }

  /**
   * Continues a signing after a restart. If the handle has a signing id, its status is queried;
   * otherwise the signing is started with the same key, which returns the same signing if the
   * gateway had accepted it before.
   *
   * @param request the same request as before the restart
   */
  public Signing resume(SigningHandle handle, SigningRequest request) {
    String signingId = handle.signingId();
    return signingId == null ? start(request, handle.key()) : status(signingId);
  }

  /** Continues a signing by the citizen whose token this is. */
  public Signing resume(SigningHandle handle, SigningRequest request, AccessToken citizen) {
    String signingId = handle.signingId();
    return signingId == null ? start(request, citizen, handle.key()) : status(signingId);
  }

  /** Returns the present state of a signing. */
  public Signing status(String signingId) {
    return status(signingId, Duration.ZERO);
  }

  /**
   * Waits until the citizen has decided or the timeout has passed. It makes one call after another,
   * each of which waits at most for the longest poll.
   *
   * @param timeout 0 or more; the last call may take longer, up to the {@code callTimeout}
   * @return the signing as it is then: still {@code WAITING} if nobody has decided, or this thread
   *     was interrupted. The citizen may still sign after that: wait again, or {@link #cancel}
   * @throws io.yiwang.GovException if a call failed; the signing continues, so wait again
   */
  public Signing await(String signingId, Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout must not be negative, got " + timeout);
    }
    long deadline = timer.nanos() + timeout.toNanos();
    Duration left = timeout;
    while (true) {
      Duration wait = left.compareTo(longestPoll) < 0 ? left : longestPoll;
      long asked = timer.nanos();
      Signing signing = status(signingId, wait);
      long answered = timer.nanos();
      left = Duration.ofNanos(deadline - answered);
      // The gateway waits in whole seconds; below one there is nothing left to wait for.
      if (!signing.status().equals(SigningState.WAITING) || left.compareTo(PAUSE) < 0) {
        return signing;
      }
      if (answered - asked < PAUSE.toNanos()) {
        // A gateway that does not wait would otherwise be asked in a busy loop.
        try {
          timer.pause(PAUSE);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return signing;
        }
      }
    }
  }

  /**
   * Waits for a callback or for {@link #await(String, Duration)}, whichever ends first.
   *
   * @param callback to be completed with the signing that a verified callback has reported. Another
   *     signing, one that is still {@code WAITING}, or a failure is ignored: polling continues. It
   *     is not cancelled at the end
   * @throws CancellationException if this thread was interrupted; its flag is set again, and the
   *     signing continues
   */
  public Signing await(String signingId, Duration timeout, CompletionStage<Signing> callback) {
    CompletableFuture<Signing> first = new CompletableFuture<>();
    var called =
        callback.thenAccept(
            signing -> {
              if (signing.signingId().equals(signingId)
                  && !signing.status().equals(SigningState.WAITING)) {
                first.complete(signing);
              }
            });
    Thread polls = new Thread(() -> poll(signingId, timeout, first), "yiwang-signing-await");
    polls.setDaemon(true);
    polls.start();
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting; the signing continues");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("waiting for a signing failed", e.getCause());
    } finally {
      called.toCompletableFuture().cancel(false);
      polls.interrupt();
    }
  }

  private void poll(String signingId, Duration timeout, CompletableFuture<Signing> into) {
    try {
      into.complete(await(signingId, timeout));
    } catch (RuntimeException | Error e) {
      into.completeExceptionally(e);
    }
  }

  private Signing status(String signingId, Duration wait) {
    GovRequest<Signing> request =
        GovRequest.query("signing.status", "signings/{id}", Signing.class).segment("id", signingId);
    return gateway.call(
        wait.isZero() ? request : request.parameter("wait", wait.toSeconds()).longPoll(wait));
  }

  /**
   * Cancels a signing. One that has ended is not changed, and is returned as it is: check its
   * status, since the citizen may have signed in time.
   */
  public Signing cancel(String signingId) {
    return gateway.call(
        GovRequest.command("signing.cancel", "signings/{id}/cancel", Signing.class)
            .segment("id", signingId)
            .idempotencyKey(IdempotencyKey.derived("signing.cancel", signingId)));
  }
}

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
 * Has a citizen sign documents. Thread-safe. Methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5"
 */
public class SigningClient {
  /** How long one call waits: below the interface's 30 s and a client's usual deadline. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Waiting and measuring; a test passes its own. */
  /** The calls that this client makes, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.command("signing.start", "signings", SigningRequest.class, Signing.class),
          Operation.query("signing.status", "signings/{id}", Answer.OBJECT, Signing.class),
          Operation.command("signing.cancel", "signings/{id}/cancel", Signing.class));

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
   * Makes a client of that gateway, whose {@code callTimeout} is well above 20 s, as its default
   * is.
   */
  public SigningClient(Gateway gateway) {
    this(gateway, LONGEST_POLL, SYSTEM);
  }

  /**
   * Makes a client of a gateway with another {@code callTimeout}.
   *
   * @param longestPoll how long one call of {@link #await} lets the gateway wait: 0 to 30 s, and
   *     some seconds below the {@code callTimeout}, or every one of them ends in a timeout
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

  /**
   * Continues with a signing after a restart: looks at it where the gateway had answered, and else
   * starts it under the same key, which gives the same signing if the gateway had taken it.
   *
   * @param request the same as before the restart
   */
  public Signing resume(SigningHandle handle, SigningRequest request) {
    String signingId = handle.signingId();
    return signingId == null ? start(request, handle.key()) : status(signingId);
  }

  /** Continues with a signing by the citizen whose token this is. */
  public Signing resume(SigningHandle handle, SigningRequest request, AccessToken citizen) {
    String signingId = handle.signingId();
    return signingId == null ? start(request, citizen, handle.key()) : status(signingId);
  }

  /** Returns the present state of a signing. */
  public Signing status(String signingId) {
    return status(signingId, Duration.ZERO);
  }

  /**
   * Waits until the citizen has decided, or the time has passed, in calls that each wait for the
   * longest poll at the most.
   *
   * @param most 0 or more; the last call may take longer, up to the {@code callTimeout}
   * @return as it is written then: still {@code WAITING} if nobody has decided, or this thread was
   *     interrupted. The citizen may sign after that: wait again, or {@link #cancel}
   * @throws io.yiwang.GovException a look failed; the signing continues, so wait again
   */
  public Signing await(String signingId, Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("the time to wait must not be negative, got " + most);
    }
    long deadline = timer.nanos() + most.toNanos();
    Duration left = most;
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

  /**
   * Waits as {@link #await(String, Duration)} does, and for a callback, whichever comes first.
   *
   * @param callback completed by whoever receives the gateway's verified callbacks, with the
   *     signing it reported. One of another signing, or still {@code WAITING}, and one that fails,
   *     changes nothing: the polls continue. It is not cancelled at the end
   * @throws CancellationException this thread was interrupted; its flag is set again, and the
   *     signing continues
   */
  public Signing await(String signingId, Duration most, CompletionStage<Signing> callback) {
    CompletableFuture<Signing> first = new CompletableFuture<>();
    var called =
        callback.thenAccept(
            signing -> {
              if (signing.signingId().equals(signingId)
                  && !signing.status().equals(SigningState.WAITING)) {
                first.complete(signing);
              }
            });
    Thread polls = new Thread(() -> poll(signingId, most, first), "yiwang-signing-await");
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

  private void poll(String signingId, Duration most, CompletableFuture<Signing> into) {
    try {
      into.complete(await(signingId, most));
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
   * Calls a signing off. One at its end stays as it is, and is returned so: look at its status, the
   * citizen may have signed in time.
   */
  public Signing cancel(String signingId) {
    return gateway.call(
        GovRequest.command("signing.cancel", "signings/{id}/cancel", Signing.class)
            .segment("id", signingId)
            .idempotencyKey(IdempotencyKey.derived("signing.cancel", signingId)));
  }
}

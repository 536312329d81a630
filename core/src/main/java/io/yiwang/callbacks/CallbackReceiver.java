package io.yiwang.callbacks;

import io.yiwang.Gateway;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.CallbackVerdict.Handled;
import io.yiwang.callbacks.CallbackVerdict.NotHandled;
import io.yiwang.callbacks.CallbackVerdict.Outdated;
import io.yiwang.callbacks.CallbackVerdict.Reason;
import io.yiwang.callbacks.CallbackVerdict.Refused;
import io.yiwang.callbacks.CallbackVerdict.Repeated;
import io.yiwang.internal.CallbackBody;
import io.yiwang.internal.CallbackRefusedException;
import io.yiwang.internal.CallbackVerifier;
import io.yiwang.internal.LibraryVersions;
import io.yiwang.internal.shared.FatalErrors;
import io.yiwang.internal.shared.RequiredSetting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the gateway's callbacks. It verifies each callback before interpreting a byte of it,
 * passes each event to the application once and never an older revision after a newer one, and
 * decides the status of the answer. Invalid input never leads to a 2xx. Thread-safe.
 *
 * <pre>{@code
 * CallbackReceiver receiver =
 *     CallbackReceiver.builder().keyRing(ring).gateway(gov).handler(this::onCallback).build();
 * CallbackVerdict verdict = receiver.receive(new CallbackRequest(method, path, headers, body));
 * response.setStatus(verdict.status());
 * }</pre>
 *
 * <p>Use one receiver for each gateway account, with the keys of that gateway. If one receives the
 * callbacks of several gateways all the same, events are still distinguished by source and id, and
 * revisions by source and subject: no event of one gateway counts as an older event of another.
 *
 * <p>Events of one object are handled one at a time within a process. Several processes that share
 * a {@link CallbackDeduplicator} may handle two of them at the same moment, so let the handler
 * compare the revision with what it has stored.
 *
 * <p>The handler is called before the event is recorded as handled, so if the process dies in
 * between, the event is delivered again: make the handler idempotent, for example by the object's
 * revision. If the handler throws or is not done in time, the gateway delivers the event again.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 7"
 */
public class CallbackReceiver {
  private static final Logger log = LoggerFactory.getLogger(CallbackReceiver.class);

  /** Less than the 5 s for which the gateway waits for an answer before it delivers again. */
  private static final Duration KEYS_WITHIN = Duration.ofSeconds(4);

  private final CallbackVerifier verifier = new CallbackVerifier();
  private final KeyRing keyRing;
  private final Consumer<Callback> handler;
  private final @Nullable Gateway gateway;
  private final @Nullable String account;
  private final @Nullable String platform;
  private final CallbackDeduplicator deduplicator;
  private final Executor executor;
  private final Duration answerWithin;
  private final Clock clock;
  private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

  CallbackReceiver(Builder builder) {
    keyRing = RequiredSetting.of("CallbackReceiver", "keyRing", builder.keyRing);
    handler = RequiredSetting.of("CallbackReceiver", "handler", builder.handler);
    gateway = builder.gateway;
    account = gateway == null ? null : accountOf(gateway);
    platform = builder.platform;
    deduplicator = builder.deduplicator;
    executor = builder.executor;
    answerWithin = builder.answerWithin;
    clock = builder.clock;
  }

  /** Returns a builder for a receiver. */
  public static Builder builder() {
    return new Builder();
  }

  private static @Nullable String accountOf(Gateway gateway) {
    try {
      return gateway.account();
    } catch (IllegalStateException e) {
      // It has no name, and does not need one without a journal.
      return null;
    }
  }

  /** Processes one request and returns when its answer is known. It does not throw. */
  public CallbackVerdict receive(CallbackRequest request) {
    try {
      if (request.body().length > CallbackBody.LIMIT) {
        return new Refused(Reason.TOO_LARGE);
      }
      CallbackVerifier.Signed signed = verified(request);
      Callback callback = callback(request.body());
      if (platform != null
          && callback.platform().filter(other -> !platform.equals(other)).isPresent()) {
        // Checked before the nonce is recorded: the right platform may share the deduplicator.
        log.warn("a callback for another platform was refused; check where the gateway sends them");
        return new Refused(Reason.WRONG_PLATFORM);
      }
      if (!deduplicator.addNonce(
          callback.sourceKey() + ' ' + signed.nonce(), signed.until().plusSeconds(1))) {
        return new Refused(Reason.REPLAYED);
      }
      return verdict(callback);
    } catch (CallbackRefusedException e) {
      log.warn("a callback was refused ({})", e.reason());
      return new Refused(Reason.valueOf(e.reason()));
    } catch (Throwable e) {
      // The deduplicator's database or a key store failed; nothing was handled.
      FatalErrors.rethrow(e);
      log.warn("a callback could not be checked; the gateway will deliver it again", e);
      return new Refused(Reason.UNAVAILABLE);
    }
  }

  private CallbackVerifier.Signed verified(CallbackRequest request)
      throws CallbackRefusedException {
    Instant now = clock.instant();
    try {
      return verified(request, now);
    } catch (CallbackRefusedException e) {
      String missing = CallbackVerifier.claimedKey(request.headers(), request.body());
      if (gateway == null || missing == null || !e.reason().equals(Reason.UNKNOWN_KEY.name())) {
        throw e;
      }
      gateway.refreshKeys(missing, KEYS_WITHIN);
      return verified(request, now);
    }
  }

  private CallbackVerifier.Signed verified(CallbackRequest request, Instant now)
      throws CallbackRefusedException {
    return verifier.verify(
        request.method(),
        request.path(),
        request.headers(),
        request.body(),
        id -> keyRing.find(id, now),
        now);
  }

  private Callback callback(byte[] body) throws CallbackRefusedException {
    CallbackVerifier.Event event = verifier.event(body);
    return new Callback(
        event.id(),
        event.source(),
        account,
        event.platform(),
        new CallbackType(event.type()),
        event.subject(),
        event.time(),
        event.revision(),
        event.data());
  }

  private CallbackVerdict verdict(Callback callback) {
    // Locked by object, so that an older revision cannot overtake a newer one in progress.
    if (!inProgress.add(callback.objectKey())) {
      return new NotHandled(callback, true);
    }
    boolean handedOver = false;
    try {
      switch (deduplicator.stateOf(
          callback.eventKey(), callback.objectKey(), callback.revision())) {
        case REPEATED -> {
          return new Repeated(callback);
        }
        case OUTDATED -> {
          return new Outdated(callback);
        }
        case NEW -> {
          FutureTask<Boolean> task = new FutureTask<>(() -> handle(callback), true);
          executor.execute(task);
          handedOver = true;
          return outcome(callback, task);
        }
      }
      throw new IllegalStateException("every state is handled");
    } catch (RejectedExecutionException e) {
      return new NotHandled(callback, false);
    } finally {
      if (!handedOver) {
        inProgress.remove(callback.objectKey());
      }
    }
  }

  private void handle(Callback callback) {
    try {
      handler.accept(callback);
      deduplicator.markHandled(
          callback.eventKey(),
          callback.objectKey(),
          callback.revision(),
          clock.instant().plus(CallbackDeduplicator.RETENTION));
    } catch (Throwable e) {
      // Logged here, because the thread that was waiting may have given up.
      log.warn("the handler of {} failed; the gateway will deliver it again", callback, e);
      throw e;
    } finally {
      inProgress.remove(callback.objectKey());
    }
  }

  private CallbackVerdict outcome(Callback callback, FutureTask<Boolean> task) {
    try {
      task.get(answerWithin.toNanos(), TimeUnit.NANOSECONDS);
      return new Handled(callback);
    } catch (TimeoutException e) {
      return new NotHandled(callback, true);
    } catch (ExecutionException e) {
      return new NotHandled(callback, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new NotHandled(callback, true);
    }
  }

  /** Collects the settings of a receiver. Not thread-safe. */
  public static final class Builder {
    private @Nullable KeyRing keyRing;
    private @Nullable Consumer<Callback> handler;
    private @Nullable Gateway gateway;
    private @Nullable String platform;
    private CallbackDeduplicator deduplicator = new InMemoryDeduplicator(100_000);
    private Executor executor = Runnable::run;
    private Duration answerWithin = Duration.ofSeconds(4);
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Sets the gateway keys to trust: the client's own ring. Required. */
    public Builder keyRing(KeyRing keyRing) {
      this.keyRing = keyRing;
      return this;
    }

    /** Sets the handler of events, which may be called again for the same event. Required. */
    public Builder handler(Consumer<Callback> handler) {
      this.handler = handler;
      return this;
    }

    /**
     * Sets the client that uses the same ring. When a callback names a key that the ring does not
     * hold, the client fetches the gateway's key list and adopts it; without a client, such a
     * callback is refused until an answer to some call has brought the key. Every callback carries
     * the client's account name: {@link Callback#account}.
     */
    public Builder gateway(Gateway gateway) {
      this.gateway = gateway;
      return this;
    }

    /**
     * Sets this platform's name as the gateway knows it; events for another platform are then
     * refused. Events without a platform, as gateways of IGS/1.0 send them, are accepted. By
     * default events for any platform are accepted.
     */
    public Builder platform(String platform) {
      this.platform = platform;
      return this;
    }

    /**
     * Sets the memory of events that have been handled; by default the last 100,000 in this
     * process.
     */
    public Builder deduplicator(CallbackDeduplicator deduplicator) {
      this.deduplicator = deduplicator;
      return this;
    }

    /**
     * Sets the executor that runs the handler. By default the receiving thread runs it, however
     * long it takes. The gateway waits 5 s, so set an executor with a bounded queue if handling can
     * be slow.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Sets how long the executor may take before the gateway is asked to deliver again; 4 s by
     * default.
     */
    public Builder answerWithin(Duration answerWithin) {
      if (answerWithin.isZero() || answerWithin.isNegative()) {
        throw new IllegalArgumentException("answerWithin must be positive, got " + answerWithin);
      }
      this.answerWithin = answerWithin;
      return this;
    }

    /** Sets the clock; the system clock by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds the receiver.
     *
     * @throws IllegalStateException if a required setting is missing; the message names it
     */
    public CallbackReceiver build() {
      LibraryVersions.check();
      return new CallbackReceiver(this);
    }
  }
}

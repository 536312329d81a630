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
 * Receives the gateway's callbacks: verifies each before a byte of it is interpreted, hands each to
 * the application once and never an older revision after a newer one, and says which status to
 * answer. Wrong input can never make it answer 2xx. Thread-safe.
 *
 * <pre>{@code
 * CallbackReceiver receiver =
 *     CallbackReceiver.builder().keyRing(ring).gateway(gov).handler(this::onCallback).build();
 * CallbackVerdict verdict = receiver.receive(new CallbackRequest(method, path, headers, body));
 * response.setStatus(verdict.status());
 * }</pre>
 *
 * <p>One for each gateway account, with the keys of that gateway. Where one takes the callbacks of
 * several gateways all the same, an event is known by its source and id, and a revision counts
 * within its source and subject: nothing of one gateway is taken for an older event of another.
 *
 * <p>One object's events are handled one at a time in a process; in several processes on one {@link
 * CallbackDeduplicator}, two of them may be handled at the same instant, so let the handler compare
 * the revision with what it has.
 *
 * <p>The handler is called before the event is noted as handled, so a process that dies in between
 * is reported again: make handling repeatable, as by the object's revision. A handler that throws,
 * or is not done in time, makes the gateway deliver again.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 7"
 */
public class CallbackReceiver {
  private static final Logger log = LoggerFactory.getLogger(CallbackReceiver.class);

  /** The gateway waits 5 s for an answer, and delivers again. */
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
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

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

  /** Starts describing a receiver. */
  public static Builder builder() {
    return new Builder();
  }

  private static @Nullable String accountOf(Gateway gateway) {
    try {
      return gateway.account();
    } catch (IllegalStateException e) {
      // It has no name, and needs none where nothing is kept in a journal.
      return null;
    }
  }

  /** Takes one request, and returns when the answer is known. Throws nothing. */
  public CallbackVerdict receive(CallbackRequest request) {
    try {
      if (request.body().length > CallbackBody.LIMIT) {
        return new Refused(Reason.TOO_LARGE);
      }
      CallbackVerifier.Signed signed = verified(request);
      Callback callback = callback(request.body());
      if (platform != null
          && callback.platform().filter(other -> !platform.equals(other)).isPresent()) {
        // Before its nonce is noted: whom it is for may look into the same memory.
        log.warn("a callback for another platform was refused; check where the gateway sends them");
        return new Refused(Reason.WRONG_PLATFORM);
      }
      if (!deduplicator.addNonce(callback.place() + ' ' + signed.nonce(), signed.until().plusSeconds(1))) {
        return new Refused(Reason.REPLAYED);
      }
      return verdict(callback);
    } catch (CallbackRefusedException e) {
      log.warn("a callback was refused ({})", e.reason());
      return new Refused(Reason.valueOf(e.reason()));
    } catch (Throwable e) {
      // The database of what has been seen, or a key store: nothing was handled.
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
    // By object, so that an older revision cannot overtake a newer one that is being handled.
    if (!underWay.add(callback.object())) {
      return new NotHandled(callback, true);
    }
    boolean handedOver = false;
    try {
      switch (deduplicator.stateOf(callback.name(), callback.object(), callback.revision())) {
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
        underWay.remove(callback.object());
      }
    }
  }

  private void handle(Callback callback) {
    try {
      handler.accept(callback);
      deduplicator.markHandled(
          callback.name(),
          callback.object(),
          callback.revision(),
          clock.instant().plus(CallbackDeduplicator.RETENTION));
    } catch (Throwable e) {
      // Here, and not where it is waited for: by now nobody may be waiting.
      log.warn("the handler of {} failed; the gateway will deliver it again", callback, e);
      throw e;
    } finally {
      underWay.remove(callback.object());
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

  /** Collects a receiver's settings. Not thread-safe. */
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

    /** Sets the gateway's keys that are trusted; the client's own ring. Required. */
    public Builder keyRing(KeyRing keyRing) {
      this.keyRing = keyRing;
      return this;
    }

    /** Sets what the application does with an event; may be called again for the same. Required. */
    public Builder handler(Consumer<Callback> handler) {
      this.handler = handler;
      return this;
    }

    /**
     * Sets the client of the same ring. When a callback names a key that the ring does not hold, it
     * fetches the gateway's key list and takes it over; without it such a callback is refused until
     * some answer has brought the key. Every callback bears its account name: {@link
     * Callback#account}.
     */
    public Builder gateway(Gateway gateway) {
      this.gateway = gateway;
      return this;
    }

    /**
     * Sets this platform's own name, as the gateway knows it: an event for another is refused. An
     * event that names no platform, as a gateway of IGS/1.0 sends it, is taken. Without this name
     * all are.
     */
    public Builder platform(String platform) {
      this.platform = platform;
      return this;
    }

    /** Sets what has been handled; the last 100,000 names in memory by default. */
    public Builder deduplicator(CallbackDeduplicator deduplicator) {
      this.deduplicator = deduplicator;
      return this;
    }

    /**
     * Runs the handler; by default the thread that receives, which then waits for it however long
     * it takes. The gateway waits 5 s: give an executor with a bounded queue where handling can be
     * slow.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /** Sets how long the executor has before the gateway is asked to come again; 4 s by default. */
    public Builder answerWithin(Duration answerWithin) {
      if (answerWithin.isZero() || answerWithin.isNegative()) {
        throw new IllegalArgumentException("answerWithin must be positive, got " + answerWithin);
      }
      this.answerWithin = answerWithin;
      return this;
    }

    /** Sets the clock; this machine's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds the receiver.
     *
     * @throws IllegalStateException naming what is missing
     */
    public CallbackReceiver build() {
      LibraryVersions.check();
      return new CallbackReceiver(this);
    }
  }
}

package io.yiwang.spring;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.RejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Observes each call as {@code yiwang.call}, with a timer and, if the application has a tracer, a
 * span whose trace context is sent with the request (W3C {@code traceparent}). The key values are
 * operation, gateway, outcome and the gateway's code, none of which is personal. Thread-safe.
 */
final class ObservedGateway implements Gateway {
  /** More than exist. Each code is a time series, and the gateway chooses the codes. */
  private static final int MAX_CODES = 200;

  private final Gateway gateway;
  private final ObservationRegistry observations;
  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Instant answeredAt;
  private volatile @Nullable Instant failedAt;

  ObservedGateway(Gateway gateway, ObservationRegistry observations) {
    this.gateway = gateway;
    this.observations = observations;
  }

  @Override
  public <T> T call(GovRequest<T> request) {
    var context = new CallContext<>(request);
    context.setRemoteServiceName(account());
    Observation observation =
        Observation.createNotStarted("yiwang.call", () -> context, observations)
            .contextualName(request.operation())
            .lowCardinalityKeyValue("operation", request.operation())
            .lowCardinalityKeyValue("gateway", account())
            .start();
    String outcome = "answered";
    String code = KeyValue.NONE_VALUE;
    Observation.Scope scope = observation.openScope();
    try {
      T answer = gateway.call(context.request);
      answeredAt = Instant.now();
      return answer;
    } catch (GovException e) {
      outcome = outcome(e);
      if (e instanceof RejectedException rejected) {
        code = known(rejected.code());
        answeredAt = Instant.now();
      } else {
        failedAt = Instant.now();
      }
      observation.highCardinalityKeyValue("request", e.requestId());
      observation.error(e);
      throw e;
    } catch (Throwable e) {
      outcome = "failed";
      observation.error(e);
      throw e;
    } finally {
      scope.close();
      observation.lowCardinalityKeyValue("outcome", outcome);
      observation.lowCardinalityKeyValue("code", code);
      observation.stop();
    }
  }

  private String known(String code) {
    if (codes.contains(code)) {
      return code;
    }
    if (codes.size() < MAX_CODES && code.matches("[A-Z][A-Z0-9_]{0,63}")) {
      codes.add(code);
      return code;
    }
    return "OTHER";
  }

  private static String outcome(GovException e) {
    if (e instanceof NotSentException) {
      return "not_sent";
    }
    return e instanceof RejectedException ? "rejected" : "unknown";
  }

  /** Returns when the last verified answer came, including rejections. */
  @Nullable Instant answeredAt() {
    return answeredAt;
  }

  /** Returns when the last call without an answer ended. */
  @Nullable Instant failedAt() {
    return failedAt;
  }

  @Override
  public boolean supports(String operation) {
    return gateway.supports(operation);
  }

  @Override
  public String account() {
    return gateway.account();
  }

  @Override
  public void refreshKeys(String keyId, Duration timeout) {
    gateway.refreshKeys(keyId, timeout);
  }

  /** Propagates the trace context in headers of the request, which are not signed. */
  private static final class CallContext<T>
      extends RequestReplySenderContext<CallContext<T>, Object> {
    private GovRequest<T> request;

    CallContext(GovRequest<T> request) {
      super((carrier, name, value) -> carrier.carry(name, value));
      this.request = request;
      setCarrier(this);
    }

    /**
     * Sets a header. A tracer may copy a value that a browser sent; if it is not valid, the call is
     * made without it.
     */
    private void carry(String name, String value) {
      try {
        request = request.header(name.toLowerCase(Locale.ROOT), value);
      } catch (IllegalArgumentException e) {
        // A call without a trace is better than no call.
      }
    }
  }
}

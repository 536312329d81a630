package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservedGatewayTest {
  private static final ProblemMembers NO_MEMBERS =
      new ProblemMembers() {
        @Override
        public <M> @Nullable M read(String name, Class<M> type) {
          return null;
        }
      };

  private record Nothing(String id) {}

  private final Set<String> codes = new HashSet<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Gateway hostile(List<String> forms) {
    return Gateway.of(
        "gov",
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            int number = calls.getAndIncrement();
            String code = forms.get(number % forms.size()).formatted(number);
            throw GatewayErrors.rejected(
                new GovException.Call(request.operation(), "r-1", 1),
                new RejectedException.Problem(422, code, null, null, null, List.of(), null),
                NO_MEMBERS);
          }
        });
  }

  private ObservationRegistry registry() {
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new ObservationHandler<Observation.Context>() {
              @Override
              public void onStop(Observation.Context context) {
                codes.add(context.getLowCardinalityKeyValue("code").getValue());
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }
            });
    return registry;
  }

  /** Each value of a key is a time series, which is kept in memory. */
  @Test
  void call_newCodeEachTime_doesNotFillTheMetrics() {
    ObservedGateway observed =
        new ObservedGateway(
            hostile(List.of("CODE_%d", "x\n%d", "L".repeat(100_000) + "%d")), registry());
    GovRequest<Nothing> request = GovRequest.query("a.b", "a/b", Nothing.class);

    for (int i = 0; i < 3000; i++) {
      assertThat(catchThrowable(() -> observed.call(request)))
          .isInstanceOf(RejectedException.class);
    }

    assertThat(codes).hasSize(201).contains("CODE_0", "OTHER");
    assertThat(codes).allMatch(code -> code.matches("[A-Z0-9_]{1,64}"));
  }

  /** A tracer copies baggage from the application's own caller, which can send anything. */
  @Test
  void call_tracerWithAnInvalidHeader_omitsTheHeader() {
    ObservationRegistry tracing = ObservationRegistry.create();
    tracing
        .observationConfig()
        .observationHandler(
            new ObservationHandler<SenderContext<Object>>() {
              @Override
              public void onStart(SenderContext<Object> context) {
                Object carrier = Objects.requireNonNull(context.getCarrier());
                context.getSetter().set(carrier, "x-user", "\u5f20\u4e09");
                context.getSetter().set(carrier, "Cookie", "a=b");
                context.getSetter().set(carrier, "traceparent", "00-1-2-01");
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return context instanceof SenderContext;
              }
            });
    List<Map<String, String>> sent = new ArrayList<>();
    Gateway gateway =
        Gateway.of(
            "gov",
            new Gateway() {
              @Override
              public <T> T call(GovRequest<T> request) {
                sent.add(request.headers());
                throw new UnsupportedOperationException();
              }
            });

    GovRequest<Nothing> request = GovRequest.query("a.b", "a/b", Nothing.class);
    assertThat(catchThrowable(() -> new ObservedGateway(gateway, tracing).call(request)))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(sent).containsExactly(Map.of("traceparent", "00-1-2-01"));
  }
}

package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.observation.ObservationRegistry;
import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GovHealthTest {
  private record Nothing(String id) {}

  private static WorkerLifecycle worker(String name) {
    Worker worker = mock(Worker.class);
    when(worker.figures()).thenReturn(new WorkerFigures(Map.of(), 0, Map.of(), 0));
    return new WorkerLifecycle("zhejiang", name, worker);
  }

  @Test
  void check_oneWorkerStopped_isDown() {
    WorkerLifecycle first = worker("recovery");
    WorkerLifecycle second = worker("outbox");
    GovHealth health = new GovHealth(Map.of(), List.of(first, second), null);
    first.start();
    second.start();
    assertThat(health.check().up()).isTrue();

    first.stop();

    GovHealth.Result result = health.check();
    assertThat(result.up()).isFalse();
    assertThat(result.details())
        .containsEntry("recovery.zhejiang", "stopped")
        .containsEntry("outbox.zhejiang", "running");
  }

  @Test
  void check_callFailedAfterAnAnswer_reportsBothAndStaysUp() {
    AtomicBoolean fails = new AtomicBoolean();
    Gateway gateway =
        Gateway.of(
            "zhejiang",
            new Gateway() {
              @Override
              @SuppressWarnings("unchecked") // Nothing else is called.
              public <T> T call(GovRequest<T> request) {
                if (fails.get()) {
                  throw GatewayErrors.notSent(
                      new GovException.Call(request.operation(), "r-1", 1),
                      NotSentException.Reason.NO_CONNECTION,
                      "no route",
                      null);
                }
                return (T) new Nothing("1");
              }
            });
    ObservedGateway observed = new ObservedGateway(gateway, ObservationRegistry.NOOP);
    GovHealth health = new GovHealth(Map.of("zhejiangGateway", observed), List.of(), null);
    GovRequest<Nothing> request = GovRequest.query("a.b", "a/b", Nothing.class);
    assertThat(health.check().details()).containsEntry("gateway.zhejiang", "not called yet");

    observed.call(request);
    assertThat(said(health)).startsWith("answered at ");
    fails.set(true);
    assertThatThrownBy(() -> observed.call(request)).isInstanceOf(GovException.class);

    assertThat(said(health)).startsWith("without an answer at ").contains("answered before at ");
    assertThat(health.check().up()).isTrue();
  }

  private static String said(GovHealth health) {
    return String.valueOf(health.check().details().get("gateway.zhejiang"));
  }
}

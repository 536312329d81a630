package io.yiwang.spring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.yiwang.payments.cashier.Recovery;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what waits in the journal as gauges: {@code yiwang.payments.unfinished}, {@code
 * yiwang.refunds.unfinished} and {@code yiwang.interventions}, each by gateway. The journal is read
 * once in ten seconds at most, however many gauges are read.
 */
final class GovMetrics implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(GovMetrics.class);
  private static final long FRESH = Duration.ofSeconds(10).toNanos();

  private final Map<String, Recovery> recoveries;

  GovMetrics(Map<String, Recovery> recoveries) {
    this.recoveries = recoveries;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    recoveries.forEach(
        (bean, recovery) -> {
          Read read = new Read(recovery);
          String gateway = bean.replaceAll("Recovery$", "");
          gauge(registry, "yiwang.payments.unfinished", gateway, read, f -> sum(f.payments()));
          gauge(registry, "yiwang.refunds.unfinished", gateway, read, f -> sum(f.refunds()));
          gauge(
              registry,
              "yiwang.interventions",
              gateway,
              read,
              Recovery.Figures::interventionRequired);
        });
  }

  private static double sum(io.yiwang.journal.Backlog backlog) {
    return backlog.byState().values().stream().mapToLong(Number::longValue).sum();
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      String gateway,
      Read read,
      ToDoubleFunction<Recovery.Figures> value) {
    Gauge.builder(
            name,
            () -> {
              Recovery.Figures figures = read.figures();
              return figures == null ? Double.NaN : value.applyAsDouble(figures);
            })
        .tag("gateway", gateway)
        .strongReference(true)
        .register(registry);
  }

  /** What was read last; nothing while the journal cannot be read. */
  private static final class Read {
    private final Recovery recovery;
    private Recovery.@Nullable Figures figures;
    private long at;

    Read(Recovery recovery) {
      this.recovery = recovery;
    }

    synchronized Recovery.@Nullable Figures figures() {
      if (at == 0 || System.nanoTime() - at > FRESH) {
        try {
          figures = recovery.figures();
        } catch (RuntimeException e) {
          figures = null;
          LOG.warn("the journal cannot be read for its gauges", e);
        }
        at = System.nanoTime();
      }
      return figures;
    }
  }
}

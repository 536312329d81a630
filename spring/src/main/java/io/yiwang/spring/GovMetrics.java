package io.yiwang.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.catalog.CatalogRefresh;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.payments.cashier.Recovery;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the figures of the workers, all with the tag {@code gateway}. The gauges are {@code
 * yiwang.unfinished} and {@code yiwang.unfinished.oldest}, with the tag {@code kind}, and {@code
 * yiwang.interventions}, with the tag {@code worker}. The counters are {@code yiwang.worker.done},
 * with the tags {@code worker} and {@code what}, and {@code yiwang.worker.rounds.failed}, with the
 * tag {@code worker}. The journal is read at most every ten seconds, however many meters are read.
 */
final class GovMetrics implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(GovMetrics.class);
  private static final long CACHED_NANOS = Duration.ofSeconds(10).toNanos();

  private final Collection<WorkerLifecycle> workers;

  GovMetrics(Collection<WorkerLifecycle> workers) {
    this.workers = List.copyOf(workers);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    workers.forEach(each -> bind(registry, each));
  }

  private static void bind(MeterRegistry registry, WorkerLifecycle each) {
    CachedFigures figures = new CachedFigures(each.worker());
    String gateway = each.gateway();
    for (String kind : kinds(each.worker())) {
      Gauge.builder("yiwang.unfinished", figures.value(f -> f.waiting(kind).unfinished()))
          .description("intents that are not finished yet")
          .tag("gateway", gateway)
          .tag("kind", kind)
          .strongReference(true)
          .register(registry);
      TimeGauge.builder(
              "yiwang.unfinished.oldest",
              figures.value(f -> f.waiting(kind).oldestAge().toMillis()),
              TimeUnit.MILLISECONDS)
          .description("age of the oldest unfinished intent")
          .tag("gateway", gateway)
          .tag("kind", kind)
          .strongReference(true)
          .register(registry);
    }
    Gauge.builder("yiwang.interventions", figures.value(WorkerFigures::interventionRequired))
        .description("cases that a person must look into")
        .tag("gateway", gateway)
        .tag("worker", each.name())
        .strongReference(true)
        .register(registry);
    for (String what : done(each.worker())) {
      counter(each, "yiwang.worker.done", figures, f -> f.done().getOrDefault(what, 0L))
          .tag("what", what)
          .register(registry);
    }
    counter(each, "yiwang.worker.rounds.failed", figures, WorkerFigures::failedRounds)
        .register(registry);
  }

  private static FunctionCounter.Builder<CachedFigures> counter(
      WorkerLifecycle worker,
      String name,
      CachedFigures figures,
      ToDoubleFunction<WorkerFigures> value) {
    return FunctionCounter.builder(name, figures, f -> f.value(value).get().doubleValue())
        .tag("gateway", worker.gateway())
        .tag("worker", worker.name());
  }

  private static List<String> kinds(Worker worker) {
    if (worker instanceof Recovery) {
      return List.of(Recovery.PAYMENTS, Recovery.REFUNDS);
    }
    if (worker instanceof MessageOutbox) {
      return List.of(MessageOutbox.MESSAGES);
    }
    return worker instanceof MessageFollower ? List.of(MessageFollower.FOLLOWED) : List.of();
  }

  /** Returns the keys of a worker's {@code done} figures, without reading the journal for them. */
  private static List<String> done(Worker worker) {
    if (worker instanceof Recovery) {
      return List.of("processed");
    }
    if (worker instanceof MessageOutbox) {
      return List.of("taken", "delivered", "refused", "deferred");
    }
    if (worker instanceof MessageFollower) {
      return List.of("asked", "events");
    }
    return worker instanceof CatalogRefresh ? List.of("refreshed") : List.of();
  }

  /** Caches the figures of a worker; they are not a number while the journal cannot be read. */
  private static final class CachedFigures {
    private final Worker worker;
    private @Nullable WorkerFigures figures;
    private long at;

    CachedFigures(Worker worker) {
      this.worker = worker;
    }

    Supplier<Number> value(ToDoubleFunction<WorkerFigures> of) {
      return () -> {
        WorkerFigures current = current();
        return current == null ? Double.NaN : of.applyAsDouble(current);
      };
    }

    private synchronized @Nullable WorkerFigures current() {
      if (at == 0 || System.nanoTime() - at > CACHED_NANOS) {
        try {
          figures = worker.figures();
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

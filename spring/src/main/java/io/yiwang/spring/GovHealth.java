package io.yiwang.spring;

import io.yiwang.journal.Journal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether this node can do its work: the journal can be read and the workers run. A gateway
 * that does not answer does not make the node unhealthy, since another node would not reach it
 * either. How the last calls went, and how many cases need a person, are details.
 */
final class GovHealth {
  /**
   * Holds the result of a check.
   *
   * @param up whether this node can do its work
   * @param details contain nothing personal
   */
  record Result(boolean up, Map<String, Object> details, @Nullable Exception failure) {}

  private final Map<String, ObservedGateway> gateways;
  private final Collection<WorkerLifecycle> workers;
  private final @Nullable Journal journal;

  GovHealth(
      Map<String, ObservedGateway> gateways,
      Collection<WorkerLifecycle> workers,
      @Nullable Journal journal) {
    this.gateways = gateways;
    this.workers = List.copyOf(workers);
    this.journal = journal;
  }

  Result check() {
    Map<String, Object> details = new LinkedHashMap<>();
    gateways.forEach(
        (bean, gateway) -> details.put("gateway." + gateway.account(), lastCalls(gateway)));
    try {
      if (journal != null) {
        details.put("journal.unserved", journal.unserved().size());
      }
      for (WorkerLifecycle each : workers) {
        details.put(label(each) + ".interventions", each.worker().figures().interventionRequired());
      }
    } catch (RuntimeException e) {
      return new Result(false, details, e);
    }
    boolean running = true;
    for (WorkerLifecycle each : workers) {
      running &= each.isRunning();
      details.put(label(each), each.isRunning() ? "running" : "stopped");
    }
    return new Result(running, details, null);
  }

  private static String label(WorkerLifecycle worker) {
    return worker.name() + "." + worker.gateway();
  }

  private static String lastCalls(ObservedGateway gateway) {
    Instant answered = gateway.answeredAt();
    Instant failed = gateway.failedAt();
    if (answered == null && failed == null) {
      return "not called yet";
    }
    if (failed == null || (answered != null && answered.isAfter(failed))) {
      return "answered at " + answered;
    }
    return "without an answer at "
        + failed
        + (answered == null ? "" : ", answered before at " + answered);
  }
}

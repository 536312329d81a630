package io.yiwang.spring;

import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.Recovery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Says whether this node can do its work: the journal answers, and the recovery runs. A gateway
 * that does not answer makes no node unhealthy, since another node would not reach it either; how
 * its last calls went is a detail. So is what waits for a person.
 */
final class GovHealth {
  /**
   * What was found.
   *
   * @param up whether this node can do its work
   * @param details nothing personal
   */
  record Result(boolean up, Map<String, Object> details, @Nullable Exception failure) {}

  private final Map<String, ObservedGateway> gateways;
  private final Map<String, Recovery> recoveries;
  private final Map<String, SmartLifecycle> workers;
  private final @Nullable Journal journal;

  GovHealth(
      Map<String, ObservedGateway> gateways,
      Map<String, Recovery> recoveries,
      Map<String, SmartLifecycle> workers,
      @Nullable Journal journal) {
    this.gateways = gateways;
    this.recoveries = recoveries;
    this.workers = workers;
    this.journal = journal;
  }

  Result look() {
    Map<String, Object> details = new LinkedHashMap<>();
    gateways.forEach(
        (bean, gateway) -> details.put("gateway." + gateway.account(), lastCalls(gateway)));
    try {
      if (journal != null) {
        details.put("journal.unserved", journal.unserved().size());
      }
      recoveries.forEach(
          (bean, recovery) -> {
            Recovery.Figures figures = recovery.figures();
            details.put(bean + ".waitingForAPerson", figures.interventionRequired());
          });
    } catch (RuntimeException e) {
      return new Result(false, details, e);
    }
    boolean running = true;
    for (Map.Entry<String, SmartLifecycle> worker : workers.entrySet()) {
      boolean runs = worker.getValue().isRunning();
      running &= runs;
      details.put(worker.getKey(), runs ? "running" : "stopped");
    }
    return new Result(running, details, null);
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

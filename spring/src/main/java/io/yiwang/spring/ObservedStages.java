package io.yiwang.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.yiwang.payments.cashier.CashierListener;
import io.yiwang.payments.cashier.ProcessState;

/**
 * Observes each stage that a payment or refund enters as {@code yiwang.stage}, and each case that
 * needs a person as {@code yiwang.intervention}, with a counter and a span. The key values are
 * gateway and state; a span also has the order or refund number. The application's own listener is
 * notified afterwards.
 */
final class ObservedStages implements CashierListener {
  private final CashierListener own;
  private final String gateway;
  private final ObservationRegistry observations;

  ObservedStages(CashierListener own, String gateway, ObservationRegistry observations) {
    this.own = own;
    this.gateway = gateway;
    this.observations = observations;
  }

  private void mark(String name, String id, ProcessState state) {
    Observation.createNotStarted(name, observations)
        .lowCardinalityKeyValue("gateway", gateway)
        .lowCardinalityKeyValue("state", state.toString())
        .highCardinalityKeyValue("id", id)
        .start()
        .stop();
  }

  @Override
  public void entered(Entered entered) {
    mark("yiwang.stage", entered.id(), entered.state());
    own.entered(entered);
  }

  @Override
  public void interventionRequired(InterventionRequired needed) {
    mark("yiwang.intervention", needed.id(), needed.state());
    own.interventionRequired(needed);
  }

  @Override
  public void leaseExpired(LeaseExpired expired) {
    own.leaseExpired(expired);
  }

  @Override
  public void roundFailed(Throwable failure) {
    own.roundFailed(failure);
  }

  @Override
  public void applicationFailed(ApplicationFailed failed) {
    own.applicationFailed(failed);
  }
}

package io.yiwang.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Observes the application's {@link PayerCharge} as {@code yiwang.charge}, with a timer and a span.
 * The key values are method, gateway and outcome; a span also has the order number.
 */
final class ObservedCharge implements PayerCharge {
  private final PayerCharge charge;
  private final String gateway;
  private final ObservationRegistry observations;

  ObservedCharge(PayerCharge charge, String gateway, ObservationRegistry observations) {
    this.charge = charge;
    this.gateway = gateway;
    this.observations = observations;
  }

  @Override
  public ChargeAnswer charge(Order order) {
    return observed("charge", order.orderNo(), () -> charge.charge(order), ObservedCharge::outcome);
  }

  @Override
  public ChargeAnswer query(String orderNo) {
    return observed("query", orderNo, () -> charge.query(orderNo), ObservedCharge::outcome);
  }

  @Override
  public ChargeAnswer cancel(String orderNo) {
    return observed("cancel", orderNo, () -> charge.cancel(orderNo), ObservedCharge::outcome);
  }

  @Override
  public RefundAnswer refund(Refund refund) {
    return observed(
        "refund",
        refund.orderNo(),
        () -> charge.refund(refund),
        answer -> answer.name().toLowerCase(Locale.ROOT));
  }

  private static String outcome(ChargeAnswer answer) {
    if (answer instanceof ChargeAnswer.Charged) {
      return "charged";
    }
    if (answer instanceof ChargeAnswer.Refunded) {
      return "refunded";
    }
    if (answer instanceof ChargeAnswer.Underway) {
      return "underway";
    }
    return answer instanceof ChargeAnswer.NotFound ? "not_found" : "not_charged";
  }

  private <T> T observed(
      String method, String orderNo, Supplier<T> call, Function<T, String> outcome) {
    Observation observation =
        Observation.createNotStarted("yiwang.charge", observations)
            .contextualName("payer-charge." + method)
            .lowCardinalityKeyValue("method", method)
            .lowCardinalityKeyValue("gateway", gateway)
            .highCardinalityKeyValue("order", orderNo)
            .start();
    String result = "failed";
    Observation.Scope scope = observation.openScope();
    try {
      T answer = call.get();
      result = outcome.apply(answer);
      return answer;
    } catch (Throwable e) {
      observation.error(e);
      throw e;
    } finally {
      scope.close();
      observation.lowCardinalityKeyValue("outcome", result);
      observation.stop();
    }
  }
}

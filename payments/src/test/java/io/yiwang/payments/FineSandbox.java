package io.yiwang.payments;

import io.yiwang.GovClient;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Sets up a sandbox whose clock stays at ten in the morning, and makes the calls that tests begin
 * with.
 */
public record FineSandbox(GovSandbox gateway, FineClient client) {
  public static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-02T10:00:00+08:00");
  public static final String XIHU = "330106";

  public FineSandbox(GovSandbox gateway, GovClient gov) {
    this(gateway, new FineClient(gov));
  }

  public static GovSandboxExtension extension() {
    Instant ten = TEN.toInstant();
    return GovSandboxExtension.of(GovSandbox.builder().clock(Clock.fixed(ten, ZoneOffset.UTC)));
  }

  /** Returns a fine of 150 yuan; number 0 is in time, and number 1 is ten days late. */
  public Seed.Fine payable(int index) {
    return gateway.seed().payableFines(XIHU).get(index);
  }

  public Citizen wang() {
    return gateway.seed().citizen("wang-jianguo");
  }

  public static PenaltyDecisionNumber number(Seed.Fine fine) {
    return new PenaltyDecisionNumber(fine.decisionNumber());
  }

  public Penalty quote(Seed.Fine fine) {
    return client.lookup(number(fine), Proof.partyName(fine.party().name()));
  }

  public Payment hold(String orderNo, Seed.Fine... fines) {
    Penalty[] quotes = Stream.of(fines).map(this::quote).toArray(Penalty[]::new);
    return client.hold(PaymentOrder.of(orderNo, "wallet", quotes));
  }

  public static ChannelPayment charge(String tradeNo, Money amount) {
    return new ChannelPayment(tradeNo, TEN, amount);
  }

  public Payment confirm(Payment payment, String tradeNo) {
    return client.confirm(payment.paymentId(), charge(tradeNo, payment.amount()));
  }

  public Payment settled(String orderNo, Seed.Fine... fines) {
    return confirm(hold(orderNo, fines), "trade-" + orderNo);
  }

  public int timesPaid(Seed.Fine fine) {
    return gateway.treasury().timesPaid(fine.decisionNumber());
  }
}

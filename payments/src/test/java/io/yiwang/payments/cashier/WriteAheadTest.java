package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Refund;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that each step is on disk before it is taken, and asked about before it is repeated. */
class WriteAheadTest extends CashierFixture {
  @Test
  void pay_eachStep_isOnDiskBeforeItIsTaken() {
    List<String> steps = new ArrayList<>();
    FineCashier cashier = recorded(steps);
    Quote quote = world.quote(fine);

    world.orders.add("W1");
    world.wallet.next(Wallet.Fault.UNDERWAY);
    cashier.pay("W1", quote);
    cashier.release("W1");
    assertEquals(
        List.of(
            "fine.hold in HOLDING",
            "charge in CHARGING",
            "query in CHARGING",
            "cancel in CANCELLING",
            // Already before the release, whatever becomes of it.
            "fine.release in NEVER_CHARGED"),
        steps);

    steps.clear();
    world.orders.add("W2");
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    cashier.pay("W2", quote);
    assertEquals(
        List.of(
            "fine.hold in HOLDING",
            "charge in CHARGING",
            "fine.release in RELEASING",
            "refund in BEING_REFUNDED"),
        steps);

    steps.clear();
    world.orders.add("W3");
    cashier.pay("W3", quote);
    assertEquals(
        List.of("fine.hold in HOLDING", "charge in CHARGING", "fine.confirm in CONFIRMING"), steps);
  }

  @Test
  void resume_unknownCharge_asksBeforeItChargesAndNotTooLate(GovSandbox sandbox) {
    List<String> steps = new ArrayList<>();
    FineCashier cashier = recorded(steps);
    world.orders.add("W1");
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    cashier.pay("W1", world.quote(fine));
    steps.clear();
    cashier.resume("W1");
    assertEquals(
        List.of("query in CHARGING", "charge in CHARGING", "fine.confirm in CONFIRMING"), steps);

    world.orders.add("W2");
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    cashier.pay("W2", world.quote(sandbox.seed().payableFines(FineSandbox.XIHU).get(9)));
    steps.clear();
    sandbox.clock().advance(Duration.ofMinutes(21));
    cashier.resume("W2");
    assertEquals(
        List.of("query in CHARGING", "cancel in CANCELLING", "fine.release in NEVER_CHARGED"),
        steps);
  }

  @Test
  void pay_takenOverByAnotherNodeAtAnyPoint_stops(GovSandbox sandbox) {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    for (int point = 1; point <= 14; point++) {
      String orderNo = "W" + point;
      world.takenOverAt(point);
      world.pay(orderNo, fines.get(point + 4));
      // Nothing may be charged after the other node's final outcome.
      FineOutcome outcome = world.cashier.outcome(orderNo).orElseThrow();
      if (outcome instanceof Refused) {
        assertEquals(0, world.wallet.fen(orderNo), "taken over at point " + point);
      }
    }
  }

  /** Returns a cashier whose external calls are recorded, with what is on disk at that time. */
  private FineCashier recorded(List<String> steps) {
    Gateway gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            steps.add(request.operation() + " in " + onDisk());
            return world.gateway.call(request);
          }
        };
    PayerCharge channel =
        new PayerCharge() {
          @Override
          public ChargeAnswer charge(Order order) {
            steps.add("charge in " + onDisk());
            return world.wallet.charge(order);
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            steps.add("query in " + onDisk());
            return world.wallet.query(orderNo);
          }

          @Override
          public ChargeAnswer cancel(String orderNo) {
            steps.add("cancel in " + onDisk());
            return world.wallet.cancel(orderNo);
          }

          @Override
          public RefundAnswer refund(Refund refund) {
            steps.add("refund in " + onDisk());
            return world.wallet.refund(refund);
          }
        };
    return world
        .builder()
        .gateway(Gateway.of(world.sandbox.account(), gateway))
        .payerCharge(channel)
        .build();
  }

  /** Returns what another process would find of the last payment. */
  private String onDisk() {
    String last = List.copyOf(world.orders).get(world.orders.size() - 1);
    FineOutcome outcome = world.cashier.outcome(last).orElseThrow();
    if (outcome instanceof Pending pending) {
      return pending.state().name();
    }
    return outcome instanceof Refused refused ? refused.payerMoney().name() : "SETTLED";
  }
}

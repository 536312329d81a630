package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.WorkerListener.ApplicationFailed;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Tests what is reported to the application's listener. */
class ReportsTest extends CashierFixture {
  @Test
  void pay_channelThatThrows_isReportedWithOrderNumberAndCause() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);

    assertInstanceOf(Pending.class, world.pay("W1", fine));

    assertEquals(
        List.of("PayerCharge.charge W1", "PayerCharge.query W1"),
        world.failed.stream().map(it -> it.method() + " " + it.id()).toList());
    assertEquals("DOWN", world.failed.get(0).cause().getMessage());
  }

  @Test
  void pay_gatewayThatThrowsUnchecked_isReportedAndPending() {
    Gateway original = world.gateway;
    IllegalStateException own = new IllegalStateException("from a wrapper of the application");
    world.gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            if (request.operation().equals("fine.confirm")) {
              throw own;
            }
            return original.call(request);
          }
        };

    assertInstanceOf(Pending.class, world.pay("W1", fine));
    world.gateway = original;

    assertEquals(
        List.of("Gateway.call null"),
        world.failed.stream().map(it -> it.method() + " " + it.id()).toList());
    assertSame(own, world.failed.get(0).cause());
  }

  @Test
  void recover_gatewayThatIsSilentTooLong_asksAPersonWithTheCause(GovSandbox sandbox) {
    FineCashier cashier = world.builder().escalateAfter(Duration.ofHours(2)).build();
    world.orders.add("W1");
    sandbox.faults().next("fine.confirm").resetBeforeWork();
    cashier.pay("W1", world.quote(fine));
    sandbox.clock().advance(Duration.ofHours(3));
    sandbox.faults().next("fine.confirm").resetBeforeWork();

    Recovery.of(cashier).runOnce(1);

    assertEquals(1, world.asked.size());
    assertInstanceOf(GovException.class, world.asked.get(0).cause());
  }

  @Test
  void recover_channelThatThrowsTooLong_asksAPersonWithTheCause(GovSandbox sandbox) {
    FineCashier cashier = world.builder().escalateAfter(Duration.ofHours(2)).build();
    world.orders.add("W1");
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    world.wallet.downForRefunds(true);
    cashier.pay("W1", world.quote(fine));
    sandbox.clock().advance(Duration.ofHours(3));

    Recovery.of(cashier).runOnce(1);

    assertEquals(1, world.asked.size());
    assertNotNull(world.asked.get(0).cause());
    assertEquals("DOWN", world.asked.get(0).cause().getMessage());
  }

  @Test
  void pay_leaseExpiredAfterTheCharge_isReportedWithOrderNumberAndCharge() {
    world.orders.add("W1");
    Quote quote = world.quote(fine);
    // The points are: written, before and after the hold, written, before and after the charge.
    world.takenOverAt(6);
    world.cashier.pay("W1", quote);

    assertEquals(List.of("W1"), world.expired.stream().map(it -> it.id()).toList());
    assertEquals(15_000, world.expired.get(0).charge().amount().fen(), "the report has the charge");
  }

  @Test
  void entered_listenerThatThrows_isLoggedAtWarnWithItsStackTraceAndReported() {
    List<ApplicationFailed> failed = new ArrayList<>();
    List<List<Object>> logged = new ArrayList<>();
    IllegalStateException thrown = new IllegalStateException("listener");
    Reports reports =
        new Reports(
            new CashierListener() {
              @Override
              public void entered(Entered entered) {
                throw thrown;
              }

              @Override
              public void applicationFailed(ApplicationFailed failure) {
                failed.add(failure);
                throw new IllegalStateException("again");
              }
            },
            log(logged));

    reports.entered(new CashierListener.Entered("W1", CashierState.HOLDING));

    assertEquals(1, failed.size());
    assertEquals("CashierListener.entered", failed.get(0).method());
    assertSame(thrown, failed.get(0).cause());
    assertEquals(2, logged.size());
    assertTrue(logged.get(0).contains(thrown), "with its stack");
  }

  /** Returns a logger that records what is logged at WARN. */
  private static Logger log(List<List<Object>> logged) {
    return (Logger)
        Proxy.newProxyInstance(
            ReportsTest.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              assertEquals("warn", method.getName());
              List<Object> all = new ArrayList<>();
              for (Object each : arguments) {
                if (each instanceof Object[] more) {
                  all.addAll(List.of(more));
                } else {
                  all.add(each);
                }
              }
              logged.add(all);
              return null;
            });
  }

  @Test
  void pay_listenerThatThrows_isSettled() {
    FineCashier cashier =
        world
            .builder()
            .listener(
                new CashierListener() {
                  @Override
                  public void entered(Entered entered) {
                    throw new IllegalStateException("listener");
                  }
                })
            .build();
    world.orders.add("W1");

    assertInstanceOf(Settled.class, cashier.pay("W1", world.quote(fine)));
  }
}

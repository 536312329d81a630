package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.WorkerListener.ApplicationFailed;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** What others know better than the cashier's journal, and what the operator is told of it. */
class FurtherCashierTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  @TempDir private Path folder;
  private CashierWorld world;
  private Seed.Fine fine;
  private Seed.Fine other;

  @BeforeEach
  void open(GovSandbox sandbox) {
    world = new CashierWorld(sandbox, folder.resolve("journal"));
    fine = sandbox.seed().payableFines(FineSandbox.XIHU).get(0);
    other = sandbox.seed().payableFines(FineSandbox.XIHU).get(3);
  }

  @AfterEach
  void agree() {
    CashierCrashTest.settleAll(world);
    world.agree();
    world.close();
  }

  @Test
  void confirm_chargedAfterTheChannelSaidNo_givesTheMoneyBack() {
    world.wallet.next(Wallet.Fault.DECLINED);
    Refused declined = assertInstanceOf(Refused.class, world.pay("W1", fine));
    assertEquals(PayerMoney.NEVER_CHARGED, declined.payerMoney());
    world.wallet.chargesLate("W1", Money.yuan("150"));

    Refused late = assertInstanceOf(Refused.class, world.cashier.confirm("W1"));

    assertEquals(PayerMoney.GIVEN_BACK, late.payerMoney());
    assertEquals(FineCode.CHARGED_LATE, late.code());
    assertEquals("扣款到账过晚，本次未能缴款。已扣款项已全额退还。", late.text(Language.ZH_CN));
    assertEquals(late, world.cashier.outcome("W1").orElseThrow());
    assertEquals(late, world.cashier.confirm("W1"), "once");
    assertEquals(0, world.wallet.fen("W1"));
  }

  @Test
  void confirm_chargedLateAndTheChannelIsDown_isFollowedByRecovery() {
    world.wallet.next(Wallet.Fault.DECLINED);
    world.pay("W1", fine);
    world.wallet.chargesLate("W1", Money.yuan("150"));
    world.wallet.downForRefunds(true);

    Refused late = assertInstanceOf(Refused.class, world.cashier.confirm("W1"));
    assertEquals(PayerMoney.BEING_GIVEN_BACK, late.payerMoney());
    world.restart();
    world.wallet.downForRefunds(false);
    world.recover();

    assertEquals(
        PayerMoney.GIVEN_BACK,
        assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow()).payerMoney());
  }

  @Test
  void confirm_refusedAndStillNotCharged_isWhatItWas() {
    world.wallet.next(Wallet.Fault.DECLINED);
    FineOutcome declined = world.pay("W1", fine);

    assertEquals(declined, world.cashier.confirm("W1"));
    world.wallet.next(Wallet.Fault.DOWN);
    assertEquals(declined, world.cashier.confirm("W1"), "nobody knows more");
  }

  @Test
  void pay_sameBasketInAnotherOrder_isTheSamePayment() {
    Quote quote = world.quote(fine, other);
    world.orders.add("W1");
    FineOutcome first = world.cashier.pay("W1", quote);

    assertEquals(first, world.cashier.pay("W1", world.quote(other, fine)));
    assertThrows(IllegalArgumentException.class, () -> world.cashier.pay("W1", world.quote(other)));
    PaymentOrder.Line one = quote.lines().get(0);
    PaymentOrder.Line two = quote.lines().get(1);
    assertEquals(
        new PaymentOrder("W1", "wallet", List.of(one, two), null),
        new PaymentOrder("W1", "wallet", List.of(two, one), null));
  }

  @Test
  void refund_whileAnotherIsUnderWay_isQueuedOnDiskAndAskedForWhenThatHasEnded(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");

    FineRefund second = world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");

    assertEquals(RefundState.QUEUED, second.state());
    assertEquals(second, world.cashier.refundOutcome("R2").orElseThrow());
    assertEquals(second, world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴"));
    world.restart();
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
    assertEquals(RefundState.PAID_BACK, world.cashier.refundOutcome("R2").orElseThrow().state());
    assertEquals(4_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_queuedAndTooMuchByThen_isRefused(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("100"), "多缴");
    world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    FineRefund second = world.cashier.refundOutcome("R2").orElseThrow();

    assertEquals(RefundState.REFUSED, second.state());
    assertEquals(FineCode.REFUND_NOT_ALLOWED, second.code());
    assertEquals(5_000, world.wallet.fen("W1"));
  }

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
  void pay_gatewayThatThrowsOfItsOwn_isReportedAndNobodyKnows() {
    Gateway sound = world.gateway;
    IllegalStateException own = new IllegalStateException("a decorator of the application");
    world.gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            if (request.operation().equals("fine.confirm")) {
              throw own;
            }
            return sound.call(request);
          }
        };

    assertInstanceOf(Pending.class, world.pay("W1", fine));
    world.gateway = sound;

    assertEquals(
        List.of("Gateway.call null"),
        world.failed.stream().map(it -> it.method() + " " + it.id()).toList());
    assertSame(own, world.failed.get(0).cause());
  }

  @Test
  void recover_gatewayThatIsSilentTooLong_asksAPersonWithWhatTheClientThrew(GovSandbox sandbox) {
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
  void pay_leaseLostAfterTheCharge_isReportedWithOrderNumberAndCharge() {
    world.orders.add("W1");
    Quote quote = world.quote(fine);
    // Written, before and after the hold, written, before and after the charge.
    world.takenOverAt(6);
    world.cashier.pay("W1", quote);

    assertEquals(List.of("W1"), world.expired.stream().map(it -> it.id()).toList());
    assertEquals(
        15_000, world.expired.get(0).charge().amount().fen(), "whoever hears it can find it");
  }

  @Test
  void report_applicationThatThrows_isLoggedAtWarnWithItsStackAndPassedOn() {
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

  /** A logger that keeps what it is given at WARN. */
  private static Logger log(List<List<Object>> logged) {
    return (Logger)
        Proxy.newProxyInstance(
            FurtherCashierTest.class.getClassLoader(),
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
  void confirm_orderThatNobodyKnows_isRefusedAsAnArgument() {
    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.confirm("W9"));

    assertEquals(
        "the journal has no payment of number W9 in gateway account " + world.sandbox.account(),
        e.getMessage());
    assertFalse(world.cashier.outcome("W9").isPresent());
  }

  @Test
  void confirm_orderThatTheJournalLostAndTheChannelIsSilent_isFollowedAndSettled() {
    world.pay("W1", fine);
    forget("W1");
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);

    FineOutcome heard = world.cashier.confirm("W1");
    world.recover();

    assertInstanceOf(Pending.class, heard, "nobody knows yet, and that is not: nobody knows it");
    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void pay_journalSetBackAfterTheLastWrite_isFoundOutAgain() {
    forgetOnceIn("SETTLED", "W1");

    assertInstanceOf(Settled.class, world.pay("W1", fine));
  }

  @Test
  void resume_journalSetBackAfterTheLastWrite_isFoundOutAgain() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    world.pay("W1", fine);
    forgetOnceIn("SETTLED", "W1");

    assertInstanceOf(Settled.class, world.cashier.resume("W1"));
  }

  @Test
  void refund_journalSetBackAfterTheLastWrite_isTheSameRefund() {
    world.pay("W1", fine);
    forgetOnceIn("WAITING", "R1");

    FineRefund refund = world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");

    assertEquals(RefundState.WAITING, refund.state());
  }

  /** As a failover does that has lost the commits of that intent. */
  private void forget(String id) {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal"));
        PreparedStatement delete =
            database.prepareStatement("DELETE FROM yiwang_intent WHERE id = ?")) {
      delete.setString(1, id);
      assertEquals(1, delete.executeUpdate());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void forgetOnceIn(String state, String id) {
    world.onDisk =
        () -> {
          if (world.states.get(world.states.size() - 1).equals(state)) {
            world.onDisk = () -> {};
            forget(id);
          }
        };
  }

  @Test
  void confirm_orderThatTheGatewayHoldsAndTheJournalLost_isTakenUpAndSettledOnceCharged() {
    new FineClient(world.gateway)
        .hold(PaymentOrder.of("W1", "wallet", world.quote(fine).penalties().get(0)));
    world.orders.add("W1");

    assertInstanceOf(Pending.class, world.cashier.confirm("W1"), "not charged yet");
    world.wallet.appCharges("W1", Money.yuan("150"));

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
  }
}

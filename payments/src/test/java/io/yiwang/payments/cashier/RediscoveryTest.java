package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests payments of which the gateway or the channel knows more than the journal. */
class RediscoveryTest extends CashierFixture {
  @Test
  void confirm_chargedAfterTheChannelDeclined_refundsThePayer() {
    world.wallet.next(Wallet.Fault.DECLINED);
    Refused declined = assertInstanceOf(Refused.class, world.pay("W1", fine));
    assertEquals(PayerMoney.NEVER_CHARGED, declined.payerMoney());
    world.wallet.chargesLate("W1", Money.yuan("150"));

    Refused late = assertInstanceOf(Refused.class, world.cashier.confirm("W1"));

    assertEquals(PayerMoney.REFUNDED, late.payerMoney());
    assertEquals(FineCode.CHARGED_LATE, late.code());
    assertEquals("扣款到账过晚，本次未能缴款。已扣款项已全额退还。", late.text(Language.ZH_CN));
    assertEquals(late, world.cashier.outcome("W1").orElseThrow());
    assertEquals(late, world.cashier.confirm("W1"), "once");
    assertEquals(0, world.wallet.fen("W1"));
  }

  @Test
  void confirm_chargedLateAndTheChannelIsDown_isRefundedByRecovery() {
    world.wallet.next(Wallet.Fault.DECLINED);
    world.pay("W1", fine);
    world.wallet.chargesLate("W1", Money.yuan("150"));
    world.wallet.downForRefunds(true);

    Refused late = assertInstanceOf(Refused.class, world.cashier.confirm("W1"));
    assertEquals(PayerMoney.BEING_REFUNDED, late.payerMoney());
    world.restart();
    world.wallet.downForRefunds(false);
    world.recover();

    assertEquals(
        PayerMoney.REFUNDED,
        assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow()).payerMoney());
  }

  @Test
  void confirm_refusedAndStillNotCharged_isUnchanged() {
    world.wallet.next(Wallet.Fault.DECLINED);
    FineOutcome declined = world.pay("W1", fine);

    assertEquals(declined, world.cashier.confirm("W1"));
    world.wallet.next(Wallet.Fault.DOWN);
    assertEquals(declined, world.cashier.confirm("W1"), "there is no other answer");
  }

  @Test
  void confirm_orderThatTheJournalLostAndTheChannelIsSilent_isSettledLater() {
    world.pay("W1", fine);
    forget("W1");
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);

    FineOutcome first = world.cashier.confirm("W1");
    world.recover();

    assertInstanceOf(Pending.class, first, "no answer is not the answer that nobody knows it");
    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void pay_journalSetBackAfterTheLastWrite_isRediscovered() {
    forgetOnceIn("SETTLED", "W1");

    assertInstanceOf(Settled.class, world.pay("W1", fine));
  }

  @Test
  void resume_journalSetBackAfterTheLastWrite_isRediscovered() {
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

  /** Deletes an intent, as a failover that loses its commits does. */
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

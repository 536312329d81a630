package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests every way in which the three sources of a day can disagree about refunds. */
class ReconciledRefundsTest extends ReconciliationFixture {
  @Test
  void run_refusedHereAndChargedAndPaidBackByTheChannel_differsInStateAlone() throws IOException {
    ours("W1", CashierState.REFUSED, 15_000, null, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertFalse(run().get(0).kind() == Kind.CHARGED_NOT_SETTLED);
  }

  @Test
  void run_settledAtTheGatewayAndReturnedHere_differsInState() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    all("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_decisionPaidAgainAfterItsRefund_isNotADuplicate() throws IOException {
    for (String orderNo : List.of("W1", "W2")) {
      settled(orderNo, 15_000);
      charged(orderNo, 15_000);
      gateway(orderNo, "p-" + orderNo, "0301717010100001", 15_000);
    }
    ourRefund("W1", 15_000);
    gateway("W1", "p-W1", "0301717010100001", -15_000);
    paidBack("W1", 15_000);

    assertEquals(
        List.of(Kind.REFUNDED, Kind.MATCHED), run().stream().map(Reconciled::kind).toList());
  }

  @Test
  void run_refundInAllSources_isRefunded() throws IOException {
    ourRefund("W1", 15_000);
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    gateway("W1", -15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndTheJournalHasLost_isReported() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    gateway("W1", -7_501);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_secondRefundThatTheTreasuryPaidAndTheJournalHasLost_isReported() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 5_000);
    paidBack("W1", 5_000);
    gateway("W1", -5_000);
    gateway("W1", -6_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_lostRefundBesideALargerOneThatWaits_isReported() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "W1", 5_000, null, noon.minusDays(1));
    gateway("W1", -2_000);
    paidBack("W1", 2_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_lostRefundBesideOneOfThatDayAndALargerOneThatWaits_isReported() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "R1", "W1", 4_000, noon, noon);
    ourRefund(RefundState.QUEUED, "R2", "W1", 9_000, null, noon);
    gateway("W1", -4_000);
    gateway("W1", -1_000);
    paidBack("W1", 4_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_refundThatWaitsAndTheTreasuryHasPaid_isNotReportedAsLost() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "R1", "W1", 4_000, null, noon);
    ourRefund(RefundState.QUEUED, "R2", "W1", 9_000, null, noon);
    gateway("W1", -4_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_lessPaidBackByTheTreasuryThanOurRefund_differsInAmount() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 5_000);
    paidBack("W1", 5_000);
    gateway("W1", -4_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_refundThatWeDoNotKnow_differs() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    paidBack("W1", 5_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  /** Tests a chargeback, as a channel's file may contain it. */
  @Test
  void run_chargebackMonthsAfterTheSettlement_differsInAmount() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(90), noon.minusDays(90));
    paidBack("W1", 15_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  /**
   * Tests a refund after a chargeback: the payer has the money already, so the channel has nothing
   * on that day.
   */
  @Test
  void run_refundedByTheTreasuryAfterAChargeback_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(90), noon.minusDays(90));
    ourRefund("W1", 15_000);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_holdLostAndPayerPaidBack_isRefunded() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_refundPaidBackHereAndInNeitherFile_isOnlyOurs() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 15_000);

    assertKind(Kind.ONLY_OURS);
  }

  @Test
  void run_refundPaidBackByTheTreasuryAndNotByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 15_000);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_returnedHereAndNotRefundedByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_lessRefundedByTheChannelThanHere_differsInAmount() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 14_999);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_returnStillUnderway_differsInState() throws IOException {
    ours("W1", CashierState.RETURNING, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  /**
   * Tests that only the state differs: the payer has the money, and our journal does not know it
   * yet.
   */
  @Test
  void run_returnStillUnderwayHereAndRefundedByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.RETURNING, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndWeStillWaitFor_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "W1", 15_000, null, noon.minusDays(1));
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndThePayerDoesNotHave_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.RETURNING, "W1", 15_000, noon, noon);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundLearnedTheDayAfterTheTreasuryPaid_mayBeInEitherOfTheChannelsFiles()
      throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, noon.minusDays(1), noon);
    assertKind(Kind.OTHER_DAY);

    paidBack("W1", 15_000);
    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_refundWithoutTheTreasurysTime_mayBeOfAnotherDay() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, null, noon);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_refundOfAnotherDay_isNotOfThisDay() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, noon.minusDays(2), noon.minusDays(1));

    assertEquals(List.of(), run());
  }

  @Test
  void run_settledAndPartlyRefundedTheSameDay_isRefunded() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    ourRefund("W1", 5_000);
    gateway("W1", -5_000);
    paidBack("W1", 5_000);

    Reconciled found = run().get(0);

    assertEquals(Kind.REFUNDED, found.kind());
    assertEquals(found.channel(), found.ours());
    assertEquals(found.gateway(), found.ours());
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.journal.Unserved;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests two gateways that know the same decisions, and two cashiers on one journal that use the
 * same order numbers.
 */
@Timeout(60)
class TwoGatewaysTest {
  @TempDir Path folder;

  private final GovSandbox here = GovSandbox.builder().services(0).start();
  private final GovSandbox there = GovSandbox.builder().services(0).start();
  private CashierWorld one;
  private CashierWorld two;
  private Seed.Fine fine;

  @BeforeEach
  void open() {
    one = new CashierWorld(here, folder.resolve("one.journal"));
    two = new CashierWorld(there, folder.resolve("one.journal"));
    fine = here.seed().payableFines(FineSandbox.XIHU).get(0);
    assertEquals(
        fine.decisionNumber(), there.seed().payableFines(FineSandbox.XIHU).get(0).decisionNumber());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    here.close();
    there.close();
  }

  @Test
  void pay_sameOrderNumberAndDecisionAtBoth_isPaidOnceAtEach() {
    assertInstanceOf(Settled.class, one.pay("W1", fine));
    assertInstanceOf(Settled.class, two.pay("W1", fine));

    assertEquals(1, one.timesPaid(fine));
    assertEquals(1, two.timesPaid(fine));
    one.agree();
    two.agree();
  }

  @Test
  void pay_oneChannelAccountAndAPrefixEach_keepsSameNumbersApart() throws Exception {
    Wallet shared = new Wallet(here.clock());
    shared.reportsRefunds();
    try (Journal journal = Journal.at(folder.resolve("shared.journal"));
        GovClient ofOne = here.clientBuilder().build();
        GovClient ofTwo = there.clientBuilder().build()) {
      FineCashier first = sharing(journal, ofOne, here, shared, "zj-");
      FineCashier second = sharing(journal, ofTwo, there, shared, "js-");

      Settled atFirst = assertInstanceOf(Settled.class, first.pay("W1", quoted(first)));
      assertInstanceOf(Settled.class, second.pay("W1", quoted(second)));
      assertEquals(15_000, shared.fen("zj-W1"));
      assertEquals(15_000, shared.fen("js-W1"), "charged as well, and not taken for the other's");
      first.refund("W1", "R1", atFirst.payment().amount(), "多缴");
      second.refund("W1", "R1", Money.yuan("50"), "多缴");
      here.clock().advance(Duration.ofDays(3));
      there.clock().advance(Duration.ofDays(3));
      Recovery.of(first).runOnce(10);
      Recovery.of(second).runOnce(10);

      assertEquals(0, shared.fen("zj-W1"));
      assertEquals(10_000, shared.fen("js-W1"));
      LocalDate day = LocalDate.now(here.clock().withZone(ZoneOffset.ofHours(8))).minusDays(3);
      assertReconciled(journal, ofOne, here, shared.bill(day).ofPrefix("zj-"), day);
      assertReconciled(journal, ofTwo, there, shared.bill(day).ofPrefix("js-"), day);
    }
  }

  private FineCashier sharing(
      Journal journal, GovClient gov, GovSandbox sandbox, Wallet wallet, String prefix) {
    return FineCashier.builder()
        .gateway(Gateway.of(sandbox.account(), gov))
        .journal(journal)
        .payerCharge(wallet)
        .channelPrefix(prefix)
        .channel("wallet")
        .clock(sandbox.clock())
        .waits(Duration.ZERO, Duration.ZERO)
        .build();
  }

  private Quote quoted(FineCashier cashier) {
    return cashier.quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())));
  }

  private void assertReconciled(
      Journal journal, GovClient gov, GovSandbox sandbox, ChannelFile channel, LocalDate day)
      throws Exception {
    Statement statement =
        new FineClient(gov).statement(day, folder.resolve(sandbox.account() + ".ndjson"));
    Reconciliation.Summary summary =
        new Reconciliation(journal, sandbox.account(), folder).run(statement, channel, each -> {});
    assertTrue(summary.agrees(), summary::toString);
    assertEquals(1, summary.count(Reconciled.Kind.MATCHED));
    assertEquals(1, summary.channelRows().foreign());
  }

  @Test
  void pay_orderNumberTooLongForTheChannelPrefix_beginsNothing() {
    FineCashier cashier = one.builder().channelPrefix("zj-").build();
    Quote quote = one.quote(fine);

    var e = assertThrows(IllegalArgumentException.class, () -> cashier.pay("x".repeat(62), quote));

    assertEquals(
        "channelPrefix and order number together must be 1 to 64 of A-Z a-z 0-9 . _ -, got 65"
            + " characters",
        e.getMessage());
    assertTrue(cashier.outcome("x".repeat(62)).isEmpty());
  }

  @Test
  void pay_decisionInPaymentAtTheOther_isNotAConflict() {
    there.faults().next("fine.confirm").resetBeforeWork();
    assertInstanceOf(Pending.class, two.pay("W1", fine));

    assertInstanceOf(Settled.class, one.pay("W2", fine));

    assertEquals(0, two.timesPaid(fine));
    two.recover();
    two.agree();
    one.agree();
  }

  @Test
  void runOnce_paymentOfAnotherAccount_isLeftToItsOwnCashier() {
    here.faults().next("fine.confirm").resetBeforeWork();
    Pending pending = assertInstanceOf(Pending.class, one.pay("W1", fine));
    assertEquals(CashierState.CONFIRMING, pending.state());

    assertEquals(0, two.recovery.runOnce(100));

    assertEquals(pending, one.cashier.outcome("W1").orElseThrow());
    assertEquals(0, two.open());
    one.recover();
    assertInstanceOf(Settled.class, one.cashier.outcome("W1").orElseThrow());
    assertEquals(1, one.timesPaid(fine));
    one.agree();
  }

  @Test
  void lookUps_numbersOfTheOther_areUnknown() {
    one.pay("W1", fine);
    one.cashier.refund("W1", "R1", Money.fen(100), "多缴");

    assertTrue(two.cashier.outcome("W1").isEmpty());
    assertTrue(two.cashier.refundOutcome("R1").isEmpty());
    for (var call :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> two.cashier.confirm("W1"),
            () -> two.cashier.resume("W1"),
            () -> two.cashier.release("W1"),
            () -> two.cashier.refund("W1", "R1", Money.fen(100), "多缴"))) {
      var e = assertThrows(IllegalArgumentException.class, call);
      assertEquals(
          "the journal has no payment of number W1 in gateway account " + there.account(),
          e.getMessage());
    }
  }

  @Test
  void refund_sameNumberAtBoth_isGivenBackByEach() {
    one.pay("W1", fine);
    two.pay("W1", fine);
    one.cashier.refund("W1", "R1", Money.fen(100), "多缴");
    two.cashier.refund("W1", "R1", Money.fen(300), "多缴");
    here.clock().advance(Duration.ofDays(5));
    there.clock().advance(Duration.ofDays(5));

    one.recover();
    assertEquals(1, two.open());
    two.recover();

    assertEquals(Money.fen(100), one.cashier.refundOutcome("R1").orElseThrow().amount());
    assertEquals(Money.fen(300), two.cashier.refundOutcome("R1").orElseThrow().amount());
    one.agree();
    two.agree();
  }

  @Test
  void reconcile_dayOfBoth_eachAgreesWithItsOwnGateway() throws Exception {
    one.pay("W1", fine);
    two.pay("W1", fine);
    two.pay("W2", there.seed().payableFines(FineSandbox.XIHU).get(1));
    LocalDate day = LocalDate.now(here.clock().withZone(ZoneOffset.ofHours(8)));
    here.clock().advance(Duration.ofHours(30));
    there.clock().advance(Duration.ofHours(30));

    Reconciliation.Summary ofOne = one.reconcile(day, folder, one.wallet.bill(day), each -> {});
    Reconciliation.Summary ofTwo = two.reconcile(day, folder, two.wallet.bill(day), each -> {});

    assertTrue(ofOne.agrees(), ofOne::toString);
    assertTrue(ofTwo.agrees(), ofTwo::toString);
    assertEquals(1, ofOne.count(Reconciled.Kind.MATCHED));
    assertEquals(2, ofTwo.count(Reconciled.Kind.MATCHED));
  }

  @Test
  void purge_ofOne_leavesWhatTheOtherKeeps() {
    one.pay("W1", fine);
    two.pay("W1", fine);

    try (Recovery eager = Recovery.builder(one.cashier).keepFinished(Duration.ZERO).build()) {
      assertEquals(1, eager.purge());
    }

    assertTrue(one.cashier.outcome("W1").isEmpty());
    assertInstanceOf(Settled.class, two.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void unserved_unfinishedPaymentsOfTheOther_areReported() {
    here.faults().next("fine.confirm").resetBeforeWork();
    one.pay("W1", fine);
    one.recovery.close();
    two.recovery.runOnce();

    List<Unserved> unserved = two.cashier.journal().unserved();

    assertEquals(1, unserved.size());
    assertEquals(here.account(), unserved.get(0).account());
    assertEquals("fine.payment", unserved.get(0).kind());
    assertEquals(1, unserved.get(0).unfinished());
    assertEquals(0, two.recovery.figures().waiting(Recovery.PAYMENTS).unfinished());
    one.restart();
    one.recover();
    one.agree();
  }

  @Test
  void build_gatewayWithoutAnAccount_saysWhereToSetIt() {
    try (Journal journal = Journal.at(folder.resolve("another.journal"));
        GovClient nameless =
            GovClient.builder()
                .endpoint(here.endpoint())
                .signer(here.platformSigner())
                .keyRing(io.yiwang.KeyRing.pinned(here.gatewayVerifier()))
                .build()) {
      for (Gateway gateway : List.of(nameless, (Gateway) TwoGatewaysTest::call)) {
        var e =
            assertThrows(
                IllegalStateException.class,
                () ->
                    FineCashier.builder()
                        .gateway(gateway)
                        .journal(journal)
                        .payerCharge(one.wallet)
                        .channel("wallet")
                        .build());
        assertTrue(e.getMessage().contains("GovClient.builder().account("), e.getMessage());
        assertTrue(e.getMessage().contains("Gateway.of("), e.getMessage());
      }
    }
  }

  private static <T> T call(GovRequest<T> request) {
    throw new AssertionError(request.operation());
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Refund;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The cashier's ways in good and bad weather; {@link CashierCodesTest} has the gateway's noes. */
class CashierTest {
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
  void pay_basketOfThreeDistricts_isOneChargeAndAReceiptForEach(GovSandbox sandbox) {
    Seed.Fine[] basket =
        sandbox.seed().districts().stream()
            .limit(3)
            .map(each -> sandbox.seed().payableFines(each).get(1))
            .toArray(Seed.Fine[]::new);

    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", basket));

    assertEquals(Money.yuan("585"), settled.payment().amount());
    assertEquals(58_500, world.wallet.fen("W1"));
    for (Payment.Line line : settled.payment().lines()) {
      assertNotNull(line.receiptNumber());
      assertEquals(1, sandbox.treasury().timesPaid(line.decisionNumber().value()));
    }
    assertEquals(
        List.of("HOLDING", "CHARGING", "CONFIRMING", "SETTLED"), world.states, "four writes");
  }

  @Test
  void pay_twentyDecisions_isPaidAtOnce(GovSandbox sandbox) {
    Seed.Fine[] basket =
        sandbox.seed().payableFines(FineSandbox.XIHU).stream().limit(20).toArray(Seed.Fine[]::new);

    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", basket));

    assertEquals(20, settled.payment().lines().size());
  }

  @Test
  void quote_noneOrTooManyOrOneTwice_isRefusedAsAnArgument() {
    FineTicket ticket = FineTicket.ofPlate(fine.decisionNumber(), fine.plate());

    for (List<FineTicket> tickets :
        List.of(List.<FineTicket>of(), List.of(ticket, ticket), Collections.nCopies(21, ticket))) {
      var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.quote(tickets));
      assertTrue(e.getMessage().startsWith("a quote must "), e.getMessage());
    }
  }

  @Test
  void quote_toString_showsNoProof() {
    Quote quote = world.quote(fine);

    assertTrue(quote.payable());
    assertFalse(quote.toString().contains(fine.plate()));
    assertFalse(quote.toString().contains(fine.decisionNumber()));
  }

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
            // Whatever becomes of the release.
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
            "refund in BEING_GIVEN_BACK"),
        steps);

    steps.clear();
    world.orders.add("W3");
    cashier.pay("W3", quote);
    assertEquals(
        List.of("fine.hold in HOLDING", "charge in CHARGING", "fine.confirm in CONFIRMING"), steps);
  }

  @Test
  void resume_chargeOfWhichNothingIsKnown_asksBeforeItChargesAndNotTooLate(GovSandbox sandbox) {
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
  void pay_takenOverByAnotherNodeAtAnyPoint_stopsThere(GovSandbox sandbox) {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    for (int point = 1; point <= 14; point++) {
      String orderNo = "W" + point;
      world.takenOverAt(point);
      world.pay(orderNo, fines.get(point + 4));
      // Not a fen after the other node's last word.
      FineOutcome outcome = world.cashier.outcome(orderNo).orElseThrow();
      if (outcome instanceof Refused) {
        assertEquals(0, world.wallet.fen(orderNo), "taken over at point " + point);
      }
    }
  }

  @Test
  void purge_finishedLongerThanKept_isForgottenAndNothingUnfinishedIs(GovSandbox sandbox) {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    world.pay("W1", fine);
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W2", fines.get(9));

    assertEquals(0, Recovery.of(world.cashier).purge());
    Recovery forgetful = Recovery.builder(world.cashier).keepFinished(Duration.ZERO).build();
    assertEquals(1, forgetful.purge());

    assertTrue(world.cashier.outcome("W1").isEmpty());
    assertTrue(world.cashier.outcome("W2").isPresent());
  }

  /** It was looked up anew, found paid, and called refused. */
  @Test
  void pay_againWithAQuoteThatHasRunOut_isTheSamePayment(GovSandbox sandbox) {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    assertInstanceOf(Settled.class, world.cashier.pay("W1", quote));
    sandbox.clock().set(quote.validUntil().toInstant().plusSeconds(1));

    assertInstanceOf(Settled.class, world.cashier.pay("W1", quote));

    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void keepFinished_negative_isRefused() {
    Recovery.Builder recovery = Recovery.builder(world.cashier);

    assertThrows(IllegalArgumentException.class, () -> recovery.keepFinished(Duration.ofDays(-1)));
  }

  /** What is under way when it ends would be at work on a journal that is closed. */
  @Test
  void close_recoveryThatIsAtWork_waitsForItsEnd() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicBoolean answered = new AtomicBoolean();
    PayerCharge slow =
        new PayerCharge() {
          @Override
          public ChargeAnswer charge(Order order) {
            return world.wallet.charge(order);
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            answer();
            return world.wallet.query(orderNo);
          }

          @Override
          public ChargeAnswer cancel(String orderNo) {
            answer();
            return world.wallet.cancel(orderNo);
          }

          @Override
          public RefundAnswer refund(Refund refund) {
            return world.wallet.refund(refund);
          }

          private void answer() {
            asked.countDown();
            try {
              answered.set(answers.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    Recovery recovery = Recovery.of(world.builder().payerCharge(slow).build());
    recovery.start();
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    AtomicBoolean waited = new AtomicBoolean();
    Thread closing =
        new Thread(
            () -> {
              recovery.close();
              waited.set(answered.get());
            });

    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING && closing.isAlive()) {
      Thread.onSpinWait();
    }
    answers.countDown();
    closing.join();

    assertTrue(waited.get(), "it was closed while it was at work");
    world.recover();
  }

  @Test
  void start_recovery_purgesByItself() {
    world.pay("W1", fine);
    try (Recovery recovery =
        Recovery.builder(world.cashier)
            .keepFinished(Duration.ZERO)
            .purgeEvery(Duration.ofMillis(10))
            .build()) {
      recovery.start();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            while (world.cashier.outcome("W1").isPresent()) {
              Thread.onSpinWait();
            }
          });
    }
  }

  /** A machine that has just booted may have a wrong clock. */
  @Test
  @Timeout(60)
  void start_recovery_purgesNothingAtFirst(GovSandbox sandbox) throws Exception {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    CountDownLatch settled = new CountDownLatch(1);
    CashierListener listener =
        new CashierListener() {
          @Override
          public void entered(Entered entered) {
            if (entered.state() == CashierState.SETTLED) {
              settled.countDown();
            }
          }
        };
    world.pay("W1", fine);
    try (Recovery recovery =
        Recovery.builder(world.builder().lease(Duration.ofMinutes(2)).listener(listener).build())
            .every(Duration.ofMillis(1))
            .workers(1)
            .keepFinished(Duration.ZERO)
            .build()) {
      sandbox.faults().next("fine.confirm").resetBeforeWork();
      world.pay("W2", fines.get(9));
      recovery.start();
      // It was due some rounds later: with one thread, what belongs to the start is done by now.
      settled.await();

      assertTrue(world.cashier.outcome("W1").isPresent());
    }
  }

  /** A cashier of this world whose calls outside are written down, with what is on disk then. */
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

  /** What another process would find of the payment begun last. */
  private String onDisk() {
    String last = List.copyOf(world.orders).get(world.orders.size() - 1);
    FineOutcome outcome = world.cashier.outcome(last).orElseThrow();
    if (outcome instanceof Pending pending) {
      return pending.state().name();
    }
    return outcome instanceof Refused refused ? refused.payerMoney().name() : "SETTLED";
  }

  @Test
  void pay_again_isTheSamePayment() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    FineOutcome first = world.cashier.pay("W1", quote);

    assertEquals(first, world.cashier.pay("W1", quote));
    world.restart();
    assertEquals(first, world.cashier.pay("W1", quote));

    assertEquals(15_000, world.wallet.fen("W1"));
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void pay_orderNumberWithAnotherBasket_isRefusedAsAnArgument() {
    world.pay("W1", fine);
    Quote quote = world.quote(other);

    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.pay("W1", quote));

    assertTrue(
        e.getMessage().startsWith("order number W1 belongs to another payment"), e.getMessage());
  }

  @Test
  void pay_decisionThatIsBeingPaid_isRefusedBeforeAnyMoneyMoves() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    assertInstanceOf(Pending.class, world.pay("W1", fine));

    Refused refused = assertInstanceOf(Refused.class, world.pay("W2", other, fine));

    assertEquals(FineCode.DECISION_IN_PAYMENT, refused.code());
    assertEquals("W1", refused.conflictingOrderNo());
    assertEquals(PayerMoney.NEVER_CHARGED, refused.payerMoney());
    assertFalse(world.wallet.wasCharged("W2"));
    assertInstanceOf(Settled.class, world.pay("W3", other), "the rest of the basket is free");
  }

  @Test
  void pay_sameDecisionFromManyThreads_isPaidOnce(GovSandbox sandbox) throws Exception {
    int threads = 8;
    Quote quote = world.quote(fine);
    FineCashier cashier = world.builder().lease(Duration.ofMinutes(2)).build();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<FineOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        // Two threads share each order number, as an impatient payer's two taps do.
        String orderNo = "W" + i / 2;
        world.orders.add(orderNo);
        outcomes.add(
            pool.submit(
                () -> {
                  start.await();
                  return cashier.pay(orderNo, quote);
                }));
      }
      start.countDown();
      for (Future<FineOutcome> outcome : outcomes) {
        assertNotNull(outcome.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
    assertEquals(15_000, world.orders.stream().mapToLong(world.wallet::fen).sum());
  }

  @Test
  void pay_declined_isRefusedAndTheDecisionIsFree() {
    world.wallet.next(Wallet.Fault.DECLINED);

    Refused refused = assertInstanceOf(Refused.class, world.pay("W1", fine));

    assertEquals(FineCode.CHARGE_DECLINED, refused.code());
    assertEquals(ActionOwner.PAYER, refused.actionOwner());
    assertEquals(PayerMoney.NEVER_CHARGED, refused.payerMoney());
    assertInstanceOf(Settled.class, world.pay("W2", fine));
  }

  @Test
  void pay_nothingCouldBeSent_isRefusedAndNothingHasHappened() {
    Quote quote = world.quote(fine);
    Gateway gateway = world.gateway;
    try (var nowhere =
        world
            .sandbox
            .clientBuilder()
            .endpoint(java.net.URI.create("http://127.0.0.1:1/"))
            .build()) {
      world.gateway = nowhere;
      world.orders.add("W1");

      Refused refused = assertInstanceOf(Refused.class, world.cashier.pay("W1", quote));

      assertEquals(FineCode.NOT_SENT, refused.code());
      assertEquals(ActionOwner.PLATFORM, refused.actionOwner());
    }
    world.gateway = gateway;
  }

  @Test
  void pay_expiredQuoteAndNoAnswer_isRefusedAndNothingWasBegun(GovSandbox sandbox) {
    Quote quote = world.quote(fine);
    sandbox.clock().set(quote.validUntil().toInstant().plusSeconds(1));
    sandbox.faults().next("fine.lookup").answerLost();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.pay("W1", quote));

    assertEquals(FineCode.NO_ANSWER, refused.code());
    assertTrue(world.cashier.outcome("W1").isEmpty());
  }

  @Test
  void pay_noAnswerToHoldNorLookUp_isPendingAndContinues(GovSandbox sandbox) {
    sandbox.faults().next("fine.hold").answerLost();
    sandbox.faults().next("fine.paymentByOrder").answerLost();

    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));

    assertEquals(CashierState.HOLDING, pending.state());
    assertFalse(world.wallet.wasCharged("W1"));
    assertInstanceOf(Settled.class, world.cashier.resume("W1"), "the payer is still there");
  }

  @Test
  void pay_noAnswerToConfirm_isPendingAndRecoverySettles(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").answerLost();

    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));
    assertEquals(CashierState.CONFIRMING, pending.state());
    world.restart();
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void confirm_afterARestart_isTheSameIntentToTheNanosecond(GovSandbox sandbox) {
    List<String> keys = new ArrayList<>();
    Gateway real = world.gateway;
    world.gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            if (request.operation().equals("fine.confirm")) {
              keys.add(String.valueOf(request.idempotencyKey()));
            }
            return real.call(request);
          }
        };
    sandbox.faults().next("fine.confirm").answerLost();
    world.pay("W1", fine);
    world.restart();

    world.recover();

    assertEquals(2, keys.size());
    assertEquals(keys.get(0), keys.get(1));
  }

  @Test
  void hold_thenChargedByTheApplication_isConfirmed() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");

    Pending pending = assertInstanceOf(Pending.class, world.cashier.hold("W1", quote));
    assertEquals(CashierState.CHARGING, pending.state());
    assertEquals(pending, world.cashier.confirm("W1"), "not charged yet");
    world.wallet.appCharges("W1", quote.total());

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
  }

  @Test
  void hold_thenTheApplicationDies_recoveryAsksItsChannelAndSettles() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    world.cashier.hold("W1", quote);
    world.restart();
    world.recover();
    assertInstanceOf(Pending.class, world.cashier.outcome("W1").orElseThrow(), "there is time");

    world.wallet.appCharges("W1", quote.total());
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void hold_payerWhoDoesNotPay_isLetGoWhenTheTimeIsOver(GovSandbox sandbox) {
    world.orders.add("W1");
    world.cashier.hold("W1", world.quote(fine));
    sandbox.clock().advance(Duration.ofMinutes(20));

    world.recover();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(FineCode.PAYER_LEFT, refused.code());
    assertEquals(0, sandbox.treasury().openHolds());
    world.wallet.appCharges("W1", Money.yuan("150"));
    assertFalse(world.wallet.wasCharged("W1"), "the question is settled");
  }

  @Test
  void release_payerWhoHasPaid_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.payerPays("W1");

    assertInstanceOf(Settled.class, world.cashier.release("W1"));
  }

  @Test
  void release_payerWhoHasNot_letsGo(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);

    Refused refused = assertInstanceOf(Refused.class, world.cashier.release("W1"));

    assertEquals(FineCode.PAYER_LEFT, refused.code());
    assertEquals(0, sandbox.treasury().openHolds());
  }

  @Test
  void release_channelThatCannotTellYet_letsNothingGo(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.next(Wallet.Fault.NONE, Wallet.Fault.UNDERWAY);

    Pending pending = assertInstanceOf(Pending.class, world.cashier.release("W1"));

    assertEquals(CashierState.CANCELLING, pending.state());
    assertEquals(1, sandbox.treasury().openHolds());
    world.wallet.payerPays("W1");
    world.recover();
    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void resume_chargeThatNeverArrived_chargesWhileThePayerIsThere() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));
    assertEquals(CashierState.CHARGING, pending.state());

    assertInstanceOf(Settled.class, world.cashier.resume("W1"));
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void recover_chargeThatNeverArrived_neverChargesAPayerWhoIsGone() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    world.pay("W1", fine);
    world.restart();

    world.recover();

    assertFalse(world.wallet.wasCharged("W1"));
    assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertTrue(world.states.contains("CANCELLING"));
  }

  @Test
  void resume_orderNumberUnknown_isRefusedAsAnArgument() {
    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.resume("W9"));

    assertEquals(
        "the journal has no payment of number W9 in gateway account " + world.sandbox.account(),
        e.getMessage());
    assertTrue(world.cashier.outcome("W9").isEmpty());
  }

  @Test
  void refund_wholePayment_goesBackToThePayerWhenTheTreasuryHasPaid(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));

    FineRefund asked = world.cashier.refund("W1", "R1", settled.payment().amount(), "决定撤销");
    assertEquals(RefundState.WAITING, asked.state());
    sandbox.clock().advance(Duration.ofDays(1));
    world.recover();
    assertEquals(15_000, world.wallet.fen("W1"), "approved is not paid back");
    sandbox.clock().advance(Duration.ofDays(1));
    world.recover();

    assertEquals(RefundState.PAID_BACK, world.cashier.refundOutcome("R1").orElseThrow().state());
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(15_000, sandbox.treasury().fenRefunded());
  }

  @Test
  void refund_thatTheChannelRefusesToPayBack_asksAPersonAtOnce(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));
    world.cashier.refund("W1", "R1", settled.payment().amount(), "决定撤销");
    world.wallet.next(Wallet.Fault.REFUND_REFUSED);
    sandbox.clock().advance(Duration.ofDays(2));

    world.recover();

    assertEquals(1, world.asked.size());
    assertEquals(RefundState.RETURNING, world.asked.get(0).state());
  }

  @Test
  void refund_rejected_saysSo(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");
    sandbox.treasury().rejectRefund(settled.payment().paymentId(), "R1", "未多缴");

    world.recover();

    FineRefund refund = world.cashier.refundOutcome("R1").orElseThrow();
    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals("REJECTED", refund.code());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_twoInParts_eachGoesBackOnce(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");
    FineRefund second = world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");
    assertEquals(FineCode.REFUND_NOT_ALLOWED, second.code(), "one at a time");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    world.cashier.refund("W1", "R3", Money.yuan("60"), "多缴");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    assertEquals(4_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_paymentNotSettledOrUnknown_isRefused() {
    world.wallet.next(Wallet.Fault.DECLINED);
    world.pay("W1", fine);
    Money amount = Money.yuan("1");

    assertThrows(IllegalStateException.class, () -> world.cashier.refund("W1", "R1", amount, "多缴"));
    assertThrows(
        IllegalArgumentException.class, () -> world.cashier.refund("W9", "R1", amount, "多缴"));
  }

  @Test
  void recover_tooLong_asksAPersonOnceAndContinues(GovSandbox sandbox) {
    FineCashier cashier = world.builder().escalateAfter(Duration.ofHours(2)).build();
    sandbox.treasury().settlingTakes(Duration.ofHours(5));
    world.orders.add("W1");
    cashier.pay("W1", world.quote(fine));
    Recovery recovery = Recovery.of(cashier);

    sandbox.clock().advance(Duration.ofHours(1));
    recovery.runOnce(1);
    assertEquals(List.of(), world.asked);
    assertEquals(0, recovery.figures().interventionRequired());
    sandbox.clock().advance(Duration.ofHours(2));
    recovery.runOnce(1);
    recovery.runOnce(1);
    assertEquals(1, recovery.figures().interventionRequired());

    assertEquals(1, world.asked.size());
    CashierListener.InterventionRequired needed = world.asked.get(0);
    assertEquals("W1", needed.orderNo());
    assertEquals(CashierState.SETTLING, needed.state());
    assertEquals(Duration.ofHours(3), needed.age());
    assertNotNull(needed.paymentId());
    assertNotNull(needed.charge());
    sandbox.clock().advance(Duration.ofHours(3));
    recovery.runOnce(1);
    assertInstanceOf(Settled.class, cashier.outcome("W1").orElseThrow());
    assertEquals(0, recovery.figures().interventionRequired());
  }

  @Test
  void recover_paybackRefused_asksAPersonAtOnce() {
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT, Wallet.Fault.REFUND_REFUSED);

    Refused refused = assertInstanceOf(Refused.class, world.pay("W1", fine));

    assertEquals(PayerMoney.BEING_GIVEN_BACK, refused.payerMoney());
    assertEquals(1, world.asked.size());
    assertEquals(CashierState.RETURNING, world.asked.get(0).state());
    assertEquals(FineCode.AMOUNT_MISMATCH, world.asked.get(0).code());
  }

  @Test
  void recover_confirmationOlderThanTheKeysLive_isLookedUpAndNotRepeated(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").maintenance(Duration.ZERO);
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofDays(7));

    world.recover();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(FineCode.HOLD_LOST, refused.code());
    assertEquals(PayerMoney.GIVEN_BACK, refused.payerMoney());
    assertEquals(0, world.timesPaid(fine));
  }

  @Test
  void recover_settledLongAgoAndNobodyKnew_isFoundSettled(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").answerLost();
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofDays(7));

    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void start_inTwoProcessesAtOnce_resolvesAllAndEndsCleanly(GovSandbox sandbox) throws Exception {
    int payments = 12;
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    for (int i = 0; i < payments; i++) {
      sandbox.faults().next("fine.confirm").resetBeforeWork();
      world.pay("W" + i, fines.get(i + 5));
    }
    assertEquals(payments, world.recovery.figures().waiting(Recovery.PAYMENTS).unfinished());
    assertEquals(0, sandbox.treasury().settledPayments());
    List<String> confirmed = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(payments);
    CashierListener counting =
        new CashierListener() {
          @Override
          public void entered(Entered entered) {
            if (entered.state() == CashierState.SETTLED) {
              confirmed.add(entered.id());
              done.countDown();
            }
          }
        };

    try (Recovery one = node(counting);
        Recovery two = node(counting)) {
      one.start();
      two.start();
      done.await();
      assertThrows(IllegalStateException.class, one::start);
    }

    assertEquals(payments, confirmed.size(), "each by one of them");
    assertEquals(payments, confirmed.stream().distinct().count());
    assertEquals(0, world.open());
    assertEquals(payments, sandbox.treasury().settledPayments());
  }

  private Recovery node(CashierListener listener) {
    return Recovery.builder(world.builder().lease(Duration.ofMinutes(2)).listener(listener).build())
        .every(Duration.ofMillis(10))
        .build();
  }

  @Test
  void start_listenerThatThrowsAnErrorOnAFailedRound_furtherRoundsFollow(@TempDir Path folder)
      throws InterruptedException {
    CountDownLatch failures = new CountDownLatch(5);
    Journal gone = Journal.at(folder.resolve("gone"));
    FineCashier cashier =
        world
            .builder()
            .journal(gone)
            .listener(
                new CashierListener() {
                  @Override
                  public void roundFailed(Throwable failure) {
                    failures.countDown();
                    throw new AssertionError("the application's own");
                  }
                })
            .build();
    gone.close();

    try (Recovery recovery = Recovery.builder(cashier).every(Duration.ofMillis(10)).build()) {
      recovery.start();

      assertTrue(failures.await(30, TimeUnit.SECONDS), "the rounds ended");
    }
  }

  @Test
  void text_ofARefusal_saysWhyAndWhereTheMoneyIs() {
    world.wallet.next(Wallet.Fault.DECLINED);
    Refused declined = assertInstanceOf(Refused.class, world.pay("W1", fine));
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    Refused mismatch = assertInstanceOf(Refused.class, world.pay("W2", fine));

    assertEquals("扣款未成功，请更换支付方式。未向您扣款。", declined.text(Language.ZH_CN));
    assertEquals(
        "The charge was declined. Please use another way to pay. You were not charged.",
        declined.text(Language.EN));
    assertEquals("本次操作未能完成，请联系客服。已扣款项已全额退还。", mismatch.text(Language.ZH_CN));
  }

  @Test
  void listener_thatThrows_disturbsNothing() {
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

  @Test
  void payerCharge_thatAnswersNothing_isNobodyKnows() {
    FineCashier cashier = world.builder().payerCharge(new Silent()).build();
    world.orders.add("W1");

    Pending pending = assertInstanceOf(Pending.class, cashier.pay("W1", world.quote(fine)));

    assertEquals(CashierState.CHARGING, pending.state());
  }

  /** An implementation that forgot to answer. */
  private static final class Silent implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      return null;
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return null;
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return null;
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return null;
    }
  }

  @Test
  void build_partMissing_saysWhichAndHow() {
    var e = assertThrows(IllegalStateException.class, () -> FineCashier.builder().build());

    assertEquals("FineCashier needs gateway; call .gateway(...) before .build()", e.getMessage());
    assertNull(e.getCause());
  }
}

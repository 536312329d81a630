package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.payments.RefundOrder;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each error code of section 4: what the caller of the cashier gets, and what the cashier does with
 * hold and money. After each, treasury, wallet and journal agree.
 */
class CashierCodesTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  @TempDir private Path folder;
  private CashierWorld world;
  private Seed.Fine inTime;
  private Seed.Fine late;

  @BeforeEach
  void open(GovSandbox sandbox) {
    world = new CashierWorld(sandbox, folder.resolve("journal"));
    inTime = sandbox.seed().payableFines(FineSandbox.XIHU).get(0);
    late = sandbox.seed().payableFines(FineSandbox.XIHU).get(1);
  }

  @AfterEach
  void agree() {
    CashierCrashTest.settleAll(world);
    world.agree();
    world.close();
  }

  private static Refused refused(
      String code, ActionOwner actionOwner, PayerMoney payerMoney, FineOutcome outcome) {
    Refused refused = assertInstanceOf(Refused.class, outcome);
    assertEquals(code, refused.code());
    assertEquals(actionOwner, refused.actionOwner());
    assertEquals(payerMoney, refused.payerMoney());
    return refused;
  }

  /** The channel beside ours: the gateway's client and no cashier. */
  private FineClient elsewhere() {
    return new FineClient(world.gateway);
  }

  /** A quote as of a decision that could be paid, for the gateway to say no to. */
  private Quote quoteOf(String decisionNumber, Money total) {
    Penalty like = world.quote(inTime).penalties().get(0);
    var number = new PenaltyDecisionNumber(decisionNumber);
    return new Quote(
        List.of(new FineTicket(number, Proof.plate("浙A00000"))),
        List.of(
            new Penalty(
                number,
                like.region(),
                like.authority(),
                like.violation(),
                like.party(),
                like.decidedOn(),
                like.dueOn(),
                total,
                Money.ZERO,
                total,
                like.quotedAt(),
                like.quoteValidUntil(),
                like.status(),
                null)));
  }

  private FineOutcome pay(String orderNo, Quote quote) {
    world.orders.add(orderNo);
    return world.cashier.pay(orderNo, quote);
  }

  @ParameterizedTest
  @CsvSource({
    "PAID, DECISION_PAID, PAYER",
    "HELD, DECISION_HELD, PAYER",
    "NOT_YET_PAYABLE, NOT_YET_PAYABLE, PAYER",
    "CONTESTED, DECISION_CONTESTED, AUTHORITY",
    "REVOKED, DECISION_REVOKED, PAYER",
    "ENFORCED, TRANSFERRED_TO_COURT, AUTHORITY"
  })
  void pay_stateInWhichNothingCanBePaid_isRefusedBeforeAnyMoney(
      String status, String code, ActionOwner actionOwner, GovSandbox sandbox) {
    String number = sandbox.seed().fineWithStatus(status).decisionNumber();

    Refused refused =
        refused(
            code,
            actionOwner,
            PayerMoney.NEVER_CHARGED,
            pay("W1", quoteOf(number, Money.yuan("150"))));

    assertEquals(status.equals("HELD"), refused.retryAt() != null, "when to try again");
    assertEquals(refused, world.cashier.outcome("W1").orElseThrow());
    assertFalse(world.wallet.wasCharged("W1"));
  }

  @Test
  void pay_heldByAnotherChannel_saysUntilWhen() {
    Quote quote = world.quote(inTime);
    Payment other = elsewhere().hold(PaymentOrder.of("E1", "other", quote.penalties().get(0)));

    Refused refused =
        refused(
            FineCode.DECISION_HELD, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.retryAt());
    assertEquals(other.heldUntil().toInstant(), refused.retryAt().toInstant());
    elsewhere().release(other.paymentId(), "left");
  }

  @Test
  void quote_unknownDecision_throwsTheRejection() {
    var e =
        assertThrows(
            RejectedException.class,
            () -> world.cashier.quote(List.of(FineTicket.ofPlate("X1", "浙A00000"))));

    assertEquals(FineCode.PENALTY_NOT_FOUND, e.code());
  }

  @Test
  void pay_unknownDecision_isThePayersToCheck() {
    refused(
        FineCode.PENALTY_NOT_FOUND,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf("X1", Money.yuan("1"))));
  }

  @Test
  void recover_holdThatNeverArrived_isNotHeld() {
    Quote quote = world.quote(inTime);
    world.orders.add("W1");
    world.dieAt(2);
    assertThrows(Crash.class, () -> world.cashier.pay("W1", quote));
    world.restart();

    world.recover();

    refused(
        FineCode.NOT_HELD,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        world.cashier.outcome("W1").orElseThrow());
    assertInstanceOf(Settled.class, pay("W2", quote), "the decision is free again");
  }

  @Test
  void pay_orderNumberOfAnOldPayment_isRefusedAndThatOneLeftAlone(GovSandbox sandbox) {
    Quote quote = world.quote(late);
    Payment other = elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));
    sandbox.clock().advance(Duration.ofDays(8));

    refused(
        FineCode.ORDER_NO_CONFLICT,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", world.quote(inTime)));

    assertEquals(PaymentStatus.EXPIRED, elsewhere().payment(other.paymentId()).status());
  }

  @Test
  void pay_orderNumberSentWithOtherDecisions_isRefusedAndThatOneLeftAlone() {
    Quote quote = world.quote(late);
    Payment other = elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));

    refused(
        FineCode.IDEMPOTENCY_KEY_REUSED,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", world.quote(inTime)));

    assertEquals(PaymentStatus.HELD, elsewhere().payment(other.paymentId()).status());
    elsewhere().release(other.paymentId(), "left");
  }

  @Test
  void pay_orderNumberHeldBeforeThisJournal_isTakenUp() {
    Quote quote = world.quote(inTime);
    elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));

    assertInstanceOf(Settled.class, pay("W1", quote));
    assertEquals(1, world.timesPaid(inTime));
  }

  @Test
  void confirm_holdLost_givesThePayerTheMoneyBack(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    assertInstanceOf(Pending.class, world.pay("W1", inTime));
    sandbox.clock().advance(Duration.ofMinutes(31));
    takenByAnother();
    world.wallet.payerPays("W1");

    FineOutcome outcome = world.cashier.confirm("W1");

    refused(FineCode.HOLD_LOST, ActionOwner.PAYER, PayerMoney.GIVEN_BACK, outcome);
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(1, world.timesPaid(inTime));
  }

  private void takenByAnother() {
    Penalty penalty = world.quote(inTime).penalties().get(0);
    Payment held = elsewhere().hold(PaymentOrder.of("E1", "other", penalty));
    elsewhere()
        .confirm(held.paymentId(), new ChannelPayment("e-1", FineSandbox.TEN, held.amount()));
  }

  @Test
  void confirm_holdLostAndChannelDown_isBeingGivenBackUntilItIs(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    sandbox.clock().advance(Duration.ofMinutes(31));
    takenByAnother();
    world.wallet.payerPays("W1");

    world.wallet.downForRefunds(true);
    refused(
        FineCode.HOLD_LOST,
        ActionOwner.PAYER,
        PayerMoney.BEING_GIVEN_BACK,
        world.cashier.confirm("W1"));
    world.wallet.downForRefunds(false);
    world.recover();

    refused(
        FineCode.HOLD_LOST,
        ActionOwner.PAYER,
        PayerMoney.GIVEN_BACK,
        world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void confirm_expiredButStillToBeHad_settles(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    sandbox.clock().advance(Duration.ofMinutes(31));
    world.wallet.payerPays("W1");

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
    assertEquals(1, world.timesPaid(inTime));
  }

  @Test
  void confirm_closedByAnotherCharge_givesOursBack() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    Payment held = elsewhere().paymentByOrder("W1");
    elsewhere()
        .confirm(held.paymentId(), new ChannelPayment("by-hand", FineSandbox.TEN, held.amount()));
    world.wallet.payerPays("W1");

    FineOutcome outcome = world.cashier.confirm("W1");

    refused(FineCode.PAYMENT_CLOSED, ActionOwner.PLATFORM, PayerMoney.GIVEN_BACK, outcome);
    assertEquals(1, world.timesPaid(inTime));
    assertEquals(0, world.wallet.fen("W1"));
    // The payer of the charge by hand is nobody's that this wallet knows.
    world.orders.clear();
  }

  @Test
  void confirm_closedByOurOwnCharge_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    world.wallet.payerPays("W1");
    world.gateway = afterwards("fine.confirm", FineCode.PAYMENT_CLOSED, 409);

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
    assertEquals(1, world.timesPaid(inTime));
  }

  @Test
  void confirm_releasedBehindOurBack_givesTheMoneyBack() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    elsewhere().release(elsewhere().paymentByOrder("W1").paymentId(), "by hand");
    world.wallet.payerPays("W1");

    refused(
        FineCode.PAYMENT_CLOSED,
        ActionOwner.PLATFORM,
        PayerMoney.GIVEN_BACK,
        world.cashier.confirm("W1"));
  }

  @Test
  void release_paidAfterAll_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    Payment held = elsewhere().paymentByOrder("W1");
    world.gateway =
        before(
            "fine.release",
            () ->
                elsewhere()
                    .confirm(
                        held.paymentId(),
                        new ChannelPayment("by-hand", FineSandbox.TEN, held.amount())));

    assertInstanceOf(Settled.class, world.cashier.release("W1"));
    world.orders.clear();
  }

  @Test
  void pay_tradeNumberOfAnotherPayment_releasesAndGivesBack() {
    assertInstanceOf(Settled.class, world.pay("W1", inTime));
    world.wallet.next(Wallet.Fault.SAME_TRADE_NO);

    FineOutcome outcome = world.pay("W2", late);

    refused(FineCode.DUPLICATE_TRADE_NO, ActionOwner.PLATFORM, PayerMoney.GIVEN_BACK, outcome);
    assertEquals(0, world.sandbox.treasury().openHolds());
    assertEquals(0, world.timesPaid(late));
  }

  @Test
  void pay_quoteThatRanOutAndChanged_isRefusedHereWithBothAmounts(GovSandbox sandbox) {
    Quote quote = world.quote(inTime, late);
    sandbox.clock().advance(Duration.ofDays(1));

    Refused refused =
        refused(
            FineCode.AMOUNT_CHANGED, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.amounts());
    assertEquals(Money.yuan("345"), refused.amounts().quoted());
    assertEquals(Money.yuan("349.50"), refused.amounts().due());
    var none = assertThrows(RejectedException.class, () -> elsewhere().paymentByOrder("W1"));
    assertEquals(FineCode.PAYMENT_UNKNOWN, none.code(), "nothing was held");
    assertTrue(world.cashier.outcome("W1").isEmpty(), "nothing was begun");
  }

  @Test
  void pay_quoteThatRanOutUnchanged_isPaid(GovSandbox sandbox) {
    Quote quote = world.quote(inTime);
    sandbox.clock().set(quote.validUntil().toInstant());

    assertInstanceOf(Settled.class, pay("W1", quote));
  }

  @Test
  void pay_gatewaySaysThatTheAmountChanged_isRefusedWithBothAmounts() {
    Quote quote = quoteOf(late.decisionNumber(), Money.yuan("160"));

    Refused refused =
        refused(
            FineCode.AMOUNT_CHANGED, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.amounts());
    assertEquals(Money.yuan("160"), refused.amounts().quoted());
    assertEquals(Money.yuan("195"), refused.amounts().due());
  }

  @Test
  void pay_channelTakesAnotherAmount_releasesAndGivesBack() {
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);

    FineOutcome outcome = world.pay("W1", inTime);

    refused(FineCode.AMOUNT_MISMATCH, ActionOwner.PLATFORM, PayerMoney.GIVEN_BACK, outcome);
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(0, world.sandbox.treasury().openHolds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FineCode.AMOUNT_MISMATCH, FineCode.IDEMPOTENCY_KEY_REUSED, "NEVER_HEARD_OF"})
  void pay_confirmationRefusedAndStillHeld_releasesBeforeItGivesBack(String code) {
    world.gateway = refusing("fine.confirm", code, 422);

    refused(code, ActionOwner.PLATFORM, PayerMoney.GIVEN_BACK, world.pay("W1", inTime));

    assertEquals(
        List.of("HOLDING", "CHARGING", "CONFIRMING", "RELEASING", "RETURNING", "RETURNED"),
        world.states);
    assertEquals(0, world.sandbox.treasury().openHolds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FineCode.AMOUNT_MISMATCH, FineCode.IDEMPOTENCY_KEY_REUSED, "NEVER_HEARD_OF"})
  void pay_confirmationRefusedThoughItWasCarriedOut_isSettled(String code) {
    world.gateway = afterwards("fine.confirm", code, 422);

    assertInstanceOf(Settled.class, world.pay("W1", inTime));
    assertEquals(1, world.timesPaid(inTime));
  }

  @Test
  void pay_codeNeverHeardOfAtTheHold_isThePlatformsToLookInto() {
    world.gateway = refusing("fine.hold", "NEVER_HEARD_OF", 422);

    refused(
        "NEVER_HEARD_OF", ActionOwner.PLATFORM, PayerMoney.NEVER_CHARGED, world.pay("W1", inTime));
  }

  @Test
  void pay_lessThanThePrincipal_isRefused() {
    refused(
        FineCode.PARTIAL_PAYMENT_REFUSED,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf(inTime.decisionNumber(), Money.yuan("149.99"))));
  }

  @Test
  void pay_regionNotOpen_isRefusedAsIsItsQuote(GovSandbox sandbox) {
    Seed.Fine chunan = sandbox.seed().payableFines("330127").get(0);

    var ticket = new FineTicket(FineSandbox.number(chunan), Proof.partyName(chunan.party().name()));

    var e = assertThrows(RejectedException.class, () -> world.cashier.quote(List.of(ticket)));

    assertEquals(FineCode.REGION_NOT_OPEN, e.code());
    refused(
        FineCode.REGION_NOT_OPEN,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf(chunan.decisionNumber(), Money.yuan("150"))));
  }

  @Test
  void pay_onlyThePartyMayPay_isRefusedUntilThePartyIsNamed(GovSandbox sandbox) {
    Seed.Fine fine =
        sandbox.seed().fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西市监罚"))
            .findFirst()
            .orElseThrow();
    Quote quote =
        world.cashier.quote(
            List.of(
                new FineTicket(FineSandbox.number(fine), Proof.partyName(fine.party().name()))));

    refused(
        FineCode.PAYER_MUST_BE_PARTY,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quote));

    world.orders.add("W2");
    assertInstanceOf(
        Settled.class, world.cashier.pay("W2", quote, Confidential.of(fine.party().name())));
  }

  @Test
  void refund_moreThanWasPaid_isRefused() {
    world.pay("W1", inTime);

    FineRefund refund = world.cashier.refund("W1", "R1", Money.yuan("150.01"), "多缴");

    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals(FineCode.REFUND_NOT_ALLOWED, refund.code());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_numberOfAnotherRefund_isRefused() {
    world.pay("W1", inTime);
    world.pay("W2", late);
    String other = elsewhere().paymentByOrder("W2").paymentId();
    elsewhere().refund(other, new RefundOrder("R1", Money.fen(1), "by hand"));

    FineRefund refund = world.cashier.refund("W1", "R1", Money.yuan("1"), "多缴");

    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals(FineCode.ORDER_NO_CONFLICT, refund.code());
    world.orders.remove("W2");
  }

  @Test
  void pay_dayEnd_isRefusedBeforeAnythingIsHeld(GovSandbox sandbox) {
    sandbox.treasury().closeForDayEnd(Duration.ofMinutes(20));

    Refused refused =
        refused(
            FineCode.DAY_END_CLOSED,
            ActionOwner.PLATFORM,
            PayerMoney.NEVER_CHARGED,
            world.pay("W1", inTime));

    assertEquals(FineSandbox.TEN.plusMinutes(20), refused.retryAt());
    sandbox.treasury().reopen();
    assertInstanceOf(Settled.class, world.pay("W2", inTime));
  }

  @ParameterizedTest
  @CsvSource({
    "503, MAINTENANCE",
    "429, RATE_LIMITED",
    "401, SIGNATURE_INVALID",
    "401, KEY_REVOKED",
    "403, FORBIDDEN",
    "500, INTERNAL"
  })
  void pay_rejectedBeforeProcessing_isRefusedBeforeAndPendingAfterTheCharge(
      int status, String code) {
    Gateway open = world.gateway;
    world.gateway = refusing("fine.hold", code, status);
    refused(code, ActionOwner.PLATFORM, PayerMoney.NEVER_CHARGED, world.pay("W1", inTime));

    world.gateway = open;
    world.gateway = refusing("fine.confirm", code, status);
    Pending pending = assertInstanceOf(Pending.class, world.pay("W2", inTime));
    assertEquals(CashierState.CONFIRMING, pending.state());
    world.recover();
    assertEquals(pending, world.cashier.outcome("W2").orElseThrow());

    world.gateway = open;
    world.recover();
    assertInstanceOf(Settled.class, world.cashier.outcome("W2").orElseThrow());
    assertEquals(1, world.timesPaid(inTime));
  }

  @Test
  void confirm_dayEnd_isPendingAndSettlesWhenItIsOver(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", inTime);
    world.wallet.payerPays("W1");
    sandbox.treasury().closeForDayEnd(Duration.ZERO);

    Pending pending = assertInstanceOf(Pending.class, world.cashier.confirm("W1"));
    world.recover();
    assertEquals(CashierState.CONFIRMING, pending.state());
    assertEquals(0, world.timesPaid(inTime));

    sandbox.treasury().reopen();
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(1, world.timesPaid(inTime));
  }

  /** Lets something happen just before that call. */
  private Gateway before(String operation, Runnable event) {
    return new Intercepting(world.gateway, operation, event, null, false);
  }

  /** Says no to that call without making it. */
  private Gateway refusing(String operation, String code, int status) {
    return new Intercepting(
        world.gateway, operation, () -> {}, problem(operation, code, status), false);
  }

  /** Makes that call, and says no all the same. */
  private Gateway afterwards(String operation, String code, int status) {
    return new Intercepting(
        world.gateway, operation, () -> {}, problem(operation, code, status), true);
  }

  private record Intercepting(
      Gateway gateway, String operation, Runnable event, RejectedException no, boolean done)
      implements Gateway {
    @Override
    public <T> T call(GovRequest<T> request) {
      if (!request.operation().equals(operation)) {
        return gateway.call(request);
      }
      event.run();
      if (no == null || done) {
        T answer = gateway.call(request);
        if (no == null) {
          return answer;
        }
      }
      throw no;
    }
  }

  private static RejectedException problem(String operation, String code, int status) {
    return GatewayErrors.rejected(
        new GovException.Call(operation, "r1", 1),
        new RejectedException.Problem(status, code, null, null, null, List.of(), null),
        new ProblemMembers() {
          @Override
          public <M> M read(String name, Class<M> type) {
            return null;
          }
        });
  }
}

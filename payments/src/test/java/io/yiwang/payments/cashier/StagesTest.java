package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests all decisions: from each state, whatever the reply, only these transitions are possible.
 */
class StagesTest {
  private static final OffsetDateTime TEN = FineSandbox.TEN;
  private static final Money AMOUNT = Money.yuan("150");
  private static final PenaltyDecisionNumber DECISION =
      new PenaltyDecisionNumber("0301717010100001");
  private static final ChannelPayment OURS = new ChannelPayment("t1", TEN, AMOUNT);
  private static final Policy POLICY =
      new Policy(
          Duration.ofMinutes(2),
          Duration.ofMinutes(20),
          Duration.ofHours(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5));

  private static final GatewayCalls GATEWAY =
      new GatewayCalls(
          new Gateway() {
            @Override
            public <T> T call(GovRequest<T> request) {
              throw new InternalError("a decision makes no calls");
            }
          },
          new Reports(CashierListener.NONE));
  private static final ChannelCalls CHANNEL =
      new ChannelCalls(new Wallet(Clock.systemUTC()), "", new Reports(CashierListener.NONE));

  private static final Map<CashierState, Stage<CashierState, PaymentRecord>> STAGES =
      new EnumMap<>(
          Map.of(
              CashierState.HOLDING, new HoldStage(GATEWAY, CHANNEL),
              CashierState.CHARGING, new ChargeStage(CHANNEL),
              CashierState.CANCELLING, new CancelStage(CHANNEL),
              CashierState.CONFIRMING, new ConfirmStage(GATEWAY),
              CashierState.SETTLING, new SettleStage(GATEWAY),
              CashierState.RELEASING, new ReleaseStage(GATEWAY),
              CashierState.RETURNING, new ReturnStage(CHANNEL)));

  private static Payment payment(PaymentStatus status, String tradeNo) {
    return new Payment(
        "p1",
        "W1",
        "wallet",
        AMOUNT,
        status,
        TEN.plusMinutes(30),
        TEN,
        null,
        List.of(new Payment.Line(DECISION, AMOUNT, Money.ZERO, AMOUNT, status, null)),
        tradeNo);
  }

  private static PaymentRecord record(ChannelPayment charge) {
    return record(payment(PaymentStatus.HELD, null), charge);
  }

  private static PaymentRecord record(Payment payment, ChannelPayment charge) {
    return new PaymentRecord(
        "W1",
        "wallet",
        List.of(new PaymentOrder.Line(DECISION, AMOUNT)),
        false,
        TEN,
        Progress.entered(TEN),
        payment,
        charge,
        null);
  }

  /**
   * Returns all possible replies, in every state of a payment, with our charge and with another.
   */
  private static List<StageReply> allReplies() {
    List<StageReply> all = new ArrayList<>();
    for (String status :
        List.of(
            "HELD",
            "SETTLING",
            "SETTLED",
            "REFUNDING",
            "REFUNDED",
            "RELEASED",
            "EXPIRED",
            "SOMETHING_NEW")) {
      for (String tradeNo : new String[] {null, "t1", "t2"}) {
        Payment payment = payment(new PaymentStatus(status), tradeNo);
        all.add(new StageReply.Found(payment));
        all.add(new StageReply.Rejected("SOME_CODE", null, null, payment, false));
      }
    }
    all.add(new StageReply.Rejected("SOME_CODE", null, null, null, true));
    all.add(new StageReply.Rejected(FineCode.HOLD_LOST, null, null, null, true));
    all.add(new StageReply.NotFound());
    all.add(new StageReply.NoAnswer(null, null));
    all.add(new StageReply.NoAnswer(Duration.ofMinutes(20), null));
    all.add(new StageReply.ChargeReply(new ChargeAnswer.Charged(OURS)));
    all.add(
        new StageReply.ChargeReply(ChargeAnswer.charged("t1", TEN, AMOUNT.minus(Money.fen(1)))));
    all.add(new StageReply.ChargeReply(ChargeAnswer.notCharged()));
    all.add(new StageReply.ChargeReply(ChargeAnswer.underway()));
    all.add(new StageReply.ChargeReply(ChargeAnswer.notFound()));
    all.add(new StageReply.ChargeReply(new ChargeAnswer.Refunded(OURS)));
    for (ChargeAnswer answer :
        List.of(
            new ChargeAnswer.Charged(OURS),
            ChargeAnswer.notCharged(),
            ChargeAnswer.notFound(),
            ChargeAnswer.underway())) {
      all.add(
          new StageReply.OtherPayment(
              payment(PaymentStatus.HELD, null), "SOME_CODE", new StageReply.ChargeReply(answer)));
    }
    all.add(
        new StageReply.OtherPayment(
            payment(PaymentStatus.HELD, null), "SOME_CODE", new StageReply.NoAnswer(null, null)));
    for (PayerCharge.RefundAnswer answer : PayerCharge.RefundAnswer.values()) {
      all.add(new StageReply.PayerRefundReply(answer));
    }
    return all;
  }

  private static StageContext context(Payer payer, Duration later) {
    return new StageContext(payer, null, POLICY, TEN.plus(later), false);
  }

  /** Returns records that are possible in a state: charged or not, known to the gateway or not. */
  private static List<PaymentRecord> records(CashierState state) {
    List<PaymentRecord> uncharged = new ArrayList<>(List.of(record(null), record(null, null)));
    for (String status : List.of("SETTLED", "SETTLING", "RELEASED", "EXPIRED")) {
      uncharged.add(record(payment(new PaymentStatus(status), "t1"), null));
    }
    return switch (state) {
      case CONFIRMING, SETTLING, RETURNING -> List.of(record(OURS), record(null, OURS));
      case RELEASING ->
          List.of(
              record(OURS),
              record(null, OURS),
              record(OURS).refused(FineCode.CHARGE_REFUNDED),
              record(null).refused(FineCode.PAYER_LEFT));
      case CANCELLING -> uncharged;
      default -> List.of(record(null));
    };
  }

  /** Returns the transitions from each state, found by trying all replies in all circumstances. */
  static Map<CashierState, Set<CashierState>> ways() {
    Map<CashierState, Set<CashierState>> ways = new EnumMap<>(CashierState.class);
    STAGES.keySet().forEach(state -> ways.put(state, from(state)));
    // A refusal is final, unless a charge turns up.
    ways.put(CashierState.REFUSED, EnumSet.of(Rediscovery.REOPENED));
    return ways;
  }

  private static Set<CashierState> from(CashierState state) {
    Set<CashierState> next = EnumSet.noneOf(CashierState.class);
    for (PaymentRecord record : records(state)) {
      for (StageReply reply : allReplies()) {
        for (Payer payer : Payer.values()) {
          for (int minutes : new int[] {0, 19, 21, 60}) {
            for (boolean notCharged : new boolean[] {false, true}) {
              StageContext context =
                  new StageContext(payer, null, POLICY, TEN.plusMinutes(minutes), notCharged);
              next.add(STAGES.get(state).next(record, reply, context).state());
            }
          }
        }
      }
    }
    return next;
  }

  /**
   * Tests that the channel is asked first, because a journal that was set back may have lost a
   * charge.
   */
  @Test
  void next_gatewayThatNeverHeldIt_isCancelledAtTheChannelBeforeItIsRefused() {
    Transition<CashierState, PaymentRecord> next =
        STAGES
            .get(CashierState.HOLDING)
            .next(record(null), new StageReply.NotFound(), context(Payer.ABSENT, Duration.ZERO));

    assertEquals(CashierState.CANCELLING, next.state());
  }

  /**
   * Tests that after a rejection something may be held, unless a look-up shows that the gateway
   * never had it.
   */
  @ParameterizedTest
  @CsvSource({"false,CANCELLING", "true,REFUSED"})
  void next_holdRejected_isFinalOnlyIfNothingCanBeHeld(boolean neverHad, CashierState state) {
    StageReply no = new StageReply.Rejected("SOME_CODE", null, null, null, neverHad);

    assertEquals(
        state,
        STAGES
            .get(CashierState.HOLDING)
            .next(record(null), no, context(Payer.ABSENT, Duration.ZERO))
            .state());
  }

  @Test
  void next_fromEachState_hasOnlyTheseTransitions() {
    StringBuilder ways = new StringBuilder();
    ways().forEach((from, to) -> ways.append(from).append(" -> ").append(to).append('\n'));

    assertEquals(
        """
        HOLDING -> [HOLDING, CHARGING, CANCELLING, REFUSED]
        CHARGING -> [CHARGING, CANCELLING, CONFIRMING, RELEASING]
        CANCELLING -> [CANCELLING, CONFIRMING, SETTLING, RELEASING, SETTLED, REFUSED]
        CONFIRMING -> [CONFIRMING, SETTLING, RELEASING, RETURNING, SETTLED]
        SETTLING -> [SETTLING, SETTLED]
        RELEASING -> [CANCELLING, SETTLING, RELEASING, RETURNING, SETTLED, REFUSED, RETURNED]
        RETURNING -> [RETURNING, RETURNED]
        REFUSED -> [RELEASING]
        """,
        ways.toString());
  }

  @Test
  void next_payerGone_neverLeadsToCharging() {
    for (StageReply reply : allReplies()) {
      for (Payer payer : List.of(Payer.ABSENT, Payer.ABANDONED)) {
        CashierState next =
            STAGES
                .get(CashierState.HOLDING)
                .next(record(null), reply, context(payer, Duration.ZERO))
                .state();
        assertFalse(next == CashierState.CHARGING, () -> reply + " with the payer " + payer);
      }
    }
  }

  @Test
  void next_refusedWithoutReturn_onlyWhereNothingWasCharged() {
    for (StageReply reply : allReplies()) {
      CashierState next =
          STAGES
              .get(CashierState.RELEASING)
              .next(record(OURS), reply, context(Payer.ABSENT, Duration.ZERO))
              .state();
      assertFalse(next == CashierState.REFUSED, () -> "charged, and refused after " + reply);
    }
  }

  @Test
  void next_noAnswer_staysAndWaits() {
    for (CashierState state : STAGES.keySet()) {
      Transition<CashierState, PaymentRecord> transition =
          STAGES
              .get(state)
              .next(
                  records(state).get(0),
                  new StageReply.NoAnswer(null, null),
                  context(Payer.PRESENT, Duration.ZERO));

      assertEquals(state, transition.state());
      assertEquals(Transition.Next.WAIT, transition.next(), state::name);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HOLDING", "CONFIRMING", "SETTLING", "RELEASING"})
  void next_gatewayThatAsksToWait_waitsThatLong(CashierState state) {
    StageReply reply = new StageReply.NoAnswer(Duration.ofMinutes(20), null);

    assertEquals(
        Duration.ofMinutes(20),
        STAGES
            .get(state)
            .next(records(state).get(0), reply, context(Payer.ABSENT, Duration.ZERO))
            .dueIn());
  }

  @Test
  void next_cancelThatDecidedNothing_releasesNothing() {
    for (ChargeAnswer answer : List.of(ChargeAnswer.underway(), ChargeAnswer.notFound())) {
      Transition<CashierState, PaymentRecord> transition =
          STAGES
              .get(CashierState.CANCELLING)
              .next(
                  record(null),
                  new StageReply.ChargeReply(answer),
                  context(Payer.ABSENT, Duration.ZERO));

      assertEquals(CashierState.CANCELLING, transition.state(), answer::toString);
    }
  }

  @Test
  void next_rejectionByTheGateway_neverReturnsMoneyThatMayBeSettled() {
    for (CashierState state : List.of(CashierState.CONFIRMING, CashierState.RELEASING)) {
      for (String status : List.of("SETTLING", "SETTLED", "REFUNDING", "REFUNDED")) {
        for (String tradeNo : new String[] {"t1", null}) {
          CashierState next =
              STAGES
                  .get(state)
                  .next(
                      record(OURS),
                      new StageReply.Rejected(
                          "SOME_CODE",
                          null,
                          null,
                          payment(new PaymentStatus(status), tradeNo),
                          false),
                      context(Payer.ABSENT, Duration.ZERO))
                  .state();
          assertFalse(next == CashierState.RETURNING, () -> state + " " + status + " " + tradeNo);
        }
      }
    }
  }

  @Test
  void next_heldForAnotherAmountThanAgreed_isCancelledWithoutACharge() {
    Payment held = payment(PaymentStatus.HELD, null);
    Payment dearer =
        new Payment(
            held.paymentId(),
            held.orderNo(),
            held.channel(),
            AMOUNT.plus(Money.fen(1)),
            held.status(),
            held.heldUntil(),
            held.createdAt(),
            null,
            held.lines(),
            null);

    Transition<CashierState, PaymentRecord> transition =
        new HoldStage(GATEWAY, CHANNEL)
            .next(
                record(null), new StageReply.Found(dearer), context(Payer.PRESENT, Duration.ZERO));

    assertEquals(CashierState.CANCELLING, transition.state());
    assertEquals(
        new PaymentRecord.Refusal(FineCode.AMOUNT_CHANGED, dearer.amount(), null),
        transition.record().refusal());
  }

  @Test
  void backoff_steps_areDoubledUpToTheLast() {
    assertEquals(Duration.ofSeconds(5), POLICY.backoff().step(0));
    assertEquals(Duration.ofSeconds(10), POLICY.backoff().step(1));
    assertEquals(Duration.ofSeconds(160), POLICY.backoff().step(5));
    assertEquals(Duration.ofMinutes(5), POLICY.backoff().step(6));
    assertEquals(Duration.ofMinutes(5), POLICY.backoff().step(Integer.MAX_VALUE));
  }

  @Test
  void backoff_spread_isNeverShorterAndAtMostAQuarterLonger() {
    assertEquals(Duration.ofSeconds(8), POLICY.backoff().spread(Duration.ofSeconds(8), 0));
    assertEquals(Duration.ofSeconds(9), POLICY.backoff().spread(Duration.ofSeconds(8), 0.5));
    assertEquals(Duration.ofSeconds(10), POLICY.backoff().spread(Duration.ofSeconds(8), 1));
    assertEquals(Duration.ZERO, POLICY.backoff().spread(Duration.ZERO, 1));
  }

  @Test
  void payBefore_anyPolicy_isThePayersTimeOrTheHoldsEndLessAMargin() {
    assertEquals(TEN.plusMinutes(20), POLICY.payBefore(record(null)));
    Policy patient =
        new Policy(
            POLICY.lease(),
            Duration.ofHours(1),
            POLICY.escalateAfter(),
            POLICY.firstWait(),
            POLICY.lastWait());
    assertEquals(TEN.plusMinutes(28), patient.payBefore(record(null)));
    assertTrue(patient.payBefore(record(null)).isBefore(record(null).held().heldUntil()));
  }
}

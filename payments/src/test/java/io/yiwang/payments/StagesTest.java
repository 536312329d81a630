package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.payments.Situation.Payer;
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

/** The decisions alone: from each state, whatever is heard, only these ways lead on. */
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

  private static final GatewaySide GATEWAY =
      new GatewaySide(
          new Gateway() {
            @Override
            public <T> T call(GovRequest<T> request) {
              throw new AssertionError("a decision asks nobody");
            }
          });
  private static final ChannelSide CHANNEL =
      new ChannelSide(new Wallet(Clock.systemUTC()), new Reports(CashierListener.NONE));

  private static final Map<CashierState, Stage<CashierState, CashierBook>> STAGES =
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

  private static CashierBook book(ChannelPayment charge) {
    return book(payment(PaymentStatus.HELD, null), charge);
  }

  private static CashierBook book(Payment payment, ChannelPayment charge) {
    return new CashierBook(
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

  /** All that can be heard, in every state of a payment, with our charge and with another. */
  private static List<Heard> allThatCanBeHeard() {
    List<Heard> all = new ArrayList<>();
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
        all.add(new Heard.Told(payment));
        all.add(new Heard.No("SOME_CODE", null, null, payment, false));
      }
    }
    all.add(new Heard.No("SOME_CODE", null, null, null, true));
    all.add(new Heard.No(FineCodes.HOLD_LOST, null, null, null, true));
    all.add(new Heard.NotThere());
    all.add(new Heard.Nothing(null, null));
    all.add(new Heard.Nothing(Duration.ofMinutes(20), null));
    all.add(new Heard.OfCharge(new ChargeAnswer.Charged(OURS)));
    all.add(new Heard.OfCharge(ChargeAnswer.charged("t1", TEN, AMOUNT.minus(Money.fen(1)))));
    all.add(new Heard.OfCharge(ChargeAnswer.notCharged()));
    all.add(new Heard.OfCharge(ChargeAnswer.underway()));
    all.add(new Heard.OfCharge(ChargeAnswer.notFound()));
    all.add(new Heard.OfCharge(new ChargeAnswer.Refunded(OURS)));
    for (ChargeAnswer answer :
        List.of(
            new ChargeAnswer.Charged(OURS),
            ChargeAnswer.notCharged(),
            ChargeAnswer.notFound(),
            ChargeAnswer.underway())) {
      all.add(
          new Heard.OfAnother(
              payment(PaymentStatus.HELD, null), "SOME_CODE", new Heard.OfCharge(answer)));
    }
    all.add(
        new Heard.OfAnother(
            payment(PaymentStatus.HELD, null), "SOME_CODE", new Heard.Nothing(null, null)));
    for (PayerCharge.RefundAnswer answer : PayerCharge.RefundAnswer.values()) {
      all.add(new Heard.OfPayback(answer));
    }
    return all;
  }

  private static Situation situation(Payer payer, Duration later) {
    return new Situation(payer, null, POLICY, TEN.plus(later), false);
  }

  /** Charged or not, told by the gateway or not, as the state has it. */
  private static List<CashierBook> books(CashierState state) {
    List<CashierBook> uncharged = new ArrayList<>(List.of(book(null), book(null, null)));
    for (String status : List.of("SETTLED", "SETTLING", "RELEASED", "EXPIRED")) {
      uncharged.add(book(payment(new PaymentStatus(status), "t1"), null));
    }
    return switch (state) {
      case CONFIRMING, SETTLING, RETURNING -> List.of(book(OURS), book(null, OURS));
      case RELEASING ->
          List.of(
              book(OURS),
              book(null, OURS),
              book(OURS).refused(CashierCodes.CHARGE_REFUNDED),
              book(null).refused(CashierCodes.PAYER_LEFT));
      case CANCELLING -> uncharged;
      default -> List.of(book(null));
    };
  }

  /** Where each state leads to, found by trying all that can be heard in all situations. */
  static Map<CashierState, Set<CashierState>> ways() {
    Map<CashierState, Set<CashierState>> ways = new EnumMap<>(CashierState.class);
    STAGES.keySet().forEach(state -> ways.put(state, from(state)));
    // What is refused is final, until a charge of it turns up.
    ways.put(CashierState.REFUSED, EnumSet.of(Rediscovery.REOPENED));
    return ways;
  }

  private static Set<CashierState> from(CashierState state) {
    Set<CashierState> next = EnumSet.noneOf(CashierState.class);
    for (CashierBook book : books(state)) {
      for (Heard heard : allThatCanBeHeard()) {
        for (Payer payer : Payer.values()) {
          for (int minutes : new int[] {0, 19, 21, 60}) {
            for (boolean notCharged : new boolean[] {false, true}) {
              Situation situation =
                  new Situation(payer, null, POLICY, TEN.plusMinutes(minutes), notCharged);
              next.add(STAGES.get(state).next(book, heard, situation).state());
            }
          }
        }
      }
    }
    return next;
  }

  @Test
  void next_fromEachState_leadsNowhereElse() {
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
  void next_payerGone_isNeverOnTheWayToBeCharged() {
    for (Heard heard : allThatCanBeHeard()) {
      for (Payer payer : List.of(Payer.AWAY, Payer.LEAVES)) {
        CashierState next =
            STAGES
                .get(CashierState.HOLDING)
                .next(book(null), heard, situation(payer, Duration.ZERO))
                .state();
        assertFalse(next == CashierState.CHARGING, () -> heard + " with the payer " + payer);
      }
    }
  }

  @Test
  void next_refusedWithoutReturn_onlyWhereNothingWasCharged() {
    for (Heard heard : allThatCanBeHeard()) {
      CashierState next =
          STAGES
              .get(CashierState.RELEASING)
              .next(book(OURS), heard, situation(Payer.AWAY, Duration.ZERO))
              .state();
      assertFalse(next == CashierState.REFUSED, () -> "charged, and refused after " + heard);
    }
  }

  @Test
  void next_nobodyKnows_staysAndWaits() {
    for (CashierState state : STAGES.keySet()) {
      Move<CashierState, CashierBook> move =
          STAGES
              .get(state)
              .next(
                  books(state).get(0),
                  new Heard.Nothing(null, null),
                  situation(Payer.PAYS, Duration.ZERO));

      assertEquals(state, move.state());
      assertEquals(Move.Then.WAIT, move.then(), state::name);
    }
  }

  @Test
  void next_cancelThatSettledNothing_letsNothingGo() {
    for (ChargeAnswer answer : List.of(ChargeAnswer.underway(), ChargeAnswer.notFound())) {
      Move<CashierState, CashierBook> move =
          STAGES
              .get(CashierState.CANCELLING)
              .next(book(null), new Heard.OfCharge(answer), situation(Payer.AWAY, Duration.ZERO));

      assertEquals(CashierState.CANCELLING, move.state(), answer::toString);
    }
  }

  @Test
  void next_noFromTheGateway_neverReturnsMoneyThatMayHaveBeenSettled() {
    for (CashierState state : List.of(CashierState.CONFIRMING, CashierState.RELEASING)) {
      for (String status : List.of("SETTLING", "SETTLED", "REFUNDING", "REFUNDED")) {
        for (String tradeNo : new String[] {"t1", null}) {
          CashierState next =
              STAGES
                  .get(state)
                  .next(
                      book(OURS),
                      new Heard.No(
                          "SOME_CODE",
                          null,
                          null,
                          payment(new PaymentStatus(status), tradeNo),
                          false),
                      situation(Payer.AWAY, Duration.ZERO))
                  .state();
          assertFalse(next == CashierState.RETURNING, () -> state + " " + status + " " + tradeNo);
        }
      }
    }
  }

  @Test
  void next_heldForAnotherAmountThanAgreed_isLetGoAndNobodyIsCharged() {
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

    Move<CashierState, CashierBook> move =
        new HoldStage(GATEWAY, CHANNEL)
            .next(book(null), new Heard.Told(dearer), situation(Payer.PAYS, Duration.ZERO));

    assertEquals(CashierState.CANCELLING, move.state());
    assertEquals(
        new CashierBook.Refusal(FineCodes.AMOUNT_CHANGED, dearer.amount(), null),
        move.book().refusal());
  }

  @Test
  void wait_isDoubledUpToTheLast() {
    assertEquals(Duration.ofSeconds(5), POLICY.wait(0));
    assertEquals(Duration.ofSeconds(10), POLICY.wait(1));
    assertEquals(Duration.ofSeconds(160), POLICY.wait(5));
    assertEquals(Duration.ofMinutes(5), POLICY.wait(6));
    assertEquals(Duration.ofMinutes(5), POLICY.wait(Integer.MAX_VALUE));
  }

  @Test
  void spread_ofAWait_isNeverShorterAndAtMostAQuarterLonger() {
    assertEquals(Duration.ofSeconds(8), Policy.spread(Duration.ofSeconds(8), 0));
    assertEquals(Duration.ofSeconds(9), Policy.spread(Duration.ofSeconds(8), 0.5));
    assertEquals(Duration.ofSeconds(10), Policy.spread(Duration.ofSeconds(8), 1));
    assertEquals(Duration.ZERO, Policy.spread(Duration.ZERO, 1));
  }

  @Test
  void payBefore_isThePayersTimeOrTheHoldsEndLessAMargin() {
    assertEquals(TEN.plusMinutes(20), POLICY.payBefore(book(null)));
    Policy patient =
        new Policy(
            POLICY.lease(),
            Duration.ofHours(1),
            POLICY.patience(),
            POLICY.firstWait(),
            POLICY.lastWait());
    assertEquals(TEN.plusMinutes(28), patient.payBefore(book(null)));
    assertTrue(patient.payBefore(book(null)).isBefore(book(null).held().heldUntil()));
  }
}

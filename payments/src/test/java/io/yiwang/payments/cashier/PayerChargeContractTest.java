package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PayerChargeContractTest {
  /** Names what a channel may do wrong. */
  private enum Flaw {
    CHARGES_AGAIN,
    CHARGES_AFTER_CANCEL,
    KNOWS_WHAT_IT_NEVER_SAW,
    CANCELS_WHAT_IT_CHARGED,
    CHARGES_ANOTHER_AMOUNT,
    SAYS_CHARGED_AFTER_ALL_WENT_BACK,
    SAYS_REFUNDED_AFTER_A_PART,
    REFUSES_THE_SAME_REFUND,
    REFUSES_WHERE_ALL_IS_BACK,
    TAKES_SHORT_NUMBERS_ALONE,
    NEVER_DECIDES,
    ANSWERS_NULL,
    THROWS_AFTER_IT_CHARGED,
    FORGETS_WHAT_IT_CHARGED,
    GIVES_EACH_ANSWER_ANOTHER_TRADE_NUMBER,
    CANCELS_WHAT_IS_BEING_CHARGED
  }

  /** A channel that is correct except for one flaw. */
  private static final class Channel implements PayerCharge {
    private final Flaw flaw;
    private final Map<String, ChannelPayment> charged = new HashMap<>();
    private final Map<String, Long> back = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final Set<String> refunds = new HashSet<>();
    private final Thread tester = Thread.currentThread();
    private final Map<String, CountDownLatch> cancels = new ConcurrentHashMap<>();
    private final AtomicReference<String> beingCharged = new AtomicReference<>();
    private int trades;

    Channel(Flaw flaw) {
      this.flaw = flaw;
    }

    @Override
    public ChargeAnswer charge(Order order) {
      if (flaw == Flaw.CANCELS_WHAT_IS_BEING_CHARGED
          && Thread.currentThread() != tester
          && beingCharged.compareAndSet(null, order.orderNo())) {
        await(cancelOf(order.orderNo()));
      }
      ChargeAnswer answer = take(order);
      if (flaw == Flaw.THROWS_AFTER_IT_CHARGED) {
        throw new IllegalStateException("read timed out");
      }
      return answer;
    }

    private CountDownLatch cancelOf(String orderNo) {
      return cancels.computeIfAbsent(orderNo, number -> new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(20, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized ChargeAnswer take(Order order) {
      String orderNo = order.orderNo();
      if (flaw == Flaw.NEVER_DECIDES) {
        return ChargeAnswer.underway();
      }
      if (flaw == Flaw.ANSWERS_NULL) {
        return null;
      }
      if (flaw == Flaw.TAKES_SHORT_NUMBERS_ALONE && orderNo.length() > 50) {
        throw new IllegalStateException("out_trade_no is too long");
      }
      boolean isNew = !charged.containsKey(orderNo) || flaw == Flaw.CHARGES_AGAIN;
      boolean mayBe =
          !closed.contains(orderNo)
              || flaw == Flaw.CHARGES_AFTER_CANCEL
              || orderNo.equals(beingCharged.get());
      if (isNew && mayBe) {
        Money amount = flaw == Flaw.CHARGES_ANOTHER_AMOUNT ? Money.fen(1) : order.amount();
        charged.put(
            orderNo,
            new ChannelPayment("trade/" + ++trades, OffsetDateTime.now(ZoneOffset.UTC), amount));
      }
      return known(orderNo);
    }

    @Override
    public synchronized ChargeAnswer query(String orderNo) {
      return flaw == Flaw.FORGETS_WHAT_IT_CHARGED ? ChargeAnswer.notFound() : known(orderNo);
    }

    private ChargeAnswer known(String orderNo) {
      ChannelPayment payment = charged.get(orderNo);
      if (payment != null && flaw == Flaw.GIVES_EACH_ANSWER_ANOTHER_TRADE_NUMBER) {
        return ChargeAnswer.charged("trade/" + ++trades, payment.paidAt(), payment.amount());
      }
      if (payment != null) {
        long fen = back.getOrDefault(orderNo, 0L);
        boolean isBack =
            flaw == Flaw.SAYS_REFUNDED_AFTER_A_PART ? fen > 0 : fen >= payment.amount().fen();
        return isBack && flaw != Flaw.SAYS_CHARGED_AFTER_ALL_WENT_BACK
            ? new ChargeAnswer.Refunded(payment)
            : new ChargeAnswer.Charged(payment);
      }
      if (closed.contains(orderNo)) {
        return ChargeAnswer.notCharged();
      }
      return flaw == Flaw.KNOWS_WHAT_IT_NEVER_SAW
          ? ChargeAnswer.underway()
          : ChargeAnswer.notFound();
    }

    @Override
    public synchronized ChargeAnswer cancel(String orderNo) {
      if (charged.containsKey(orderNo)) {
        return flaw == Flaw.CANCELS_WHAT_IT_CHARGED ? ChargeAnswer.notCharged() : query(orderNo);
      }
      closed.add(orderNo);
      cancelOf(orderNo).countDown();
      return query(orderNo);
    }

    @Override
    public synchronized RefundAnswer refund(Refund refund) {
      if (!refunds.add(refund.refundKey())) {
        return flaw == Flaw.REFUSES_THE_SAME_REFUND ? RefundAnswer.REFUSED : RefundAnswer.PAID_BACK;
      }
      long before = back.getOrDefault(refund.orderNo(), 0L);
      if (before >= refund.charge().amount().fen()) {
        return flaw == Flaw.REFUSES_WHERE_ALL_IS_BACK
            ? RefundAnswer.REFUSED
            : RefundAnswer.PAID_BACK;
      }
      back.put(refund.orderNo(), before + refund.amount().fen());
      return RefundAnswer.PAID_BACK;
    }
  }

  @ParameterizedTest
  @EnumSource(Flaw.class)
  void violations_ofEachFlaw_areNamed(Flaw flaw) {
    List<String> violations =
        new PayerChargeContract(new Channel(flaw)).within(Duration.ofMillis(60)).violations();

    assertTrue(!violations.isEmpty(), flaw.name());
    String message =
        assertThrows(
                AssertionError.class,
                () ->
                    new PayerChargeContract(new Channel(flaw))
                        .within(Duration.ofMillis(60))
                        .check())
            .getMessage();
    assertTrue(message.startsWith("PayerCharge does not keep its contract:\n  "), message);
  }

  @Test
  void violations_channelThatCancelsWhatIsBeingCharged_saySo() {
    List<String> violations =
        new PayerChargeContract(new Channel(Flaw.CANCELS_WHAT_IS_BEING_CHARGED)).violations();

    assertEquals(1, violations.size(), violations::toString);
    assertTrue(
        violations
            .get(0)
            .startsWith(
                "a charge and a cancel at once: cancel must settle a charge that is on its way"),
        violations::toString);
  }

  @Test
  void violations_channelThatForgetsItsRefunds_sayWhatItMustAnswer() {
    String first =
        new PayerChargeContract(new Channel(Flaw.SAYS_CHARGED_AFTER_ALL_WENT_BACK))
            .violations()
            .get(0);

    assertTrue(
        first.startsWith(
            "a payback of all: query must answer refunded once all is back, with the charge's"
                + " number, time and amount; it answers Charged["),
        first);
  }

  @Test
  void check_correctChannel_passes() {
    new PayerChargeContract(new Channel(null)).amount(Money.yuan("150")).check();
  }

  @Test
  void check_walletOfTheseTests_passesOnlyIfItReportsRefunds() {
    Wallet tells = new Wallet(Clock.systemUTC());
    tells.reportsRefunds();
    assertEquals(List.of(), new PayerChargeContract(tells).violations());
    assertEquals(2, new PayerChargeContract(new Wallet(Clock.systemUTC())).violations().size());
  }
}

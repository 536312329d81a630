package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Refund;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.value.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Simulates a payer channel with a ledger that survives every crash, and with faults on demand. */
public final class Wallet implements PayerCharge {
  /** Names what goes wrong with a call. */
  public enum Fault {
    /** It cannot be reached, and nothing is done. */
    DOWN,
    /** Everything is done, but the answer is lost. */
    ANSWER_LOST,
    /** Nothing goes wrong. */
    NONE,
    /** The payer has not decided yet. */
    UNDERWAY,
    /** The payer's bank declines. */
    DECLINED,
    /** It takes a fen too little. */
    WRONG_AMOUNT,
    /** It answers the number of the previous charge. */
    SAME_TRADE_NO,
    /** It refuses to refund in this way. */
    REFUND_REFUSED
  }

  @SuppressWarnings("serial")
  private static final class ChannelException extends RuntimeException {
    ChannelException(Fault fault) {
      super(fault.name());
    }
  }

  private static final AtomicInteger WALLETS = new AtomicInteger();

  /** Distinguishes the trade numbers of wallets that pay at the same gateway. */
  private final int number = WALLETS.incrementAndGet();

  private final Clock clock;
  private final Map<String, ChannelPayment> charged = new LinkedHashMap<>();
  private final Set<String> closed = new HashSet<>();
  private final Map<String, Order> underway = new HashMap<>();
  private final Map<String, Refund> refunds = new LinkedHashMap<>();
  private final Map<String, LocalDate> refundedOn = new HashMap<>();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private int charges;
  private boolean downForRefunds;
  private boolean payerGone;
  private boolean reportsRefunds;

  public Wallet(Clock clock) {
    this.clock = clock;
  }

  public synchronized Wallet next(Fault... more) {
    faults.addAll(List.of(more));
    return this;
  }

  /** Whether the payer has left, so that a charge now is a defect. */
  public synchronized void payerGone(boolean gone) {
    payerGone = gone;
  }

  /** Whether refunds are impossible. */
  public synchronized void downForRefunds(boolean down) {
    downForRefunds = down;
  }

  public synchronized void heal() {
    downForRefunds = false;
    faults.clear();
  }

  @Override
  public synchronized ChargeAnswer charge(Order order) {
    if (payerGone) {
      // An error that no handler catches.
      throw new InternalError("recovery charges a payer");
    }
    Fault fault = begin();
    String orderNo = order.orderNo();
    if (standing(orderNo) instanceof ChargeAnswer.NotFound) {
      if (fault == Fault.DECLINED) {
        closed.add(orderNo);
      } else if (fault == Fault.UNDERWAY) {
        underway.put(orderNo, order);
      } else {
        take(order, fault);
      }
    }
    return answered(fault, standing(orderNo));
  }

  private void take(Order order, @Nullable Fault fault) {
    Money amount =
        fault == Fault.WRONG_AMOUNT ? order.amount().minus(Money.fen(1)) : order.amount();
    String tradeNo = "trade-" + number + "-" + (fault == Fault.SAME_TRADE_NO ? charges : ++charges);
    // With nanoseconds, which the journal must keep.
    OffsetDateTime paidAt =
        OffsetDateTime.ofInstant(clock.instant().plusNanos(123_456_789), ZoneOffset.ofHours(8));
    underway.remove(order.orderNo());
    charged.put(order.orderNo(), new ChannelPayment(tradeNo, paidAt, amount));
  }

  /** Lets the payer pay what is under way. */
  public synchronized void payerPays(String orderNo) {
    Order order = underway.get(orderNo);
    if (order != null) {
      take(order, null);
    }
  }

  /** Lets the bank take the money although it has declined. */
  public synchronized void chargesLate(String orderNo, Money amount) {
    take(new Order(orderNo, amount, OffsetDateTime.now(clock)), null);
  }

  /** Sets whether the channel reports a refunded charge as such. */
  public synchronized void reportsRefunds() {
    reportsRefunds = true;
  }

  /** Lets the application itself charge, as after {@link FineCashier#hold}. */
  public synchronized void appCharges(String orderNo, Money amount) {
    if (standing(orderNo) instanceof ChargeAnswer.NotFound) {
      take(new Order(orderNo, amount, OffsetDateTime.now(clock)), null);
    }
  }

  @Override
  public synchronized ChargeAnswer query(String orderNo) {
    return answered(begin(), standing(orderNo));
  }

  @Override
  public synchronized ChargeAnswer cancel(String orderNo) {
    Fault fault = begin();
    if (fault == Fault.UNDERWAY && !charged.containsKey(orderNo)) {
      return ChargeAnswer.underway();
    }
    if (!charged.containsKey(orderNo)) {
      underway.remove(orderNo);
      closed.add(orderNo);
    }
    return answered(fault, standing(orderNo));
  }

  @Override
  public synchronized RefundAnswer refund(Refund refund) {
    if (downForRefunds) {
      throw new ChannelException(Fault.DOWN);
    }
    Fault fault = begin();
    if (fault == Fault.REFUND_REFUSED) {
      return RefundAnswer.REFUSED;
    }
    if (fault == Fault.UNDERWAY) {
      return RefundAnswer.UNDERWAY;
    }
    Refund before = refunds.putIfAbsent(refund.refundKey(), refund);
    refundedOn.putIfAbsent(refund.refundKey(), today());
    if (before != null && !before.equals(refund)) {
      throw new IllegalStateException("two refunds under one key");
    }
    return answered(fault, RefundAnswer.PAID_BACK);
  }

  private @Nullable Fault begin() {
    Fault fault = faults.poll();
    if (fault == Fault.DOWN) {
      throw new ChannelException(fault);
    }
    return fault;
  }

  private static <T> T answered(@Nullable Fault fault, T answer) {
    if (fault == Fault.ANSWER_LOST) {
      throw new ChannelException(fault);
    }
    return answer;
  }

  private ChargeAnswer standing(String orderNo) {
    ChannelPayment payment = charged.get(orderNo);
    if (payment != null) {
      return reportsRefunds && fen(orderNo) == 0
          ? new ChargeAnswer.Refunded(payment)
          : new ChargeAnswer.Charged(payment);
    }
    if (closed.contains(orderNo)) {
      return ChargeAnswer.notCharged();
    }
    return underway.containsKey(orderNo) ? ChargeAnswer.underway() : ChargeAnswer.notFound();
  }

  /** Returns the channel's file of a day in China. */
  public synchronized ChannelFile bill(LocalDate day) {
    List<ChannelFile.Line> lines = new ArrayList<>();
    charged.forEach(
        (orderNo, payment) -> {
          if (payment.paidAt().toLocalDate().equals(day)) {
            lines.add(
                new ChannelFile.Line(
                    ChannelFile.Kind.CHARGE, orderNo, payment.channelTradeNo(), payment.amount()));
          }
        });
    refunds.forEach(
        (key, refund) -> {
          if (day.equals(refundedOn.get(key))) {
            lines.add(
                new ChannelFile.Line(
                    ChannelFile.Kind.REFUND, refund.orderNo(), key, refund.amount()));
          }
        });
    return lines::forEach;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(8));
  }

  /** Returns what the payer of an order has paid, less what was refunded. */
  public synchronized long fen(String orderNo) {
    ChannelPayment payment = charged.get(orderNo);
    return (payment == null ? 0 : payment.amount().fen())
        - refunds.values().stream()
            .filter(each -> each.orderNo().equals(orderNo))
            .mapToLong(each -> each.amount().fen())
            .sum();
  }

  public synchronized boolean wasCharged(String orderNo) {
    return charged.containsKey(orderNo);
  }
}

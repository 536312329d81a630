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

/** A payer channel with a ledger in memory, which outlives every crash, and faults on demand. */
public final class Wallet implements PayerCharge {
  /** What goes wrong with a call. */
  public enum Fault {
    /** It cannot be reached: nothing is done. */
    DOWN,
    /** All is done; the answer is lost. */
    ANSWER_LOST,
    /** All is well. */
    NONE,
    /** The payer is still at it. */
    UNDERWAY,
    /** The payer's bank says no. */
    DECLINED,
    /** It takes a fen too little. */
    WRONG_AMOUNT,
    /** It gives the number of the charge before. */
    SAME_TRADE_NO,
    /** It will not pay back this way. */
    REFUND_REFUSED
  }

  @SuppressWarnings("serial")
  private static final class ChannelException extends RuntimeException {
    ChannelException(Fault fault) {
      super(fault.name());
    }
  }

  private static final AtomicInteger WALLETS = new AtomicInteger();

  /** Tells the trade numbers of wallets apart that pay at the same gateway. */
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
  private boolean tellsRefunds;

  public Wallet(Clock clock) {
    this.clock = clock;
  }

  public synchronized Wallet next(Fault... more) {
    faults.addAll(List.of(more));
    return this;
  }

  /** Whether a charge now would be one of a payer who is not there. */
  public synchronized void payerGone(boolean gone) {
    payerGone = gone;
  }

  /** Whether nothing can be paid back. */
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
    // Nanoseconds, for they must come back from the journal.
    OffsetDateTime paidAt =
        OffsetDateTime.ofInstant(clock.instant().plusNanos(123_456_789), ZoneOffset.ofHours(8));
    underway.remove(order.orderNo());
    charged.put(order.orderNo(), new ChannelPayment(tradeNo, paidAt, amount));
  }

  /** The payer pays what was underway. */
  public synchronized void payerPays(String orderNo) {
    Order order = underway.get(orderNo);
    if (order != null) {
      take(order, null);
    }
  }

  /** The bank takes the money though it has said that it would not. */
  public synchronized void chargesLate(String orderNo, Money amount) {
    take(new Order(orderNo, amount, OffsetDateTime.now(clock)), null);
  }

  /** Whether the channel tells a charge that went back from one that did not. */
  public synchronized void tellsRefunds() {
    tellsRefunds = true;
  }

  /** The application charges by itself, as after {@link FineCashier#hold}. */
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
      return tellsRefunds && fen(orderNo) == 0
          ? new ChargeAnswer.Refunded(payment)
          : new ChargeAnswer.Charged(payment);
    }
    if (closed.contains(orderNo)) {
      return ChargeAnswer.notCharged();
    }
    return underway.containsKey(orderNo) ? ChargeAnswer.underway() : ChargeAnswer.notFound();
  }

  /** The file of that day, in China. */
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

  /** What the payer of that order has paid, less what came back. */
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

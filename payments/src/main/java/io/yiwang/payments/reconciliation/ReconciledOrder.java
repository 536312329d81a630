package io.yiwang.payments.reconciliation;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.reconciliation.PayerRefund.Expected;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.payments.reconciliation.Reconciled.Side;
import io.yiwang.value.Money;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the three books have of one order, and what that comes to. Filled line by line. */
final class ReconciledOrder {
  /**
   * How our payment touches the day; stored as a note beside its line.
   *
   * @param tradeNo the channel's number of our charge; empty where there was none
   * @param paymentId the gateway's number; empty where there is none
   */
  record Ours(
      CashierState state,
      boolean chargedThen,
      boolean settledThen,
      String tradeNo,
      String paymentId) {
    static Ours of(CashierState state, PaymentRecord record, LocalDate day) {
      ChannelPayment charge = record.charge();
      Payment payment = record.payment();
      return new Ours(
          state,
          charge != null && PayerRefund.isOn(charge.paidAt(), day),
          state == CashierState.SETTLED
              && payment != null
              && PayerRefund.isOn(payment.settledAt(), day),
          charge == null ? "" : charge.channelTradeNo(),
          payment == null ? "" : payment.paymentId());
    }

    String note() {
      return String.join(
          " ",
          state.name(),
          Boolean.toString(chargedThen),
          Boolean.toString(settledThen),
          tradeNo,
          paymentId);
    }

    static Ours ofNote(String note) {
      String[] parts = note.split(" ", -1);
      return new Ours(
          CashierState.valueOf(parts[0]),
          Boolean.parseBoolean(parts[1]),
          Boolean.parseBoolean(parts[2]),
          parts[3],
          parts[4]);
    }

    boolean charged() {
      return !tradeNo.isEmpty();
    }
  }

  /** The sums of one of the other books. */
  private static final class Tally {
    private long paid;
    private long refunded;
    private boolean there;
    private boolean twice;
    private String reference = "";

    void add(OrderSorter.Line line) {
      paid = Math.addExact(paid, line.paid());
      refunded = Math.addExact(refunded, line.refunded());
      there = true;
      if (line.paid() > 0) {
        twice |= !reference.isEmpty() && !reference.equals(line.reference());
        reference = line.reference();
      }
    }

    boolean paidUnderAnotherThan(String ourReference) {
      return paid > 0 && !reference.equals(ourReference);
    }

    @Nullable Side side() {
      return there ? new Side(Money.fen(paid), Money.fen(refunded)) : null;
    }
  }

  private final String orderNo;
  private final Tally channel = new Tally();
  private final Tally gateway = new Tally();
  private final Map<String, PayerRefund> givenBack = new LinkedHashMap<>();
  private @Nullable Ours ours;
  private long ourAmount;
  private boolean paidTwice;

  ReconciledOrder(String orderNo) {
    this.orderNo = orderNo;
  }

  String orderNo() {
    return orderNo;
  }

  void add(OrderSorter.Line line) {
    switch (line.record()) {
      case OUR_PAYMENT -> ours(Ours.ofNote(line.note()), line.paid());
      case OUR_REFUND ->
          givenBack(PayerRefund.ofNote(line.reference(), line.refunded(), line.note()));
      case CHANNEL -> channel.add(line);
      case GATEWAY -> gateway.add(line);
      case PAID_TWICE -> paidTwice = true;
    }
  }

  void ours(Ours found, long amount) {
    ours = found;
    ourAmount = amount;
  }

  /**
   * Adds money given back; one that was written again while the journal was read comes twice, and
   * counts once.
   */
  void givenBack(PayerRefund back) {
    givenBack.put(back.id(), back);
  }

  /**
   * Returns whether the journal is to be asked for it: it was not among the payments of those days.
   */
  boolean isUnknown() {
    return ours == null && (isInAFile() || anyBack(PayerRefund::touchesTheDay));
  }

  private boolean isInAFile() {
    return channel.there || gateway.there;
  }

  private boolean anyBack(Predicate<PayerRefund> is) {
    return givenBack.values().stream().anyMatch(is);
  }

  /** Returns what it comes to; nothing where no record has anything of it that day. */
  @Nullable Reconciled reconciled() {
    boolean touched = ours != null && (ours.chargedThen || ours.settledThen);
    if (!isInAFile() && !touched && !anyBack(PayerRefund::touchesTheDay)) {
      return null;
    }
    return new Reconciled(
        kind(),
        orderNo,
        ours == null ? null : new Side(Money.fen(ourAmount), Money.fen(ourRefunds())),
        channel.side(),
        gateway.side(),
        ours == null ? null : ours.state);
  }

  private long ourRefunds() {
    return givenBack.values().stream()
        .filter(back -> back.channel() == Expected.YES || back.channel() == Expected.PERHAPS)
        .mapToLong(PayerRefund::fen)
        .reduce(0, Math::addExact);
  }

  private Kind kind() {
    if (channel.twice || gateway.twice || paidTwice) {
      return Kind.DUPLICATE;
    }
    if (ours == null) {
      return Kind.ONLY_THEIRS;
    }
    if (isSecond(ours)) {
      return Kind.DUPLICATE;
    }
    if (ours.state == CashierState.REFUSED
        && channel.paid > channel.refunded
        && gateway.paid == 0) {
      return Kind.CHARGED_NOT_SETTLED;
    }
    if (!isInAFile()) {
      return isOnlyOurs(ours) ? Kind.ONLY_OURS : Kind.OTHER_DAY;
    }
    Kind channelBack = refunds(channel.refunded, PayerRefund::channel);
    Kind gatewayBack = refunds(gateway.refunded, PayerRefund::gateway);
    if (differs(channel) || differs(gateway)) {
      return Kind.AMOUNT_DIFFERS;
    }
    if (ours.state == CashierState.SETTLED && gatewayBack == Kind.REFUND_ONLY_THEIRS) {
      return Kind.REFUND_ONLY_THEIRS;
    }
    if (differsInAmount(channelBack) || differsInAmount(gatewayBack)) {
      return Kind.AMOUNT_DIFFERS;
    }
    if (contradicts(ours)
        || channelBack == Kind.STATE_DIFFERS
        || gatewayBack == Kind.STATE_DIFFERS) {
      return Kind.STATE_DIFFERS;
    }
    if (channel.refunded > 0 || gateway.refunded > 0) {
      return Kind.REFUNDED;
    }
    return ours.chargedThen == ours.settledThen && !anyBack(PayerRefund::learnedThen)
        ? Kind.MATCHED
        : Kind.OTHER_DAY;
  }

  /** Returns whether the payment of that day is beside ours of another day. */
  private boolean isSecond(Ours own) {
    return (own.charged() && !own.chargedThen && channel.paidUnderAnotherThan(own.tradeNo))
        || (own.state == CashierState.SETTLED
            && !own.settledThen
            && gateway.paidUnderAnotherThan(own.paymentId));
  }

  private boolean isOnlyOurs(Ours own) {
    return own.chargedThen
        || own.settledThen
        || anyBack(back -> back.channel() == Expected.YES || back.gateway() == Expected.YES);
  }

  private boolean differs(Tally tally) {
    return tally.paid > 0 && tally.paid != ourAmount;
  }

  /** Returns how what a record has given back compares with ours: matched, or how it differs. */
  private Kind refunds(long refunded, Function<PayerRefund, Expected> expected) {
    // Sums beyond what was given back cannot agree with it; without them there are not too many.
    Set<Long> agreeing = new HashSet<>(Set.of(0L));
    Set<Long> furtherThanWe = new HashSet<>(Set.of(0L));
    long must = 0;
    for (PayerRefund back : givenBack.values()) {
      switch (expected.apply(back)) {
        case YES -> {
          must += Math.min(back.fen(), Long.MAX_VALUE - must);
          agreeing = plus(agreeing, back.fen(), refunded);
          furtherThanWe = plus(furtherThanWe, back.fen(), refunded);
        }
        case PERHAPS -> {
          agreeing.addAll(plus(agreeing, back.fen(), refunded));
          furtherThanWe.addAll(plus(furtherThanWe, back.fen(), refunded));
        }
        case NOT_YET -> furtherThanWe.addAll(plus(furtherThanWe, back.fen(), refunded));
        case NO -> {}
      }
    }
    if (agreeing.contains(refunded)) {
      return Kind.MATCHED;
    }
    if (refunded == 0 || furtherThanWe.contains(refunded)) {
      return Kind.STATE_DIFFERS;
    }
    // A refund has one amount: what is beyond those that must be there, and is the sum of no others
    // of ours, is of one that is not ours. Less than those may be one of them, with another amount.
    return refunded > must ? Kind.REFUND_ONLY_THEIRS : Kind.AMOUNT_DIFFERS;
  }

  private static boolean differsInAmount(Kind back) {
    return back == Kind.AMOUNT_DIFFERS || back == Kind.REFUND_ONLY_THEIRS;
  }

  private static Set<Long> plus(Set<Long> sums, long fen, long most) {
    Set<Long> raised = new HashSet<>();
    for (long sum : sums) {
      if (fen <= most - sum) {
        raised.add(sum + fen);
      }
    }
    return raised;
  }

  /**
   * Returns whether a record lacks what ours says it has that day, or has what ours says it cannot
   * have.
   */
  private boolean contradicts(Ours own) {
    boolean chargedOtherwise =
        own.chargedThen
            ? channel.paid == 0 || channel.paidUnderAnotherThan(own.tradeNo)
            : channel.paid > 0;
    boolean settledOtherwise =
        own.settledThen
            ? gateway.paid == 0 || gateway.paidUnderAnotherThan(own.paymentId)
            : gateway.paid > 0;
    boolean stillOpen = own.chargedThen && !own.state.isFinal();
    return chargedOtherwise || settledOtherwise || stillOpen;
  }
}

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

/** Collects the lines of all three sources for one order, and compares them. */
final class ReconciledOrder {
  /**
   * Describes what happened to our payment on the day; stored as the note of its line.
   *
   * @param tradeNo the channel's number of our charge; empty if there was none
   * @param paymentId the gateway's id; empty if there is none
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

  /** Sums the lines of one of the files. */
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
  private final Map<String, PayerRefund> ourRefunds = new LinkedHashMap<>();
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
    switch (line.source()) {
      case OUR_PAYMENT -> addOurs(Ours.ofNote(line.note()), line.paid());
      case OUR_REFUND ->
          addRefund(PayerRefund.ofNote(line.reference(), line.refunded(), line.note()));
      case CHANNEL -> channel.add(line);
      case GATEWAY -> gateway.add(line);
      case PAID_TWICE -> paidTwice = true;
    }
  }

  void addOurs(Ours found, long amount) {
    ours = found;
    ourAmount = amount;
  }

  /**
   * Adds a refund. One that was written again while the journal was read comes twice, and counts
   * once.
   */
  void addRefund(PayerRefund refund) {
    ourRefunds.put(refund.id(), refund);
  }

  /**
   * Returns whether the journal must be searched for the order, because it was not among the
   * payments of these days.
   */
  boolean isUnknown() {
    return ours == null && (isInAFile() || anyRefund(PayerRefund::touchesTheDay));
  }

  private boolean isInAFile() {
    return channel.there || gateway.there;
  }

  private boolean anyRefund(Predicate<PayerRefund> is) {
    return ourRefunds.values().stream().anyMatch(is);
  }

  /**
   * Returns the result of the comparison; null if no source has anything of the order on that day.
   */
  @Nullable Reconciled reconciled() {
    boolean isOfTheDay = ours != null && (ours.chargedThen || ours.settledThen);
    if (!isInAFile() && !isOfTheDay && !anyRefund(PayerRefund::touchesTheDay)) {
      return null;
    }
    return new Reconciled(
        kind(),
        orderNo,
        ours == null ? null : new Side(Money.fen(ourAmount), Money.fen(refundedByUs())),
        channel.side(),
        gateway.side(),
        ours == null ? null : ours.state);
  }

  private long refundedByUs() {
    return ourRefunds.values().stream()
        .filter(refund -> refund.channel() == Expected.YES || refund.channel() == Expected.PERHAPS)
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
    Kind channelRefunds = refunds(channel.refunded, PayerRefund::channel);
    Kind gatewayRefunds = refunds(gateway.refunded, PayerRefund::gateway);
    if (differs(channel) || differs(gateway)) {
      return Kind.AMOUNT_DIFFERS;
    }
    if (ours.state == CashierState.SETTLED && gatewayRefunds == Kind.REFUND_ONLY_THEIRS) {
      return Kind.REFUND_ONLY_THEIRS;
    }
    if (differsInAmount(channelRefunds) || differsInAmount(gatewayRefunds)) {
      return Kind.AMOUNT_DIFFERS;
    }
    if (contradicts(ours)
        || channelRefunds == Kind.STATE_DIFFERS
        || gatewayRefunds == Kind.STATE_DIFFERS) {
      return Kind.STATE_DIFFERS;
    }
    if (channel.refunded > 0 || gateway.refunded > 0) {
      return Kind.REFUNDED;
    }
    return ours.chargedThen == ours.settledThen && !anyRefund(PayerRefund::learnedThen)
        ? Kind.MATCHED
        : Kind.OTHER_DAY;
  }

  /** Returns whether a file has a second payment, besides ours of another day. */
  private boolean isSecond(Ours own) {
    return (own.charged() && !own.chargedThen && channel.paidUnderAnotherThan(own.tradeNo))
        || (own.state == CashierState.SETTLED
            && !own.settledThen
            && gateway.paidUnderAnotherThan(own.paymentId));
  }

  private boolean isOnlyOurs(Ours own) {
    return own.chargedThen
        || own.settledThen
        || anyRefund(
            refund -> refund.channel() == Expected.YES || refund.gateway() == Expected.YES);
  }

  private boolean differs(Tally tally) {
    return tally.paid > 0 && tally.paid != ourAmount;
  }

  /** Compares the refunds of a file with ours: returns {@code MATCHED}, or how they differ. */
  private Kind refunds(long refunded, Function<PayerRefund, Expected> expected) {
    // Sums above the refunded amount cannot match it; leaving them out keeps the sets small.
    Set<Long> agreeing = new HashSet<>(Set.of(0L));
    Set<Long> aheadOfUs = new HashSet<>(Set.of(0L));
    long must = 0;
    for (PayerRefund refund : ourRefunds.values()) {
      switch (expected.apply(refund)) {
        case YES -> {
          must += Math.min(refund.fen(), Long.MAX_VALUE - must);
          agreeing = plus(agreeing, refund.fen(), refunded);
          aheadOfUs = plus(aheadOfUs, refund.fen(), refunded);
        }
        case PERHAPS -> {
          agreeing.addAll(plus(agreeing, refund.fen(), refunded));
          aheadOfUs.addAll(plus(aheadOfUs, refund.fen(), refunded));
        }
        case NOT_YET -> aheadOfUs.addAll(plus(aheadOfUs, refund.fen(), refunded));
        case NO -> {}
      }
    }
    if (agreeing.contains(refunded)) {
      return Kind.MATCHED;
    }
    if (refunded == 0 || aheadOfUs.contains(refunded)) {
      return Kind.STATE_DIFFERS;
    }
    // More than all refunds that must be there, and not the sum of any of ours: the rest is a
    // refund
    // that we do not have. If it is less, one of them may have another amount.
    return refunded > must ? Kind.REFUND_ONLY_THEIRS : Kind.AMOUNT_DIFFERS;
  }

  private static boolean differsInAmount(Kind refunds) {
    return refunds == Kind.AMOUNT_DIFFERS || refunds == Kind.REFUND_ONLY_THEIRS;
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
   * Returns whether a file lacks what it must have on that day according to our journal, or has
   * what it cannot have.
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

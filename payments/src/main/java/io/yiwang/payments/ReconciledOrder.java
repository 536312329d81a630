package io.yiwang.payments;

import io.yiwang.payments.Reconciled.Kind;
import io.yiwang.payments.Reconciled.Side;
import io.yiwang.value.Money;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What the three books have of one order, and what that comes to. Filled line by line. */
final class ReconciledOrder {
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  /** How our payment touches the day; stored as a note beside its line. */
  record Ours(CashierState state, boolean chargedThen, boolean settledThen, boolean charged) {
    static Ours of(CashierState state, CashierBook book, LocalDate day) {
      ChannelPayment charge = book.charge();
      Payment payment = book.payment();
      return new Ours(
          state,
          charge != null && isOn(charge.paidAt(), day),
          state == CashierState.SETTLED && payment != null && isOn(payment.settledAt(), day),
          charge != null);
    }

    private static boolean isOn(@Nullable OffsetDateTime at, LocalDate day) {
      return at != null && at.withOffsetSameInstant(CHINA).toLocalDate().equals(day);
    }

    String note() {
      return state + " " + chargedThen + " " + settledThen + " " + charged;
    }

    static Ours ofNote(String note) {
      String[] parts = note.split(" ");
      return new Ours(
          CashierState.valueOf(parts[0]),
          Boolean.parseBoolean(parts[1]),
          Boolean.parseBoolean(parts[2]),
          Boolean.parseBoolean(parts[3]));
    }

    /** The payer has the money back, or is about to, for it was not settled. */
    boolean returned() {
      return charged && (state == CashierState.RETURNED || state == CashierState.RETURNING);
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

    @Nullable Side side() {
      return there ? new Side(Money.fen(paid), Money.fen(refunded)) : null;
    }
  }

  private final String orderNo;
  private final Tally channel = new Tally();
  private final Tally gateway = new Tally();
  private @Nullable Ours ours;
  private long ourAmount;
  private long ourRefunds;
  private boolean paidTwice;

  ReconciledOrder(String orderNo) {
    this.orderNo = orderNo;
  }

  String orderNo() {
    return orderNo;
  }

  void add(OrderSorter.Line line) {
    switch (line.book()) {
      case OUR_PAYMENT -> ours(Ours.ofNote(line.note()), line.paid());
      case OUR_REFUND -> ourRefunds = Math.addExact(ourRefunds, line.refunded());
      case CHANNEL -> channel.add(line);
      case GATEWAY -> gateway.add(line);
      case PAID_TWICE -> paidTwice = true;
    }
  }

  void ours(Ours found, long amount) {
    ours = found;
    ourAmount = amount;
  }

  /** Whether a file has it and the journal has not been asked for it. */
  boolean isUnknown() {
    return ours == null && (channel.there || gateway.there);
  }

  /** What it comes to; nothing where no book has anything of it that day. */
  @Nullable Reconciled reconciled() {
    boolean silent = !channel.there && !gateway.there;
    if (silent && (ours == null || !(ours.chargedThen || ours.settledThen))) {
      return null;
    }
    return new Reconciled(
        kind(),
        orderNo,
        ours == null ? null : new Side(Money.fen(ourAmount), Money.fen(givenBack(ours))),
        channel.side(),
        gateway.side(),
        ours == null ? null : ours.state);
  }

  private long givenBack(Ours own) {
    return own.returned() ? Math.addExact(ourRefunds, ourAmount) : ourRefunds;
  }

  private Kind kind() {
    if (channel.twice || gateway.twice || paidTwice) {
      return Kind.DUPLICATE;
    }
    if (ours == null) {
      return Kind.ONLY_THEIRS;
    }
    if (!channel.there && !gateway.there) {
      return Kind.ONLY_OURS;
    }
    if (differs(channel) || differs(gateway) || moreBackThanOurs(ours)) {
      return Kind.AMOUNT_DIFFERS;
    }
    if (contradicts(ours)) {
      return Kind.STATE_DIFFERS;
    }
    boolean back = channel.refunded > 0 || gateway.refunded > 0;
    if (back) {
      return Kind.REFUNDED;
    }
    return ours.chargedThen == ours.settledThen ? Kind.MATCHED : Kind.OTHER_DAY;
  }

  private boolean differs(Tally tally) {
    return tally.paid > 0 && tally.paid != ourAmount;
  }

  private boolean moreBackThanOurs(Ours own) {
    return channel.refunded > givenBack(own) || gateway.refunded > ourRefunds;
  }

  /** Whether a book lacks what ours says it has that day, or has what ours says it cannot have. */
  private boolean contradicts(Ours own) {
    boolean lacks =
        (own.chargedThen && channel.paid == 0) || (own.settledThen && gateway.paid == 0);
    boolean settledForOthers = gateway.paid > 0 && own.state != CashierState.SETTLED;
    boolean settledAnotherDay = gateway.paid > 0 && !own.settledThen;
    boolean chargedForOthers = channel.paid > 0 && !own.charged;
    boolean stillOpen = own.chargedThen && !own.state.isFinal() && !own.returned();
    return lacks || settledForOthers || settledAnotherDay || chargedForOthers || stillOpen;
  }
}

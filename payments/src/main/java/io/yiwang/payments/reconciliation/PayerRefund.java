package io.yiwang.payments.reconciliation;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.value.ChinaTime;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Money that a payer gets back by our journal, and whether the other books of a day have to have
 * it. When the channel has booked it, it does not say: some do so on the day on which they agree to
 * it, days before the payer has it and we learn of that.
 *
 * @param id tells one from another of the same order
 * @param learnedThen whether our journal learned that day that the payer has it
 */
record PayerRefund(String id, long fen, Expected channel, Expected gateway, boolean learnedThen) {

  /** How far the channel's clock and ours may be apart, the way between them included. */
  private static final Duration SLACK = Duration.ofHours(1);

  /** Whether a record of the day has it. */
  enum Expected {
    /** It must. */
    YES,
    /** It, or that of a neighbouring day. */
    PERHAPS,
    /** It can only be further than our journal. */
    NOT_YET,
    NO
  }

  /** What the payer gets back because the fine was not settled: the treasury never had it. */
  static Optional<PayerRefund> of(CashierState state, PaymentRecord record, LocalDate day) {
    ChannelPayment charge = record.charge();
    boolean returned = state == CashierState.RETURNED;
    if (charge == null || !(returned || state == CashierState.RETURNING)) {
      return Optional.empty();
    }
    OffsetDateTime learned = record.progress().since();
    Expected channel =
        returned ? between(charge.paidAt(), learned.plus(SLACK), day) : Expected.NOT_YET;
    return Optional.of(
        new PayerRefund(
            "", charge.amount().fen(), channel, Expected.NO, returned && isOn(learned, day)));
  }

  /** Returns a refund of what was settled. */
  static Optional<PayerRefund> of(RefundState state, RefundRecord record, LocalDate day) {
    if (state == RefundState.REFUSED) {
      return Optional.empty();
    }
    OffsetDateTime learned = record.progress().since();
    OffsetDateTime treasury = record.treasuryPaidAt();
    Expected channel = Expected.NO;
    Expected gateway = Expected.NOT_YET;
    if (state == RefundState.RETURNING || state == RefundState.PAID_BACK) {
      gateway = between(treasury, treasury == null ? learned : treasury, day);
      OffsetDateTime owed = treasury == null ? null : treasury.minus(SLACK);
      channel =
          state == RefundState.PAID_BACK
              ? between(owed, learned.plus(SLACK), day)
              // Owed since that day, and the payer is still without it.
              : isOn(treasury, day) ? Expected.YES : Expected.NOT_YET;
    }
    return Optional.of(
        new PayerRefund(
            record.refundNo(),
            record.amount().fen(),
            channel,
            gateway,
            state == RefundState.PAID_BACK && isOn(learned, day)));
  }

  private static Expected between(@Nullable OffsetDateTime from, OffsetDateTime to, LocalDate day) {
    LocalDate last = dayOf(to);
    if (from == null) {
      return day.isAfter(last) ? Expected.NO : Expected.PERHAPS;
    }
    LocalDate first = dayOf(from);
    if (day.isBefore(first) || day.isAfter(last)) {
      return Expected.NO;
    }
    return first.equals(last) ? Expected.YES : Expected.PERHAPS;
  }

  static boolean isOn(@Nullable OffsetDateTime at, LocalDate day) {
    return at != null && dayOf(at).equals(day);
  }

  private static LocalDate dayOf(OffsetDateTime at) {
    return at.withOffsetSameInstant(ChinaTime.ZONE).toLocalDate();
  }

  /** Returns whether some record of the day should have it, or our journal learned of it then. */
  boolean touchesTheDay() {
    return learnedThen || channel == Expected.YES || gateway == Expected.YES;
  }

  String note() {
    return channel + " " + gateway + " " + learnedThen;
  }

  static PayerRefund ofNote(String id, long fen, String note) {
    String[] parts = note.split(" ");
    return new PayerRefund(
        id,
        fen,
        Expected.valueOf(parts[0]),
        Expected.valueOf(parts[1]),
        Boolean.parseBoolean(parts[2]));
  }
}

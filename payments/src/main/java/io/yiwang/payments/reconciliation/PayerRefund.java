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
 * Describes money that a payer gets back according to our journal, and whether the channel's file
 * and the gateway's statement of a day must have it. The journal does not know when the channel
 * books a refund: some do so on the day they accept it, days before the payer has the money and we
 * learn of that.
 *
 * @param id distinguishes refunds of the same order
 * @param learnedThen whether our journal learned on that day that the payer has the money
 */
record PayerRefund(String id, long fen, Expected channel, Expected gateway, boolean learnedThen) {

  /** How far the channel's clock and ours may differ, including the time between the two. */
  private static final Duration SLACK = Duration.ofHours(1);

  /** Names whether a file of the day has the refund. */
  enum Expected {
    /** The file must have it. */
    YES,
    /** This file has it, or that of a neighbouring day. */
    PERHAPS,
    /** The file has it only if it is ahead of our journal. */
    NOT_YET,
    /** The file must not have it. */
    NO
  }

  /**
   * Returns the refund of a charge with which no fine was settled, so that the treasury never had
   * the money.
   */
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

  /** Returns the refund of a settled payment. */
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
              // It has been owed since that day, and the payer does not have it yet.
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

  /** Returns whether a file of the day must have it, or our journal learned of it on that day. */
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

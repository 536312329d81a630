package io.yiwang.payments.internal.records;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.value.Money;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of a payment, in clear and for good: numbers and amounts, nothing about a
 * person.
 *
 * @param lines what was agreed to; none of one that was found without the journal, before the
 *     gateway has reported them
 * @param chargedElsewhere whether the application charges the payer itself, in its own time
 * @param startedAt by the cashier's clock, as are the times of its progress
 * @param payment as the gateway last reported it
 * @param charge of the payer; kept to the last digit, for it names the confirmation
 * @param refusal why it will not be settled, once that is so
 */
public record PaymentRecord(
    String orderNo,
    String channel,
    List<PaymentOrder.Line> lines,
    boolean chargedElsewhere,
    OffsetDateTime startedAt,
    Progress progress,
    @Nullable Payment payment,
    @Nullable ChannelPayment charge,
    @Nullable Refusal refusal)
    implements ProcessRecord<PaymentRecord> {
  /**
   * Why it will not be settled.
   *
   * @param due with {@code AMOUNT_CHANGED}
   * @param retryAt before which another try is in vain
   */
  public record Refusal(String code, @Nullable Money due, @Nullable OffsetDateTime retryAt) {
    /** Returns a reason that says no more. */
    public static Refusal of(String code) {
      return new Refusal(code, null, null);
    }
  }

  /** Copies the lines. */
  public PaymentRecord {
    lines = List.copyOf(lines);
  }

  public static PaymentRecord of(PaymentOrder order, boolean chargedElsewhere, OffsetDateTime now) {
    return new PaymentRecord(
        order.orderNo(),
        order.channel(),
        order.lines(),
        chargedElsewhere,
        now,
        Progress.entered(now),
        null,
        null,
        null);
  }

  /** Makes a record of which only the order number is known. */
  public static PaymentRecord found(String orderNo, String channel, OffsetDateTime now) {
    return new PaymentRecord(
        orderNo, channel, List.of(), true, now, Progress.entered(now), null, null, null);
  }

  /** Returns what was agreed to. */
  public Money amount() {
    return sum(lines);
  }

  public static Money sum(List<PaymentOrder.Line> lines) {
    return lines.stream().map(PaymentOrder.Line::amount).reduce(Money.ZERO, Money::plus);
  }

  /** Returns the gateway's number, once it is known. */
  public String paymentId() {
    return held().paymentId();
  }

  public Payment held() {
    return Objects.requireNonNull(payment, "payment");
  }

  public ChannelPayment charged() {
    return Objects.requireNonNull(charge, "charge");
  }

  /**
   * Returns whether a payment is of this order number and these decisions, so that it can be ours.
   * One that was found without the journal has no lines before the gateway has reported them.
   */
  public boolean isOf(Payment found) {
    return found.orderNo().equals(orderNo)
        && (lines.isEmpty()
            || decisions(found.lines().stream().map(Payment.Line::decisionNumber).toList())
                .equals(decisions(lines.stream().map(PaymentOrder.Line::decisionNumber).toList())));
  }

  /** Returns whether it is the payment of that order: the same lines, in whichever order. */
  public boolean isOf(PaymentOrder order) {
    return lines.isEmpty() || Set.copyOf(lines).equals(Set.copyOf(order.lines()));
  }

  private static List<String> decisions(List<PenaltyDecisionNumber> numbers) {
    return numbers.stream().map(PenaltyDecisionNumber::value).sorted().toList();
  }

  public PaymentRecord updated(Payment payment) {
    return lines.isEmpty() || !isOf(payment)
        ? takenOver(payment)
        : new PaymentRecord(
            orderNo,
            channel,
            lines,
            chargedElsewhere,
            startedAt,
            progress,
            payment,
            charge,
            refusal);
  }

  /** Returns the same order number with the lines that the gateway has under it. */
  public PaymentRecord takenOver(Payment payment) {
    return new PaymentRecord(
        orderNo,
        channel,
        payment.lines().stream()
            .map(line -> new PaymentOrder.Line(line.decisionNumber(), line.amount()))
            .toList(),
        chargedElsewhere,
        startedAt,
        progress,
        payment,
        charge,
        refusal);
  }

  /**
   * Returns the record as charged after all; what it would have been refused for no longer counts.
   */
  public PaymentRecord charged(ChannelPayment charge) {
    return new PaymentRecord(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, null);
  }

  /** Returns the record as refused for that reason, unless there was one before. */
  public PaymentRecord refused(Refusal reason) {
    Refusal first = refusal == null ? reason : refusal;
    return new PaymentRecord(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, first);
  }

  /** Returns whether the channel has said that the payer has all of it back. */
  public boolean wasRefunded() {
    return refusal != null && refusal.code().equals(FineCode.CHARGE_REFUNDED);
  }

  public PaymentRecord refused(String code) {
    return refused(Refusal.of(code));
  }

  @Override
  public String id() {
    return orderNo;
  }

  @Override
  public Duration age(OffsetDateTime now) {
    return Duration.between(startedAt, now);
  }

  @Override
  public PaymentRecord with(Progress progress) {
    return new PaymentRecord(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, refusal);
  }

  @Override
  public @Nullable String gatewayPaymentId() {
    return payment == null ? null : payment.paymentId();
  }

  @Override
  public @Nullable String code() {
    return refusal == null ? null : refusal.code();
  }
}

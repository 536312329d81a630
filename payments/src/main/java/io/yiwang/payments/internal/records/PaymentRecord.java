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
 * Holds what the journal keeps of a payment, unencrypted: numbers and amounts, nothing about a
 * person.
 *
 * @param lines what was agreed to; empty for a payment that the journal had lost, until the gateway
 *     has reported them
 * @param chargedElsewhere whether the application itself charges the payer
 * @param startedAt by the cashier's clock, like the times of its progress
 * @param payment as the gateway last reported it
 * @param charge of the payer, kept exactly, because the idempotency key of the confirmation depends
 *     on it
 * @param refusal why it will not be settled, once that is decided
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
   * Says why a payment will not be settled.
   *
   * @param due the new total, with {@code AMOUNT_CHANGED}
   * @param retryAt before which another attempt is pointless
   */
  public record Refusal(String code, @Nullable Money due, @Nullable OffsetDateTime retryAt) {
    /** Returns a refusal with a code alone. */
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

  /** Returns a record of which only the order number is known. */
  public static PaymentRecord found(String orderNo, String channel, OffsetDateTime now) {
    return new PaymentRecord(
        orderNo, channel, List.of(), true, now, Progress.entered(now), null, null, null);
  }

  /** Returns the total that was agreed to. */
  public Money amount() {
    return sum(lines);
  }

  public static Money sum(List<PaymentOrder.Line> lines) {
    return lines.stream().map(PaymentOrder.Line::amount).reduce(Money.ZERO, Money::plus);
  }

  /** Returns the gateway's id, which must be known. */
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
   * Returns whether a payment has this order number and these decisions, so that it can be ours. A
   * payment that the journal had lost has no lines until the gateway has reported them.
   */
  public boolean isOf(Payment found) {
    return found.orderNo().equals(orderNo)
        && (lines.isEmpty()
            || decisions(found.lines().stream().map(Payment.Line::decisionNumber).toList())
                .equals(decisions(lines.stream().map(PaymentOrder.Line::decisionNumber).toList())));
  }

  /** Returns whether it is the payment of an order: the same lines, in any sequence. */
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

  /** Returns a record of the same order number with the gateway's payment and its lines. */
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

  /** Returns the record with a charge; any reason to refuse it no longer counts. */
  public PaymentRecord charged(ChannelPayment charge) {
    return new PaymentRecord(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, null);
  }

  /** Returns the record as refused for a reason; an earlier reason remains. */
  public PaymentRecord refused(Refusal reason) {
    Refusal first = refusal == null ? reason : refusal;
    return new PaymentRecord(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, first);
  }

  /** Returns whether the channel has reported that the payer was refunded in full. */
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

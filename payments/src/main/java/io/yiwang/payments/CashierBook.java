package io.yiwang.payments;

import io.yiwang.value.Money;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of a payment, in clear and for good: numbers and amounts, nothing about a
 * person.
 *
 * @param lines what was agreed to
 * @param chargedElsewhere whether the application charges the payer itself, in its own time
 * @param startedAt by the cashier's clock, as are the times of its progress
 * @param payment as the gateway last told it
 * @param charge of the payer; kept to the last digit, for it names the confirmation
 * @param refusal why it will not be settled, once that is so
 */
record CashierBook(
    String orderNo,
    String channel,
    List<PaymentOrder.Line> lines,
    boolean chargedElsewhere,
    OffsetDateTime startedAt,
    Progress progress,
    @Nullable Payment payment,
    @Nullable ChannelPayment charge,
    @Nullable Refusal refusal)
    implements Tale<CashierBook> {
  /**
   * Why it will not be settled.
   *
   * @param due with {@code AMOUNT_CHANGED}
   * @param retryAt before which another try is in vain
   */
  record Refusal(String code, @Nullable Money due, @Nullable OffsetDateTime retryAt) {
    static Refusal of(String code) {
      return new Refusal(code, null, null);
    }
  }

  CashierBook {
    lines = List.copyOf(lines);
  }

  static CashierBook of(PaymentOrder order, boolean chargedElsewhere, OffsetDateTime now) {
    return new CashierBook(
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

  /** What was agreed to. */
  Money amount() {
    return sum(lines);
  }

  static Money sum(List<PaymentOrder.Line> lines) {
    return lines.stream().map(PaymentOrder.Line::amount).reduce(Money.ZERO, Money::plus);
  }

  /** The gateway's number; from HOLDING's end on there is one. */
  String paymentId() {
    return held().paymentId();
  }

  Payment held() {
    return Objects.requireNonNull(payment, "payment");
  }

  ChannelPayment charged() {
    return Objects.requireNonNull(charge, "charge");
  }

  /** Whether a payment is of these decisions and this channel, so that it can be ours. */
  boolean isOf(Payment told) {
    return told.orderNo().equals(orderNo)
        && decisions(told.lines().stream().map(Payment.Line::decisionNumber).toList())
            .equals(decisions(lines.stream().map(PaymentOrder.Line::decisionNumber).toList()));
  }

  private static List<String> decisions(List<PenaltyDecisionNumber> numbers) {
    return numbers.stream().map(PenaltyDecisionNumber::value).sorted().toList();
  }

  CashierBook told(Payment payment) {
    return new CashierBook(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, refusal);
  }

  CashierBook charged(ChannelPayment charge) {
    return new CashierBook(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, refusal);
  }

  /** Refused for that reason, unless there was one before. */
  CashierBook refused(Refusal reason) {
    Refusal first = refusal == null ? reason : refusal;
    return new CashierBook(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, first);
  }

  CashierBook refused(String code) {
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
  public CashierBook with(Progress progress) {
    return new CashierBook(
        orderNo, channel, lines, chargedElsewhere, startedAt, progress, payment, charge, refusal);
  }

  @Override
  public CashierListener.HumanNeeded needing(Standing state, OffsetDateTime now) {
    return new CashierListener.HumanNeeded(
        orderNo,
        orderNo,
        state,
        age(now),
        payment == null ? null : payment.paymentId(),
        charge,
        refusal == null ? null : refusal.code());
  }
}

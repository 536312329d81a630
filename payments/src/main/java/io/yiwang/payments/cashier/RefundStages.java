package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.RefundState.ASKING;
import static io.yiwang.payments.cashier.RefundState.PAID_BACK;
import static io.yiwang.payments.cashier.RefundState.QUEUED;
import static io.yiwang.payments.cashier.RefundState.REFUSED;
import static io.yiwang.payments.cashier.RefundState.RETURNING;
import static io.yiwang.payments.cashier.RefundState.WAITING;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.RefundStatus;
import io.yiwang.payments.internal.records.RefundRecord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds the stages of a refund: ask the gateway, queue while another refund is under way, wait for
 * the treasury, and pay the payer.
 */
final class RefundStages {
  /** The code of a refund that the authority did not agree to. */
  static final String REJECTED = "REJECTED";

  /** When to ask a person: an authority takes days to decide, not hours. */
  private static final Duration DAYS = Duration.ofDays(15);

  private RefundStages() {}

  private static boolean isRefunding(@Nullable Payment payment) {
    return payment != null && payment.status().equals(PaymentStatus.REFUNDING);
  }

  /** Acts in ASKING. */
  record Ask(GatewayCalls gateway) implements Stage<RefundState, RefundRecord> {
    @Override
    public StageReply act(RefundRecord record, StageContext context) {
      return record.age(context.now()).compareTo(Policy.KEY_LIFE) > 0
          ? gateway.refundStatus(record)
          : gateway.refund(record, context.now());
    }

    @Override
    public Transition<RefundState, RefundRecord> next(
        RefundRecord record, StageReply reply, StageContext context) {
      if (reply instanceof StageReply.Rejected no) {
        return isRefunding(no.state())
            ? Transition.later(QUEUED, record.refused(no.code()), null)
            : Transition.to(REFUSED, record.refused(no.code()));
      }
      if (reply instanceof StageReply.RefundFound found
          && !found.refund().amount().equals(record.amount())) {
        // Another refund has the same number.
        return Transition.to(REFUSED, record.refused(FineCode.ORDER_NO_CONFLICT));
      }
      return reply instanceof StageReply.NotFound
          ? Transition.escalate(ASKING, record)
          : followed(ASKING, record, reply);
    }
  }

  /** Acts in QUEUED. It only checks whether the other refund has ended. */
  record Queue(GatewayCalls gateway) implements Stage<RefundState, RefundRecord> {
    @Override
    public StageReply act(RefundRecord record, StageContext context) {
      return gateway.state(record.paymentId());
    }

    @Override
    public Transition<RefundState, RefundRecord> next(
        RefundRecord record, StageReply reply, StageContext context) {
      if (reply instanceof StageReply.Found found && !isRefunding(found.payment())) {
        return Transition.to(ASKING, record);
      }
      return reply instanceof StageReply.NotFound
          ? Transition.escalate(QUEUED, record)
          : Transition.later(QUEUED, record, reply.retryAfter());
    }

    @Override
    public Duration escalateAfter(Policy policy) {
      return DAYS;
    }
  }

  /** Acts in WAITING. */
  record Await(GatewayCalls gateway) implements Stage<RefundState, RefundRecord> {
    @Override
    public StageReply act(RefundRecord record, StageContext context) {
      return gateway.refundStatus(record);
    }

    @Override
    public Transition<RefundState, RefundRecord> next(
        RefundRecord record, StageReply reply, StageContext context) {
      return reply instanceof StageReply.NotFound
          ? Transition.escalate(WAITING, record)
          : followed(WAITING, record, reply);
    }

    @Override
    public Duration escalateAfter(Policy policy) {
      return DAYS;
    }
  }

  /** Acts in RETURNING. */
  record PayOut(ChannelCalls channel) implements Stage<RefundState, RefundRecord> {
    @Override
    public StageReply act(RefundRecord record, StageContext context) {
      return channel.payOut(record);
    }

    @Override
    public Transition<RefundState, RefundRecord> next(
        RefundRecord record, StageReply reply, StageContext context) {
      if (reply instanceof StageReply.PayerRefundReply of) {
        return switch (of.answer()) {
          case PAID_BACK -> Transition.to(PAID_BACK, record);
          case UNDERWAY -> Transition.later(RETURNING, record, null);
          case REFUSED -> Transition.escalate(RETURNING, record);
        };
      }
      return Transition.later(RETURNING, record, null);
    }
  }

  private static Transition<RefundState, RefundRecord> followed(
      RefundState state, RefundRecord record, StageReply reply) {
    if (!(reply instanceof StageReply.RefundFound found)) {
      return Transition.later(state, record, reply.retryAfter());
    }
    RefundStatus status = found.refund().status();
    if (status.equals(RefundStatus.PAID_BACK)) {
      return Transition.to(RETURNING, record.paidByTheTreasury(found.refund().paidBackAt()));
    }
    if (status.equals(RefundStatus.REJECTED)) {
      return Transition.to(REFUSED, record.refused(REJECTED));
    }
    // Requested, approved, or in a state that this version does not know.
    return Transition.later(WAITING, record, null);
  }
}

package io.yiwang.payments.cashier;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.RejectedException;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.Refund;
import io.yiwang.payments.RefundOrder;
import io.yiwang.payments.internal.records.RefundRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls the gateway for the cashier. A rejection before processing says nothing about an earlier
 * call with the same key, so it counts as no answer.
 */
final class GatewayCalls {
  private static final String REASON = "the payer has not paid";

  private final FineClient fines;
  private final Reports reports;

  GatewayCalls(Gateway gateway, Reports reports) {
    fines = new FineClient(gateway);
    this.reports = reports;
  }

  FineClient fines() {
    return fines;
  }

  /**
   * Holds the decisions. This is the first and only such call with that order number, so even a
   * rejection before processing is final. If the journal has lost an earlier call, the gateway
   * repeats an old answer.
   */
  StageReply hold(PaymentOrder order, OffsetDateTime now) {
    try {
      Payment held = fines.hold(order);
      return held.heldUntil().isAfter(now) ? new StageReply.Found(held) : state(held.paymentId());
    } catch (RejectedException e) {
      return e.rejectedBeforeProcessing()
          ? rejected(e, now)
          : lookedUp(rejected(e, now), () -> byOrder(order.orderNo()));
    } catch (NotSentException e) {
      return new StageReply.Rejected(FineCode.NOT_SENT, null, null, null, false);
    } catch (Throwable e) {
      StageReply none = noAnswer(e);
      // It may be held by now.
      StageReply found = byOrder(order.orderNo());
      return found instanceof StageReply.Found ? found : none;
    }
  }

  StageReply byOrder(String orderNo) {
    return query(() -> fines.paymentByOrder(orderNo), StageReply.Found::new);
  }

  StageReply state(String paymentId) {
    return query(() -> fines.payment(paymentId), StageReply.Found::new);
  }

  StageReply confirm(String paymentId, ChannelPayment charge, OffsetDateTime now) {
    return command(
        () -> fines.confirm(paymentId, charge), StageReply.Found::new, () -> state(paymentId), now);
  }

  StageReply release(String paymentId, OffsetDateTime now) {
    return command(
        () -> fines.release(paymentId, REASON), StageReply.Found::new, () -> state(paymentId), now);
  }

  /**
   * Asks for a refund; a rejection comes with the state of the payment if the gateway has no such
   * refund.
   */
  StageReply refund(RefundRecord record, OffsetDateTime now) {
    RefundOrder order = new RefundOrder(record.refundNo(), record.amount(), record.reason());
    StageReply reply =
        command(
            () -> refund(record, order),
            StageReply.RefundFound::new,
            () -> refundStatus(record),
            now);
    return reply instanceof StageReply.Rejected rejected
        ? lookedUp(rejected, () -> state(record.paymentId()))
        : reply;
  }

  private Refund refund(RefundRecord record, RefundOrder order) {
    OffsetDateTime again = record.askedAgainAt();
    return again == null
        ? fines.refund(record.paymentId(), order)
        : fines.refundAgain(record.paymentId(), order, again);
  }

  StageReply refundStatus(RefundRecord record) {
    return query(
        () -> fines.refundStatus(record.paymentId(), record.refundNo()),
        StageReply.RefundFound::new);
  }

  /** Sends a command. After a rejection, the present state decides, not the rejection. */
  private <T> StageReply command(
      Supplier<T> call,
      Function<T, StageReply> known,
      Supplier<StageReply> lookUp,
      OffsetDateTime now) {
    try {
      return known.apply(call.get());
    } catch (RejectedException e) {
      return e.rejectedBeforeProcessing()
          ? new StageReply.NoAnswer(e.problem().retryAfter(), null)
          : lookedUp(rejected(e, now), lookUp);
    } catch (Throwable e) {
      return noAnswer(e);
    }
  }

  /** Sends a query. A 404 is an answer; any other rejection is not. */
  private <T> StageReply query(Supplier<T> call, Function<T, StageReply> known) {
    try {
      return known.apply(call.get());
    } catch (RejectedException e) {
      return e.hasCode(FineCode.PAYMENT_UNKNOWN) || e.hasCode(FineCode.NOT_FOUND)
          ? new StageReply.NotFound()
          : new StageReply.NoAnswer(e.problem().retryAfter(), null);
    } catch (Throwable e) {
      return noAnswer(e);
    }
  }

  /**
   * Returns that there is no answer, and what was thrown instead. Anything but a {@link
   * GovException} is a defect in what the application has put in front of the client or into it,
   * and is reported as such.
   */
  private StageReply noAnswer(Throwable e) {
    if (!(e instanceof GovException)) {
      reports.applicationFailed("Gateway.call", null, e);
    }
    return new StageReply.NoAnswer(null, e);
  }

  private static StageReply lookedUp(StageReply.Rejected rejected, Supplier<StageReply> lookUp) {
    StageReply found = lookUp.get();
    if (found instanceof StageReply.Found known) {
      return new StageReply.Rejected(
          rejected.code(), rejected.changed(), rejected.retryAt(), known.payment(), false);
    }
    return found instanceof StageReply.NotFound
        ? new StageReply.Rejected(
            rejected.code(), rejected.changed(), rejected.retryAt(), null, true)
        : found;
  }

  private static StageReply.Rejected rejected(RejectedException e, OffsetDateTime now) {
    OffsetDateTime heldUntil = e.member("heldUntil", OffsetDateTime.class);
    Duration retryAfter = e.problem().retryAfter();
    OffsetDateTime retryAt = retryAfter == null ? heldUntil : now.plus(retryAfter);
    Penalty changed =
        e.hasCode(FineCode.AMOUNT_CHANGED) ? e.member("penalty", Penalty.class) : null;
    return new StageReply.Rejected(e.code(), changed, retryAt, null, false);
  }
}

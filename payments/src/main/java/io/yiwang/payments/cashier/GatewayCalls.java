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
 * Asks the gateway for the cashier. A rejection before processing says nothing of an earlier call
 * under the same key, so here it is the same as no answer.
 */
final class GatewaySide {
  private static final String REASON = "the payer has not paid";

  private final FineClient fines;
  private final Reports reports;

  GatewaySide(Gateway gateway, Reports reports) {
    fines = new FineClient(gateway);
    this.reports = reports;
  }

  FineClient fines() {
    return fines;
  }

  /**
   * Holds the decisions. It is the first and only call of this payment under that order number, so
   * here even a rejection before processing is final. The journal may have forgotten an earlier
   * such call: the gateway then repeats an answer of long ago.
   */
  StageReply hold(PaymentOrder order, OffsetDateTime now) {
    try {
      Payment held = fines.hold(order);
      return held.heldUntil().isAfter(now) ? new StageReply.Found(held) : state(held.paymentId());
    } catch (RejectedException e) {
      return e.rejectedBeforeProcessing()
          ? no(e, now)
          : lookedUp(no(e, now), () -> byOrder(order.orderNo()));
    } catch (NotSentException e) {
      return new StageReply.Rejected(FineCode.NOT_SENT, null, null, null, false);
    } catch (Throwable e) {
      StageReply none = noAnswer(e);
      // Perhaps it is held by now.
      StageReply found = byOrder(order.orderNo());
      return found instanceof StageReply.Found ? found : none;
    }
  }

  StageReply byOrder(String orderNo) {
    return asked(() -> fines.paymentByOrder(orderNo), StageReply.Found::new);
  }

  StageReply state(String paymentId) {
    return asked(() -> fines.payment(paymentId), StageReply.Found::new);
  }

  StageReply confirm(String paymentId, ChannelPayment charge, OffsetDateTime now) {
    return done(
        () -> fines.confirm(paymentId, charge), StageReply.Found::new, () -> state(paymentId), now);
  }

  StageReply release(String paymentId, OffsetDateTime now) {
    return done(
        () -> fines.release(paymentId, REASON), StageReply.Found::new, () -> state(paymentId), now);
  }

  /** A no of which the gateway has no refund comes with the state of the payment. */
  StageReply refund(RefundRecord record, OffsetDateTime now) {
    RefundOrder order = new RefundOrder(record.refundNo(), record.amount(), record.reason());
    StageReply reply =
        done(
            () -> refund(record, order),
            StageReply.RefundFound::new,
            () -> refundStanding(record),
            now);
    return reply instanceof StageReply.Rejected no
        ? lookedUp(no, () -> state(record.paymentId()))
        : reply;
  }

  private Refund refund(RefundRecord record, RefundOrder order) {
    OffsetDateTime again = record.askedAgainAt();
    return again == null
        ? fines.refund(record.paymentId(), order)
        : fines.refundAgain(record.paymentId(), order, again);
  }

  StageReply refundStanding(RefundRecord record) {
    return asked(
        () -> fines.refundStatus(record.paymentId(), record.refundNo()),
        StageReply.RefundFound::new);
  }

  /** Gives a command; after a no, the present state decides, not the no. */
  private <T> StageReply done(
      Supplier<T> command,
      Function<T, StageReply> known,
      Supplier<StageReply> lookUp,
      OffsetDateTime now) {
    try {
      return known.apply(command.get());
    } catch (RejectedException e) {
      return e.rejectedBeforeProcessing()
          ? new StageReply.NoAnswer(e.problem().retryAfter(), null)
          : lookedUp(no(e, now), lookUp);
    } catch (Throwable e) {
      return noAnswer(e);
    }
  }

  /** Asks a question; a 404 is an answer, any other no is none. */
  private <T> StageReply asked(Supplier<T> question, Function<T, StageReply> known) {
    try {
      return known.apply(question.get());
    } catch (RejectedException e) {
      return e.is(FineCode.PAYMENT_UNKNOWN) || e.is(FineCode.NOT_FOUND)
          ? new StageReply.NotThere()
          : new StageReply.NoAnswer(e.problem().retryAfter(), null);
    } catch (Throwable e) {
      return noAnswer(e);
    }
  }

  /**
   * Returns that there is no answer, and why: what was thrown. Where that is not the client's own
   * word for that, it is a defect of what the application has put before or into the client, and
   * reported as one.
   */
  private StageReply noAnswer(Throwable e) {
    if (!(e instanceof GovException)) {
      reports.applicationFailed("Gateway.call", null, e);
    }
    return new StageReply.NoAnswer(null, e);
  }

  private static StageReply lookedUp(StageReply.Rejected no, Supplier<StageReply> lookUp) {
    StageReply found = lookUp.get();
    if (found instanceof StageReply.Found known) {
      return new StageReply.Rejected(no.code(), no.changed(), no.retryAt(), known.payment(), false);
    }
    return found instanceof StageReply.NotThere
        ? new StageReply.Rejected(no.code(), no.changed(), no.retryAt(), null, true)
        : found;
  }

  private static StageReply.Rejected no(RejectedException e, OffsetDateTime now) {
    OffsetDateTime heldUntil = e.member("heldUntil", OffsetDateTime.class);
    Duration retryAfter = e.problem().retryAfter();
    OffsetDateTime retryAt = retryAfter == null ? heldUntil : now.plus(retryAfter);
    Penalty changed = e.is(FineCode.AMOUNT_CHANGED) ? e.member("penalty", Penalty.class) : null;
    return new StageReply.Rejected(e.code(), changed, retryAt, null, false);
  }
}

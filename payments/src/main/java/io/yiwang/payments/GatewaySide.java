package io.yiwang.payments;

import io.yiwang.Gateway;
import io.yiwang.NotSentException;
import io.yiwang.RejectedException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The gateway, as the cashier hears it. A no from the door says nothing of an earlier call under
 * the same key, so here it is the same as no answer.
 */
final class GatewaySide {
  private static final String REASON = "the payer has not paid";

  private final FineClient fines;

  GatewaySide(Gateway gateway) {
    fines = new FineClient(gateway);
  }

  FineClient fines() {
    return fines;
  }

  /**
   * The first and only call of this payment under that order number; so here even the door's no is
   * a no. An earlier life of it may have been forgotten by the journal: the gateway then repeats an
   * answer of long ago.
   */
  Heard hold(PaymentOrder order, OffsetDateTime now) {
    try {
      Payment held = fines.hold(order);
      return held.heldUntil().isAfter(now) ? new Heard.Told(held) : standing(held.paymentId());
    } catch (RejectedException e) {
      return e.turnedAway() ? no(e, now) : lookedUp(no(e, now), () -> byOrder(order.orderNo()));
    } catch (NotSentException e) {
      return new Heard.No(CashierCodes.NOT_SENT, null, null, null, false);
    } catch (RuntimeException e) {
      // Perhaps it is held by now.
      Heard found = byOrder(order.orderNo());
      return found instanceof Heard.Told ? found : new Heard.Nothing(null, null);
    }
  }

  Heard byOrder(String orderNo) {
    return asked(() -> fines.paymentByOrder(orderNo), Heard.Told::new);
  }

  Heard standing(String paymentId) {
    return asked(() -> fines.payment(paymentId), Heard.Told::new);
  }

  Heard confirm(String paymentId, ChannelPayment charge, OffsetDateTime now) {
    return done(
        () -> fines.confirm(paymentId, charge), Heard.Told::new, () -> standing(paymentId), now);
  }

  Heard release(String paymentId, OffsetDateTime now) {
    return done(
        () -> fines.release(paymentId, REASON), Heard.Told::new, () -> standing(paymentId), now);
  }

  /** A no of which the gateway has no refund comes with how the payment stands. */
  Heard refund(RefundBook book, OffsetDateTime now) {
    RefundOrder order = new RefundOrder(book.refundNo(), book.amount(), book.reason());
    Heard heard =
        done(
            () -> fines.refund(book.paymentId(), order, book.askedAgainAt()),
            Heard.RefundTold::new,
            () -> refundStanding(book),
            now);
    return heard instanceof Heard.No no ? lookedUp(no, () -> standing(book.paymentId())) : heard;
  }

  Heard refundStanding(RefundBook book) {
    return asked(
        () -> fines.refundStatus(book.paymentId(), book.refundNo()), Heard.RefundTold::new);
  }

  /** A command: after a no, how things stand decides, not the no. */
  private static <T> Heard done(
      Supplier<T> command, Function<T, Heard> told, Supplier<Heard> lookUp, OffsetDateTime now) {
    try {
      return told.apply(command.get());
    } catch (RejectedException e) {
      return e.turnedAway()
          ? new Heard.Nothing(e.problem().retryAfter(), null)
          : lookedUp(no(e, now), lookUp);
    } catch (RuntimeException e) {
      return new Heard.Nothing(null, null);
    }
  }

  /** A question: a 404 is an answer, any other no is none. */
  private static <T> Heard asked(Supplier<T> question, Function<T, Heard> told) {
    try {
      return told.apply(question.get());
    } catch (RejectedException e) {
      return e.is(FineCodes.PAYMENT_UNKNOWN) || e.is(FineCodes.NOT_FOUND)
          ? new Heard.NotThere()
          : new Heard.Nothing(e.problem().retryAfter(), null);
    } catch (RuntimeException e) {
      return new Heard.Nothing(null, null);
    }
  }

  private static Heard lookedUp(Heard.No no, Supplier<Heard> lookUp) {
    Heard found = lookUp.get();
    if (found instanceof Heard.Told told) {
      return new Heard.No(no.code(), no.changed(), no.retryAt(), told.payment(), false);
    }
    return found instanceof Heard.NotThere
        ? new Heard.No(no.code(), no.changed(), no.retryAt(), null, true)
        : found;
  }

  private static Heard.No no(RejectedException e, OffsetDateTime now) {
    OffsetDateTime heldUntil = e.member("heldUntil", OffsetDateTime.class);
    Duration retryAfter = e.problem().retryAfter();
    OffsetDateTime retryAt = retryAfter == null ? heldUntil : now.plus(retryAfter);
    Penalty changed = e.is(FineCodes.AMOUNT_CHANGED) ? e.member("penalty", Penalty.class) : null;
    return new Heard.No(e.code(), changed, retryAt, null, false);
  }
}

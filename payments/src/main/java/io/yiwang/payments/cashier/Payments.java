package io.yiwang.payments.cashier;

import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.RejectedException;
import io.yiwang.internal.shared.Id;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.FineOutcome.Amounts;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Begins payments and continues them by their order numbers.
 *
 * @param account the gateway account, for error texts
 * @param channel the payment channel's name
 * @param channelPrefix is put before every order number on its way to the channel
 */
record Payments(
    StageRunner<CashierState, PaymentRecord> runner,
    GatewayCalls gateway,
    Rediscovery rediscovery,
    String account,
    String channel,
    String channelPrefix) {
  Quote quote(List<FineTicket> tickets) {
    Quote.check(tickets);
    return new Quote(
        tickets,
        tickets.stream()
            .map(ticket -> gateway.fines().lookup(ticket.decisionNumber(), ticket.proof()))
            .toList());
  }

  /** Begins a payment of what a payer has agreed to, or continues it if it has begun before. */
  FineOutcome begin(String orderNo, Quote quote, @Nullable Confidential payerName, Payer payer) {
    PaymentOrder order = new PaymentOrder(orderNo, channel, quote.lines(), payerName);
    Id.check(channelPrefix + orderNo, "channelPrefix and order number together");
    if (runner.find(orderNo).isPresent()) {
      return beginAgain(order, payer);
    }
    Refused changed = refusalOfExpired(orderNo, quote);
    if (changed != null) {
      return refuseToBegin(order, changed);
    }
    PaymentRecord record = PaymentRecord.of(order, payer == Payer.CHARGED_ELSEWHERE, runner.now());
    BeginResult<PaymentRecord, NoSensitivePayload> begun =
        runner.begin(
            Draft.<PaymentRecord, NoSensitivePayload>of(
                    orderNo, CashierState.HOLDING.name(), record)
                .exclusiveNames(exclusiveNames(order)));
    if (begun instanceof BeginResult.Existing) {
      return beginAgain(order, payer);
    }
    if (begun instanceof BeginResult.NameTaken<PaymentRecord, NoSensitivePayload> taken) {
      return refuseToBegin(order, Outcomes.inPayment(orderNo, taken.holderId()));
    }
    if (begun instanceof BeginResult.Started<PaymentRecord, NoSensitivePayload> started) {
      runner.work(started.claim(), payer, order);
    }
    return outcomeOfSame(order);
  }

  private FineOutcome beginAgain(PaymentOrder order, Payer payer) {
    outcomeOfSame(order);
    return resume(order.orderNo(), payer);
  }

  /**
   * Refuses what has not begun, unless the payer was already charged under this order number: for a
   * payment that the journal has lost, and that is completed now.
   */
  private FineOutcome refuseToBegin(PaymentOrder order, Refused refused) {
    if (rediscovery.isNew(order.orderNo())) {
      return refused;
    }
    rediscovery.takeUp(
        PaymentRecord.of(order, true, runner.now()).refused(refused.code()), Payer.ABSENT);
    return outcomeOfSame(order);
  }

  /**
   * Returns the names that keep any other payment of these decisions from beginning on this journal
   * until this one has ended.
   */
  private static Set<String> exclusiveNames(PaymentOrder order) {
    return order.lines().stream()
        .map(line -> "decision:" + line.decisionNumber().value())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the outcome of the payment with that order number, if it is a payment of this order.
   */
  private FineOutcome outcomeOfSame(PaymentOrder order) {
    var found = runner.find(order.orderNo());
    if (found.isEmpty()) {
      // The journal was set back after the payment was written: find out what was done.
      rediscovery.takeUp(PaymentRecord.of(order, true, runner.now()), Payer.ABSENT);
      found = runner.find(order.orderNo());
    }
    var payment = found.orElseThrow(() -> unknown(order.orderNo()));
    if (!payment.record().isOf(order)) {
      throw new IllegalArgumentException(
          "order number "
              + order.orderNo()
              + " belongs to another payment, with other decisions or amounts; use a new order"
              + " number");
    }
    return Outcomes.of(payment.state(), payment.record());
  }

  /** Continues a payment; looks for it at the gateway and the channel if the journal lacks it. */
  FineOutcome resume(String orderNo, Payer payer) {
    var found = runner.find(orderNo);
    if (found.isPresent() && found.get().state() == CashierState.REFUSED) {
      rediscovery.chargedLate(found.get().record());
    } else if (found.isPresent()) {
      runner.work(orderNo, payer);
    }
    // The journal may have been set back before or after it was read.
    if (runner.find(orderNo).isEmpty() && !rediscovery.find(orderNo, channel, payer)) {
      throw unknown(orderNo);
    }
    return outcome(orderNo).orElseThrow(() -> unknown(orderNo));
  }

  Optional<FineOutcome> outcome(String orderNo) {
    return runner.find(orderNo).map(found -> Outcomes.of(found.state(), found.record()));
  }

  /** Returns a payment in a final state if it can be had: one that has not ended is continued. */
  StageRunner.Snapshot<CashierState, PaymentRecord> ended(String orderNo) {
    if (runner.find(orderNo).filter(found -> found.state().isFinal()).isEmpty()) {
      // The journal may be behind: the payment may be settled by now.
      resume(orderNo, Payer.CHARGED_ELSEWHERE);
    }
    return runner.find(orderNo).orElseThrow(() -> unknown(orderNo));
  }

  private IllegalArgumentException unknown(String orderNo) {
    return new IllegalArgumentException(
        "the journal has no payment of number " + orderNo + " in gateway account " + account);
  }

  /**
   * Looks an expired quote up again, and returns a refusal if the amounts have changed or cannot be
   * had. Nothing has begun, so a rejection here is final.
   */
  private @Nullable Refused refusalOfExpired(String orderNo, Quote quote) {
    if (runner.now().isBefore(quote.validUntil())) {
      return null;
    }
    try {
      Quote current = quote(quote.tickets());
      return totals(current).equals(totals(quote))
          ? null
          : Outcomes.refused(
              orderNo, FineCode.AMOUNT_CHANGED, new Amounts(quote.total(), current.total()), null);
    } catch (RejectedException e) {
      Duration wait = e.problem().retryAfter();
      return Outcomes.refused(
          orderNo, e.code(), null, wait == null ? null : runner.now().plus(wait));
    } catch (NotSentException e) {
      return Outcomes.refused(orderNo, FineCode.NOT_SENT, null, null);
    } catch (GovException e) {
      return Outcomes.refused(orderNo, FineCode.NO_ANSWER, null, null);
    }
  }

  private static List<Money> totals(Quote quote) {
    return quote.penalties().stream().map(Penalty::total).toList();
  }
}

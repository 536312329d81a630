package io.yiwang.payments.cashier;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.RejectedException;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.RequiredSetting;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.RefundOrder;
import io.yiwang.payments.cashier.FineOutcome.Amounts;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pays fines exactly once, whatever crashes: holds the decisions, charges the payer and confirms,
 * with each step in a {@link Journal} before it is taken. Thread-safe; one for a process and
 * gateway account, any number of processes and accounts on one journal. What another account has on
 * it this one neither sees nor touches.
 *
 * <pre>{@code
 * Quote quote = cashier.quote(List.of(FineTicket.ofPlate(printedNumber, plate)));
 * // The payer sees quote.total() and agrees.
 * FineOutcome outcome = cashier.pay(orderNo, quote);
 * }</pre>
 *
 * <p>The order number is the application's own, of one attempt to pay, and the handle of it. Each
 * gateway account has its own: the same number in another is another payment. The same call again
 * under the same order number continues with the same payment. {@link Recovery}, which every
 * application has to run, takes up what a crash or a silent network left; it never charges a payer,
 * who is no longer there.
 *
 * <p>Nothing here throws a {@link GovException} except {@link #quote}. A {@link
 * io.yiwang.journal.JournalException} says that the journal could not be written: what was on disk
 * before still holds, and {@link Recovery} continues from there.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 4"
 */
public class FineCashier {
  private final GatewaySide gateway;
  private final String account;
  private final String channel;
  private final String channelPrefix;
  private final Journal journal;
  private final Reports reports;
  private final StageRunner<CashierState, PaymentRecord> payments;
  private final Rediscovery rediscovery;
  private final Refunds refunds;

  FineCashier(Builder builder) {
    Gateway calls = RequiredSetting.of("FineCashier", "gateway", builder.gateway);
    account = calls.account();
    journal = RequiredSetting.of("FineCashier", "journal", builder.journal);
    channel = Id.check(RequiredSetting.of("FineCashier", "channel", builder.channel), "channel");
    reports = new Reports(builder.listener);
    gateway = new GatewaySide(calls, reports);
    Policy policy =
        new Policy(
            builder.lease,
            builder.payerTimeout,
            builder.escalateAfter,
            builder.firstWait,
            builder.lastWait);
    ChannelSide payers =
        new ChannelSide(
            RequiredSetting.of("FineCashier", "payerCharge", builder.payerCharge),
            builder.channelPrefix,
            reports);
    channelPrefix = builder.channelPrefix;
    payments =
        new StageRunner<>(
            journal.intents(
                account, Recovery.PAYMENTS, PaymentRecord.class, NoSensitivePayload.class),
            CashierState.class,
            paymentStages(gateway, payers),
            policy,
            reports,
            builder.clock,
            this::chargedMeanwhile);
    rediscovery = new Rediscovery(payments, gateway, payers);
    refunds =
        new Refunds(
            new StageRunner<>(
                journal.intents(
                    account, Recovery.REFUNDS, RefundRecord.class, NoSensitivePayload.class),
                RefundState.class,
                Map.of(
                    RefundState.ASKING, new RefundStages.Ask(gateway),
                    RefundState.QUEUED, new RefundStages.Queue(gateway),
                    RefundState.WAITING, new RefundStages.Await(gateway),
                    RefundState.RETURNING, new RefundStages.HandOn(payers)),
                policy,
                reports,
                builder.clock,
                refundNo -> {}));
  }

  private static Map<CashierState, Stage<CashierState, PaymentRecord>> paymentStages(
      GatewaySide gateway, ChannelSide payers) {
    Map<CashierState, Stage<CashierState, PaymentRecord>> stages =
        new EnumMap<>(CashierState.class);
    stages.put(CashierState.HOLDING, new HoldStage(gateway, payers));
    stages.put(CashierState.CHARGING, new ChargeStage(payers));
    stages.put(CashierState.CANCELLING, new CancelStage(payers));
    stages.put(CashierState.CONFIRMING, new ConfirmStage(gateway));
    stages.put(CashierState.SETTLING, new SettleStage(gateway));
    stages.put(CashierState.RELEASING, new ReleaseStage(gateway));
    stages.put(CashierState.RETURNING, new ReturnStage(payers));
    return stages;
  }

  /** Starts describing a cashier. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Looks up what is due now. Nothing is held, nothing written.
   *
   * @param tickets 1 to 20, no decision twice; districts may differ
   * @throws GovException as {@link FineClient#lookup} does
   */
  public Quote quote(List<FineTicket> tickets) {
    Quote.check(tickets);
    return new Quote(
        tickets,
        tickets.stream()
            .map(ticket -> gateway.fines().lookup(ticket.decisionNumber(), ticket.proof()))
            .toList());
  }

  /**
   * Pays what the payer has agreed to: holds, charges and confirms, as far as that is possible now.
   */
  public FineOutcome pay(String orderNo, Quote quote) {
    return begin(orderNo, quote, null, Payer.PRESENT);
  }

  /**
   * Pays in the same way and names the payer, for decisions that only the party may pay. The name
   * is sent sealed and not kept.
   */
  public FineOutcome pay(String orderNo, Quote quote, Confidential payerName) {
    return begin(orderNo, quote, payerName, Payer.PRESENT);
  }

  /**
   * Holds the decisions and no more, for an application that charges its payer itself, under this
   * order number. It then calls {@link #confirm}, or {@link #release}; should it die, {@link
   * Recovery} asks {@link PayerCharge#query} when the payer's time is over.
   *
   * @return {@code Pending} in {@code CHARGING}: the payer may be charged. Anything else: they must
   *     not be
   */
  public FineOutcome hold(String orderNo, Quote quote) {
    return begin(orderNo, quote, null, Payer.IS_CHARGED_ELSEWHERE);
  }

  /** Holds in the same way and names the payer, for decisions that only the party may pay. */
  public FineOutcome hold(String orderNo, Quote quote, Confidential payerName) {
    return begin(orderNo, quote, payerName, Payer.IS_CHARGED_ELSEWHERE);
  }

  /**
   * Continues a payment that was charged meanwhile: asks {@link PayerCharge#query}, and if it was
   * charged, confirms. Charges nobody. Call it whenever the channel reports a charge:
   *
   * <ul>
   *   <li>If the payment was refused, because the channel had said that the payer was not charged,
   *       and they were charged all the same, they get the money back.
   *   <li>If the journal does not have the payment, because it was restored from a copy, the
   *       gateway and {@link PayerCharge#query} are asked for it, and what they know is taken to
   *       its end: settled, or the money given back.
   * </ul>
   *
   * @throws IllegalArgumentException if nobody knows such a payment
   */
  public FineOutcome confirm(String orderNo) {
    return goOn(orderNo, Payer.IS_CHARGED_ELSEWHERE);
  }

  /**
   * Continues a payment whose payer is there: after asking what is known, they may be charged.
   *
   * @throws IllegalArgumentException if nobody knows such a payment
   */
  public FineOutcome resume(String orderNo) {
    return goOn(orderNo, Payer.PRESENT);
  }

  /**
   * Lets a payment go that the payer does not want, unless they were charged: then it continues and
   * is settled.
   *
   * @throws IllegalArgumentException if nobody knows such a payment
   */
  public FineOutcome release(String orderNo) {
    return goOn(orderNo, Payer.ABANDONED);
  }

  /**
   * Returns the state of a payment, by the journal alone; nothing if it has none of that order
   * number.
   */
  public Optional<FineOutcome> outcome(String orderNo) {
    return payments.find(orderNo).map(at -> Outcomes.of(at.state(), at.record()));
  }

  /**
   * Asks for a settled payment to be paid back in all or in part, and hands the money on to the
   * payer when the treasury has paid it. Takes days; {@link Recovery} follows it. The same call
   * again under the same refund number is the same refund. Where another refund of the payment is
   * under way, it is {@code QUEUED}: asked for when that one has ended.
   *
   * @param refundNo the application's own number: 1 to 64 of {@code [A-Za-z0-9._-]}
   * @param reason 1 to 200 characters, for the authority; it is kept in clear, so nothing about a
   *     person
   * @throws IllegalArgumentException if nobody knows such a payment, or there is another refund of
   *     that number
   * @throws IllegalStateException if the payment is not settled, or how it was charged is not known
   */
  public FineRefund refund(String orderNo, String refundNo, Money amount, String reason) {
    if (payments.find(orderNo).filter(at -> at.state().isFinal()).isEmpty()) {
      // The journal may be behind: it may be settled by now.
      goOn(orderNo, Payer.IS_CHARGED_ELSEWHERE);
    }
    var payment = payments.find(orderNo).orElseThrow(() -> unknown("payment", orderNo));
    return refunds.refund(
        payment.state(), payment.record(), new RefundOrder(refundNo, amount, reason));
  }

  /** Returns the state of a refund, by the journal alone; nothing if it has none of that number. */
  public Optional<FineRefund> refundOutcome(String refundNo) {
    return refunds.outcome(refundNo);
  }

  private FineOutcome begin(
      String orderNo, Quote quote, @Nullable Confidential payerName, Payer payer) {
    PaymentOrder order = new PaymentOrder(orderNo, channel, quote.lines(), payerName);
    Id.check(channelPrefix + orderNo, "channelPrefix and order number together");
    if (payments.find(orderNo).isPresent()) {
      return again(order, payer);
    }
    Refused changed = changed(orderNo, quote);
    if (changed != null) {
      return notBegun(order, changed);
    }
    PaymentRecord record =
        PaymentRecord.of(order, payer == Payer.IS_CHARGED_ELSEWHERE, payments.now());
    BeginResult<PaymentRecord, NoSensitivePayload> begun =
        payments.begin(
            Draft.<PaymentRecord, NoSensitivePayload>of(
                    orderNo, CashierState.HOLDING.name(), record)
                .exclusiveNames(names(order)));
    if (begun instanceof BeginResult.Existing) {
      return again(order, payer);
    }
    if (begun instanceof BeginResult.NameTaken<PaymentRecord, NoSensitivePayload> taken) {
      return notBegun(order, Outcomes.inPayment(orderNo, taken.holderId()));
    }
    if (begun instanceof BeginResult.Started<PaymentRecord, NoSensitivePayload> started) {
      payments.work(started.claim(), payer, order);
    }
    return same(order);
  }

  /**
   * Refused before it began, unless the payer was charged under this order number before: by a
   * payment that the journal has lost, and that is taken to its end now.
   */
  private FineOutcome notBegun(PaymentOrder order, Refused refused) {
    if (rediscovery.isNew(order.orderNo())) {
      return refused;
    }
    rediscovery.takeUp(
        PaymentRecord.of(order, true, payments.now()).refused(refused.code()), Payer.ABSENT);
    return same(order);
  }

  /** No other payment of these decisions can begin on this journal while this one lives. */
  private static Set<String> names(PaymentOrder order) {
    return order.lines().stream()
        .map(line -> "decision:" + line.decisionNumber().value())
        .collect(Collectors.toUnmodifiableSet());
  }

  private FineOutcome again(PaymentOrder order, Payer payer) {
    same(order);
    return goOn(order.orderNo(), payer);
  }

  /** The state of the payment with that order number, if it is of this order. */
  private FineOutcome same(PaymentOrder order) {
    var found = payments.find(order.orderNo());
    if (found.isEmpty()) {
      // The journal was set back after it was written: what was done is found out again.
      rediscovery.takeUp(PaymentRecord.of(order, true, payments.now()), Payer.ABSENT);
      found = payments.find(order.orderNo());
    }
    var at = found.orElseThrow(() -> unknown("payment", order.orderNo()));
    if (!at.record().isOf(order)) {
      throw new IllegalArgumentException(
          "order number "
              + order.orderNo()
              + " belongs to another payment, with other decisions or amounts; use a new order"
              + " number");
    }
    return Outcomes.of(at.state(), at.record());
  }

  /**
   * Gives a charge back that took longer than its lease, and that was reported as never made to
   * whoever took the payment over.
   */
  private void chargedMeanwhile(String orderNo) {
    payments
        .find(orderNo)
        .filter(at -> at.state() == CashierState.REFUSED)
        .ifPresent(at -> rediscovery.chargedLate(at.record()));
  }

  private FineOutcome goOn(String orderNo, Payer payer) {
    var at = payments.find(orderNo);
    if (at.isPresent() && at.get().state() == CashierState.REFUSED) {
      rediscovery.chargedLate(at.get().record());
    } else if (at.isPresent()) {
      payments.work(orderNo, payer);
    }
    // The journal may have been set back before or after it was read.
    if (payments.find(orderNo).isEmpty() && !rediscovery.find(orderNo, channel, payer)) {
      throw unknown("payment", orderNo);
    }
    return known(orderNo);
  }

  private FineOutcome known(String orderNo) {
    return outcome(orderNo).orElseThrow(() -> unknown("payment", orderNo));
  }

  private IllegalArgumentException unknown(String what, String number) {
    return new IllegalArgumentException(
        "the journal has no " + what + " of number " + number + " in gateway account " + account);
  }

  /** Looks a quote up again that has run out. Nothing has begun, so a no here ends it. */
  private @Nullable Refused changed(String orderNo, Quote quote) {
    if (payments.now().isBefore(quote.validUntil())) {
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
          orderNo, e.code(), null, wait == null ? null : payments.now().plus(wait));
    } catch (NotSentException e) {
      return Outcomes.refused(orderNo, FineCode.NOT_SENT, null, null);
    } catch (GovException e) {
      return Outcomes.refused(orderNo, FineCode.NO_ANSWER, null, null);
    }
  }

  private static List<Money> totals(Quote quote) {
    return quote.penalties().stream().map(Penalty::total).toList();
  }

  String account() {
    return account;
  }

  Journal journal() {
    return journal;
  }

  Reports reports() {
    return reports;
  }

  /** For {@link Recovery}: payments, then refunds. */
  List<StageRunner<?, ?>> runners() {
    return List.of(payments, refunds.runner());
  }

  /** Collects a cashier's settings. Not thread-safe. */
  public static final class Builder {
    private @Nullable Gateway gateway;
    private @Nullable Journal journal;
    private @Nullable PayerCharge payerCharge;
    private @Nullable String channel;
    private String channelPrefix = "";
    private CashierListener listener = CashierListener.NONE;
    private Duration lease = Duration.ofMinutes(2);
    private Duration payerTimeout = Duration.ofMinutes(20);
    private Duration escalateAfter = Duration.ofHours(2);
    private Duration firstWait = Duration.ofSeconds(5);
    private Duration lastWait = Duration.ofMinutes(5);
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets the gateway, with an account name ({@code GovClient.builder().account("...")}), under
     * which all is kept in the journal; required.
     */
    public Builder gateway(Gateway gateway) {
      this.gateway = gateway;
      return this;
    }

    /**
     * Sets where each step is written before it is taken; required. The cashier does not close it.
     */
    public Builder journal(Journal journal) {
      this.journal = journal;
      return this;
    }

    /**
     * Sets the application's side of the money; required. Where cashiers of several gateway
     * accounts charge over one account at the channel, give each a {@link #channelPrefix}.
     */
    public Builder payerCharge(PayerCharge payerCharge) {
      this.payerCharge = payerCharge;
      return this;
    }

    /**
     * Sets what to put before every order number on its way to {@link PayerCharge}, such as {@code
     * zj-}; nothing by default. Order numbers are unique within one gateway account. Where several
     * accounts charge over one account at the channel, the same number would be one charge there,
     * and one payer's money would settle the other's fine: each cashier then needs a prefix of its
     * own, none of them the beginning of another's. Keys of refunds differ with it. It must never
     * change while payments are unfinished or may still be refunded. The day's channel file is read
     * with {@code ChannelFile.ofPrefix}.
     *
     * @param prefix together with an order number at most 64 of {@code [A-Za-z0-9._-]}
     */
    public Builder channelPrefix(String prefix) {
      channelPrefix = prefix.isEmpty() ? prefix : Id.check(prefix, "channelPrefix");
      return this;
    }

    /** Sets the payment channel's name, as the gateway knows it: an id; required. */
    public Builder channel(String channel) {
      this.channel = channel;
      return this;
    }

    /** Sets who is notified of what happens; the log alone by default. */
    public Builder listener(CashierListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Sets how long one process may work on a payment before another takes it up, 2 minutes by
     * default. It should be longer than two calls to the gateway ({@code
     * GovClient.Builder.callTimeout}), or three to {@link PayerCharge}, which is the most that is
     * done between two writes. Where it is not, another process may take a payment up that the
     * first is still at: no money is lost by that, but the payer may have to begin again.
     */
    public Builder lease(Duration lease) {
      this.lease = notNegative(lease, "lease");
      return this;
    }

    /**
     * Sets how long a payer has to pay, from the beginning on, 20 minutes by default; the hold's
     * end, less 2 minutes, is a limit all the same.
     */
    public Builder payerTimeout(Duration payerTimeout) {
      this.payerTimeout = notNegative(payerTimeout, "payerTimeout");
      return this;
    }

    /**
     * Sets after which time a person is asked about a payment that has not ended, 2 hours by
     * default.
     */
    public Builder escalateAfter(Duration escalateAfter) {
      this.escalateAfter = notNegative(escalateAfter, "escalateAfter");
      return this;
    }

    /**
     * Sets the waits between tries, 5 seconds and 5 minutes by default; each is up to a quarter
     * longer, at random.
     *
     * @param first doubled each time
     * @param last not more than this
     */
    public Builder waits(Duration first, Duration last) {
      firstWait = notNegative(first, "first");
      lastWait = notNegative(last, "last");
      return this;
    }

    /**
     * Sets the clock of quotes and escalateAfter; the machine's by default. Leases run by the
     * journal's.
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    private static Duration notNegative(Duration duration, String name) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be 0 or more, got " + duration);
      }
      return duration;
    }

    /**
     * Makes the cashier.
     *
     * @throws IllegalStateException naming a required part that is missing
     */
    public FineCashier build() {
      return new FineCashier(this);
    }
  }
}

package io.yiwang.payments.cashier;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.RequiredSetting;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.RefundOrder;
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
import org.jspecify.annotations.Nullable;

/**
 * Pays fines exactly once, whatever crashes: holds the decisions, charges the payer and confirms,
 * and writes each step to a {@link Journal} before taking it. Thread-safe. A process needs one for
 * each gateway account; any number of processes and accounts may share a journal, and none sees or
 * touches another account's payments.
 *
 * <pre>{@code
 * Quote quote = cashier.quote(List.of(FineTicket.ofPlate(printedNumber, plate)));
 * // The payer sees quote.total() and agrees.
 * FineOutcome outcome = cashier.pay(orderNo, quote);
 * }</pre>
 *
 * <p>The order number is the application's own. It identifies one attempt to pay within a gateway
 * account: the same call with the same order number continues the same payment. {@link Recovery},
 * which every application has to run, completes what a crash or a failing network left unfinished;
 * it never charges a payer, who is no longer there.
 *
 * <p>Only {@link #quote} throws a {@link GovException}. A {@link
 * io.yiwang.journal.JournalException} says that the journal could not be written; {@link Recovery}
 * continues from what is on disk.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 4"
 */
public class FineCashier {
  private final String account;
  private final Journal journal;
  private final Reports reports;
  private final Rediscovery rediscovery;
  private final Payments payments;
  private final Refunds refunds;

  FineCashier(Builder builder) {
    Gateway calls = RequiredSetting.of("FineCashier", "gateway", builder.gateway);
    account = calls.account();
    journal = RequiredSetting.of("FineCashier", "journal", builder.journal);
    String channel =
        Id.check(RequiredSetting.of("FineCashier", "channel", builder.channel), "channel");
    reports = new Reports(builder.listener);
    GatewayCalls gateway = new GatewayCalls(calls, reports);
    Policy policy =
        new Policy(
            builder.lease,
            builder.payerTimeout,
            builder.escalateAfter,
            builder.firstWait,
            builder.lastWait);
    ChannelCalls payers =
        new ChannelCalls(
            RequiredSetting.of("FineCashier", "payerCharge", builder.payerCharge),
            builder.channelPrefix,
            reports);
    StageRunner<CashierState, PaymentRecord> runner =
        new StageRunner<>(
            journal.intents(
                account, Recovery.PAYMENTS, PaymentRecord.class, NoSensitivePayload.class),
            CashierState.class,
            paymentStages(gateway, payers),
            policy,
            reports,
            builder.clock,
            this::chargedMeanwhile);
    rediscovery = new Rediscovery(runner, gateway, payers);
    payments = new Payments(runner, gateway, rediscovery, account, channel, builder.channelPrefix);
    refunds =
        new Refunds(
            new StageRunner<>(
                journal.intents(
                    account, Recovery.REFUNDS, RefundRecord.class, NoSensitivePayload.class),
                RefundState.class,
                refundStages(gateway, payers),
                policy,
                reports,
                builder.clock,
                refundNo -> {}));
  }

  private static Map<CashierState, Stage<CashierState, PaymentRecord>> paymentStages(
      GatewayCalls gateway, ChannelCalls payers) {
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

  private static Map<RefundState, Stage<RefundState, RefundRecord>> refundStages(
      GatewayCalls gateway, ChannelCalls payers) {
    return Map.of(
        RefundState.ASKING, new RefundStages.Ask(gateway),
        RefundState.QUEUED, new RefundStages.Queue(gateway),
        RefundState.WAITING, new RefundStages.Await(gateway),
        RefundState.RETURNING, new RefundStages.PayOut(payers));
  }

  /** Returns a builder of a cashier. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Looks up what is due now. Holds and writes nothing.
   *
   * @param tickets 1 to 20, no decision twice; districts may differ
   * @throws GovException as {@link FineClient#lookup} does
   */
  public Quote quote(List<FineTicket> tickets) {
    return payments.quote(tickets);
  }

  /**
   * Pays what the payer has agreed to: holds the decisions, charges the payer and confirms, as far
   * as possible now.
   */
  public FineOutcome pay(String orderNo, Quote quote) {
    return payments.begin(orderNo, quote, null, Payer.PRESENT);
  }

  /**
   * Pays in the same way and names the payer, for decisions that only the party may pay. The name
   * is sent encrypted and is not stored.
   */
  public FineOutcome pay(String orderNo, Quote quote, Confidential payerName) {
    return payments.begin(orderNo, quote, payerName, Payer.PRESENT);
  }

  /**
   * Holds the decisions and does no more, for an application that charges its payer itself, under
   * this order number. The application then calls {@link #confirm} or {@link #release}; if it
   * crashes, {@link Recovery} asks {@link PayerCharge#query} once the payer's time is over.
   *
   * @return {@code Pending} in {@code CHARGING} if the payer may be charged; after any other
   *     outcome they must not be
   */
  public FineOutcome hold(String orderNo, Quote quote) {
    return payments.begin(orderNo, quote, null, Payer.CHARGED_ELSEWHERE);
  }

  /** Holds in the same way and names the payer, for decisions that only the party may pay. */
  public FineOutcome hold(String orderNo, Quote quote, Confidential payerName) {
    return payments.begin(orderNo, quote, payerName, Payer.CHARGED_ELSEWHERE);
  }

  /**
   * Continues a payment whose payer may have been charged meanwhile: asks {@link
   * PayerCharge#query}, and if they were, confirms the payment. Charges nobody. Call it whenever
   * the channel reports a charge:
   *
   * <ul>
   *   <li>If the payment was refused because the channel had reported no charge, and the payer was
   *       charged all the same, they get the money back.
   *   <li>If the journal does not have the payment, because it was restored from a backup, the
   *       gateway and {@link PayerCharge#query} are asked for it. If either knows it, the payment
   *       is completed: settled, or the payer refunded.
   * </ul>
   *
   * @throws IllegalArgumentException if neither journal, gateway nor channel knows the payment
   */
  public FineOutcome confirm(String orderNo) {
    return payments.resume(orderNo, Payer.CHARGED_ELSEWHERE);
  }

  /**
   * Continues a payment whose payer is present: if a query shows that they were not charged yet,
   * they may be charged.
   *
   * @throws IllegalArgumentException if neither journal, gateway nor channel knows the payment
   */
  public FineOutcome resume(String orderNo) {
    return payments.resume(orderNo, Payer.PRESENT);
  }

  /**
   * Releases a payment that the payer has given up, unless they were charged: then it continues and
   * is settled.
   *
   * @throws IllegalArgumentException if neither journal, gateway nor channel knows the payment
   */
  public FineOutcome release(String orderNo) {
    return payments.resume(orderNo, Payer.ABANDONED);
  }

  /**
   * Returns the outcome of a payment from the journal alone; empty if the journal has no such order
   * number.
   */
  public Optional<FineOutcome> outcome(String orderNo) {
    return payments.outcome(orderNo);
  }

  /**
   * Asks for a refund of a settled payment, in full or in part, and pays the money to the payer
   * once the treasury has paid it back. This takes days; {@link Recovery} completes it. The same
   * call with the same refund number is the same refund. While another refund of the payment is
   * under way, this one is {@code QUEUED}, and is requested when that one has ended.
   *
   * @param refundNo the application's own number: 1 to 64 of {@code [A-Za-z0-9._-]}
   * @param reason 1 to 200 characters, for the authority; it is stored unencrypted, so it must not
   *     be about a person
   * @throws IllegalArgumentException if neither journal, gateway nor channel knows the payment, or
   *     another refund has that number
   * @throws IllegalStateException if the payment is not settled, or its charge is not known
   */
  public FineRefund refund(String orderNo, String refundNo, Money amount, String reason) {
    var payment = payments.ended(orderNo);
    return refunds.refund(
        payment.state(), payment.record(), new RefundOrder(refundNo, amount, reason));
  }

  /** Returns a refund from the journal alone; empty if the journal has no such refund number. */
  public Optional<FineRefund> refundOutcome(String refundNo) {
    return refunds.outcome(refundNo);
  }

  private void chargedMeanwhile(String orderNo) {
    rediscovery.chargedMeanwhile(orderNo);
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

  /** Returns the runners for {@link Recovery}: of payments, then of refunds. */
  List<StageRunner<?, ?>> runners() {
    return List.of(payments.runner(), refunds.runner());
  }

  /** Collects a cashier's settings. Not thread-safe. */
  public static final class Builder {
    private @Nullable Gateway gateway;
    private @Nullable Journal journal;
    private @Nullable PayerCharge payerCharge;
    private @Nullable String channel;
    private String channelPrefix = "";
    private CashierListener listener = CashierListener.NONE;
    private Duration lease = Policy.DEFAULT.lease();
    private Duration payerTimeout = Policy.DEFAULT.payerTimeout();
    private Duration escalateAfter = Policy.DEFAULT.escalateAfter();
    private Duration firstWait = Policy.DEFAULT.firstWait();
    private Duration lastWait = Policy.DEFAULT.lastWait();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets the gateway; required. It needs an account name ({@code
     * GovClient.builder().account("...")}), under which the journal keeps everything.
     */
    public Builder gateway(Gateway gateway) {
      this.gateway = gateway;
      return this;
    }

    /**
     * Sets the journal, to which each step is written before it is taken; required. The cashier
     * does not close it.
     */
    public Builder journal(Journal journal) {
      this.journal = journal;
      return this;
    }

    /**
     * Sets what charges and refunds payers; required. If cashiers of several gateway accounts
     * charge through one account at the channel, give each a {@link #channelPrefix}.
     */
    public Builder payerCharge(PayerCharge payerCharge) {
      this.payerCharge = payerCharge;
      return this;
    }

    /**
     * Sets a prefix of every order number that is passed to {@link PayerCharge}, such as {@code
     * zj-}; empty by default. Order numbers are unique only within one gateway account. If several
     * gateway accounts charge through one account at the channel, the same number would be one
     * charge there, and one payer's money would settle another's fine. Each cashier then needs its
     * own prefix, and none may be the beginning of another. Refund keys depend on it too, so it
     * must never change while payments are unfinished or may still be refunded. Read the day's
     * channel file with {@code ChannelFile.ofPrefix}.
     *
     * @param prefix of {@code [A-Za-z0-9._-]}; with an order number, at most 64 characters
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
     * Sets how long one process may work on a payment before another may take it over; 2 minutes by
     * default. It should be longer than two calls to the gateway ({@code
     * GovClient.Builder.callTimeout}) or three to {@link PayerCharge}, the most that happens
     * between two writes. If it is shorter, another process may take over a payment that the first
     * is still working on: no money is lost by that, but the payer may have to begin again.
     */
    public Builder lease(Duration lease) {
      this.lease = notNegative(lease, "lease");
      return this;
    }

    /**
     * Sets how long a payer has to pay, from the beginning of the payment; 20 minutes by default,
     * and never longer than until 2 minutes before the hold ends.
     */
    public Builder payerTimeout(Duration payerTimeout) {
      this.payerTimeout = notNegative(payerTimeout, "payerTimeout");
      return this;
    }

    /**
     * Sets after how long a person is asked about a payment that has not ended; 2 hours by default.
     */
    public Builder escalateAfter(Duration escalateAfter) {
      this.escalateAfter = notNegative(escalateAfter, "escalateAfter");
      return this;
    }

    /**
     * Sets the waits between attempts, from 5 seconds to 5 minutes by default; each is up to a
     * quarter longer, at random.
     *
     * @param first the first wait, doubled each time
     * @param last the longest wait
     */
    public Builder waits(Duration first, Duration last) {
      firstWait = notNegative(first, "first");
      lastWait = notNegative(last, "last");
      return this;
    }

    /**
     * Sets the clock for quotes and {@link #escalateAfter}; the machine's by default. Leases go by
     * the database's clock.
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
     * @throws IllegalStateException if a required setting is missing; the message names it
     */
    public FineCashier build() {
      return new FineCashier(this);
    }
  }
}

package io.yiwang.payments.reconciliation;

import io.yiwang.journal.Entry;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.payments.reconciliation.OrderSorter.Line;
import io.yiwang.payments.reconciliation.OrderSorter.Source;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.payments.reconciliation.ReconciledOrder.Ours;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the journal, the payer channel's file and the gateway's statement of a day, order by
 * order. It handles a million lines in constant memory, sorting them in a temporary file; needs
 * {@code org.xerial:sqlite-jdbc}. Changes nothing.
 *
 * <p>Run it the next day, after {@link Recovery} has had time to complete what is unfinished, and
 * before that day's payments are purged (after 400 days, unless {@link
 * Recovery.Builder#keepFinished} is set).
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 4, statement lines"
 */
public class Reconciliation {
  private static final long PROGRESS_EVERY = 10_000;

  /**
   * Holds the result of a run.
   *
   * @param orders how many there were of each kind
   * @param ours the journal's sums over the orders compared
   * @param channel the channel's sums
   * @param gateway the gateway's sums
   * @param channelRows what became of the rows of the channel's file
   */
  public record Summary(
      LocalDate date,
      Map<Kind, Long> orders,
      Reconciled.Side ours,
      Reconciled.Side channel,
      Reconciled.Side gateway,
      RowCounts channelRows) {
    /** Copies the counts. */
    public Summary {
      orders = Map.copyOf(orders);
    }

    /** Returns the number of orders of a kind. */
    public long count(Kind kind) {
      return orders.getOrDefault(kind, 0L);
    }

    /** Returns whether there is nothing that somebody has to look into. */
    public boolean agrees() {
      return channelRows.totalsThatDiffer().isEmpty()
          && orders.keySet().stream().noneMatch(Kind::isDifference);
    }
  }

  private final Journal journal;
  private final String account;
  private final Path workFolder;
  private final LongConsumer progress;
  private final Clock clock;

  /**
   * Makes a reconciliation of one gateway account's payments in a journal.
   *
   * @param account the account that the statement is for, as {@link io.yiwang.Gateway#account}
   *     returns it
   * @param workFolder has room for about 300 bytes per line during a run
   */
  public Reconciliation(Journal journal, String account, Path workFolder) {
    this(journal, account, workFolder, lines -> {}, Clock.systemUTC());
  }

  /**
   * Makes a reconciliation of one gateway account's payments in a journal.
   *
   * @param account the account that the statement is for, as {@link io.yiwang.Gateway#account}
   *     returns it
   * @param workFolder has room for about 300 bytes per line during a run
   * @param progress is passed the number of lines read so far, of all three sources, now and then
   * @param clock the clock by which the journal's entries are written
   */
  public Reconciliation(
      Journal journal, String account, Path workFolder, LongConsumer progress, Clock clock) {
    this.journal = journal;
    this.account = account;
    this.workFolder = workFolder;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Compares the day of the statement.
   *
   * @param each is passed every order, sorted by order number
   * @throws IOException if a file cannot be read or is malformed; what was passed on must then not
   *     be used
   */
  public Summary run(Statement statement, ChannelFile channel, Consumer<Reconciled> each)
      throws IOException {
    try (OrderSorter sorter = new OrderSorter(workFolder)) {
      Run run = new Run(statement.date(), sorter, each);
      RowCounts channelRows = channel.read(run::channel);
      statement.forEach(run::gateway);
      run.ours();
      sorter.forEach(run::sorted);
      return run.summary(channelRows);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Performs one comparison. */
  private final class Run {
    private final LocalDate day;
    private final OrderSorter sorter;
    private final Consumer<Reconciled> each;
    private final IntentStore<PaymentRecord, NoSensitivePayload> payments =
        journal.intents(account, Recovery.PAYMENTS, PaymentRecord.class, NoSensitivePayload.class);
    private final IntentStore<RefundRecord, NoSensitivePayload> refunds =
        journal.intents(account, Recovery.REFUNDS, RefundRecord.class, NoSensitivePayload.class);
    private final Map<Kind, Long> orders = new EnumMap<>(Kind.class);
    private final Sum ours = new Sum();
    private final Sum channels = new Sum();
    private final Sum gateways = new Sum();
    private Money charges = Money.ZERO;
    private Money paybacks = Money.ZERO;
    private long lines;
    private @Nullable ReconciledOrder open;

    Run(LocalDate day, OrderSorter sorter, Consumer<Reconciled> each) {
      this.day = day;
      this.sorter = sorter;
      this.each = each;
    }

    void channel(ChannelFile.Line line) {
      boolean refund = line.kind() == ChannelFile.Kind.REFUND;
      try {
        charges = refund ? charges : charges.plus(line.amount());
        paybacks = refund ? paybacks.plus(line.amount()) : paybacks;
      } catch (ArithmeticException e) {
        // Fails here, not halfway through the comparison. Our own readers have refused it before.
        throw new UncheckedIOException(
            new IOException("the sum of the amounts of the channel's lines is too large"));
      }
      long fen = line.amount().fen();
      add(
          new Line(
              Source.CHANNEL,
              line.orderNo(),
              refund ? 0 : fen,
              refund ? fen : 0,
              line.tradeNo(),
              ""));
    }

    void gateway(Statement.Line line) {
      long fen = line.amount().fen();
      add(
          new Line(
              Source.GATEWAY,
              line.orderNo(),
              Math.max(0, fen),
              Math.max(0, -fen),
              line.paymentId(),
              ""));
      try {
        sorter.addDecision(line.decisionNumber().value(), line.paymentId(), line.orderNo(), fen);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * Reads our payments and refunds from the day before on: the channel may book on this day what
     * our journal wrote just before it.
     */
    void ours() {
      Instant from = day.minusDays(1).atStartOfDay().toInstant(ChinaTime.ZONE);
      Instant to = clock.instant().plusSeconds(3600);
      payments.changedBetween(from, to, this::payment);
      refunds.changedBetween(from, to, this::refund);
    }

    private void payment(Entry<PaymentRecord, NoSensitivePayload> entry) {
      PaymentRecord record = entry.payload();
      CashierState state = CashierState.valueOf(entry.state());
      if (record.charge() != null) {
        Ours own = Ours.of(state, record, day);
        add(
            new Line(
                Source.OUR_PAYMENT, record.orderNo(), record.amount().fen(), 0, "", own.note()));
        addRefund(record.orderNo(), PayerRefund.of(state, record, day));
      }
    }

    private void refund(Entry<RefundRecord, NoSensitivePayload> entry) {
      RefundRecord record = entry.payload();
      addRefund(record.orderNo(), PayerRefund.of(RefundState.valueOf(entry.state()), record, day));
    }

    private void addRefund(String orderNo, Optional<PayerRefund> refund) {
      refund.ifPresent(
          it -> add(new Line(Source.OUR_REFUND, orderNo, 0, it.fen(), it.id(), it.note())));
    }

    private void add(Line line) {
      try {
        sorter.add(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (++lines % PROGRESS_EVERY == 0) {
        progress.accept(lines);
      }
    }

    void sorted(Line line) {
      ReconciledOrder order = open;
      if (order == null || !order.orderNo().equals(line.orderNo())) {
        close();
        order = new ReconciledOrder(line.orderNo());
        open = order;
      }
      order.add(line);
    }

    private void close() {
      ReconciledOrder order = open;
      if (order == null) {
        return;
      }
      if (order.isUnknown()) {
        find(order);
      }
      Reconciled result = order.reconciled();
      if (result != null) {
        orders.merge(result.kind(), 1L, Long::sum);
        ours.add(result.ours());
        channels.add(result.channel());
        gateways.add(result.gateway());
        each.accept(result);
      }
    }

    /** Looks for a payment that was finished long before that day. */
    private void find(ReconciledOrder order) {
      Optional<Entry<PaymentRecord, NoSensitivePayload>> found = payments.find(order.orderNo());
      found.ifPresent(
          entry -> {
            PaymentRecord record = entry.payload();
            CashierState state = CashierState.valueOf(entry.state());
            order.addOurs(Ours.of(state, record, day), record.amount().fen());
            PayerRefund.of(state, record, day).ifPresent(order::addRefund);
          });
    }

    Summary summary(RowCounts channelRows) {
      close();
      progress.accept(lines);
      return new Summary(day, orders, ours.side(), channels.side(), gateways.side(), channelRows);
    }
  }

  /** Adds up the amounts of one source. */
  private static final class Sum {
    private Money paid = Money.ZERO;
    private Money refunded = Money.ZERO;

    void add(Reconciled.@Nullable Side side) {
      if (side != null) {
        paid = paid.plus(side.paid());
        refunded = refunded.plus(side.refunded());
      }
    }

    Reconciled.Side side() {
      return new Reconciled.Side(paid, refunded);
    }
  }
}

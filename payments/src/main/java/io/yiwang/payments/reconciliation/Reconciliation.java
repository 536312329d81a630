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
import io.yiwang.payments.reconciliation.OrderSorter.Book;
import io.yiwang.payments.reconciliation.OrderSorter.Line;
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
 * Compares three books of a day, order by order: the journal, the payer channel's file, and the
 * gateway's statement. Takes a million lines in constant memory, sorting them in its own file;
 * needs {@code org.xerial:sqlite-jdbc}. Changes nothing.
 *
 * <p>Run it the next day, when {@link Recovery} has had its time and before the journal is purged
 * of that day (it is kept for 400 days unless {@link Recovery.Builder#keepFinished} says less).
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 4, statement lines"
 */
public class Reconciliation {
  private static final long PROGRESS_EVERY = 10_000;

  /**
   * Says what a run has found.
   *
   * @param orders how many there were of each kind
   * @param ours the journal's sums of the orders compared
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

    /** Returns how many orders are of that kind. */
    public long count(Kind kind) {
      return orders.getOrDefault(kind, 0L);
    }

    /** Returns whether nobody has to look at anything. */
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
   * Compares with what this journal has of one gateway account.
   *
   * @param account whose statement it is, as {@link io.yiwang.Gateway#account} gives it
   * @param workFolder where there is room for about 300 bytes a line while it runs
   */
  public Reconciliation(Journal journal, String account, Path workFolder) {
    this(journal, account, workFolder, lines -> {}, Clock.systemUTC());
  }

  /**
   * Compares with what this journal has of one gateway account.
   *
   * @param account whose statement it is, as {@link io.yiwang.Gateway#account} gives it
   * @param workFolder where there is room for about 300 bytes a line while it runs
   * @param progress learns now and then how many lines of all three have been read
   * @param clock whose time the journal's entries bear
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
   * @param each is given every order, in the order of their numbers
   * @throws IOException if a file cannot be read or is malformed; nothing is then known
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

  /** One comparison under way. */
  private final class Run {
    private final LocalDate day;
    private final OrderSorter sorter;
    private final Consumer<Reconciled> each;
    private final IntentStore<PaymentRecord, NoSensitivePayload> payments =
        journal.intents(account, "fine.payment", PaymentRecord.class, NoSensitivePayload.class);
    private final IntentStore<RefundRecord, NoSensitivePayload> refunds =
        journal.intents(account, "fine.refund", RefundRecord.class, NoSensitivePayload.class);
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
        // Here, and not in the middle of the comparison. Our own readers have refused it before.
        throw new UncheckedIOException(
            new IOException("the sum of the amounts of the channel's lines is too large"));
      }
      long fen = line.amount().fen();
      add(
          new Line(
              Book.CHANNEL,
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
              Book.GATEWAY,
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
     * From the day before on: what a channel books that day may have been ours a moment earlier.
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
        add(new Line(Book.OUR_PAYMENT, record.orderNo(), record.amount().fen(), 0, "", own.note()));
        givenBack(record.orderNo(), PayerRefund.of(state, record, day));
      }
    }

    private void refund(Entry<RefundRecord, NoSensitivePayload> entry) {
      RefundRecord record = entry.payload();
      givenBack(record.orderNo(), PayerRefund.of(RefundState.valueOf(entry.state()), record, day));
    }

    private void givenBack(String orderNo, Optional<PayerRefund> given) {
      given.ifPresent(
          back -> add(new Line(Book.OUR_REFUND, orderNo, 0, back.fen(), back.id(), back.note())));
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

    /** One that was finished long before that day. */
    private void find(ReconciledOrder order) {
      Optional<Entry<PaymentRecord, NoSensitivePayload>> found = payments.find(order.orderNo());
      found.ifPresent(
          entry -> {
            PaymentRecord record = entry.payload();
            CashierState state = CashierState.valueOf(entry.state());
            order.ours(Ours.of(state, record, day), record.amount().fen());
            PayerRefund.of(state, record, day).ifPresent(order::givenBack);
          });
    }

    Summary summary(RowCounts channelRows) {
      close();
      progress.accept(lines);
      return new Summary(day, orders, ours.side(), channels.side(), gateways.side(), channelRows);
    }
  }

  /** Adds up what one record has. */
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

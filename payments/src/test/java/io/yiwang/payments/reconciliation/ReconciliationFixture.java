package io.yiwang.payments.reconciliation;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the three sources of a day: the journal, the channel's file and the gateway's statement.
 */
abstract class ReconciliationFixture {
  final OffsetDateTime noon =
      LocalDate.now(ZoneOffset.ofHours(8)).atTime(12, 0).atOffset(ZoneOffset.ofHours(8));

  final LocalDate day = noon.toLocalDate();
  @TempDir Path folder;
  Journal journal;
  final List<ChannelFile.Line> channel = new ArrayList<>();
  final List<String> gateway = new ArrayList<>();
  long gatewaySum;

  @BeforeEach
  void open() {
    journal = Journal.at(folder.resolve("journal.db"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  Payment payment(String orderNo, long fen, @Nullable OffsetDateTime settledAt) {
    return new Payment(
        "p-" + orderNo,
        orderNo,
        "wallet",
        Money.fen(fen),
        PaymentStatus.SETTLED,
        noon,
        noon,
        settledAt,
        List.of(),
        null);
  }

  static PenaltyDecisionNumber decision(String orderNo) {
    return new PenaltyDecisionNumber(
        String.format("%016d", Integer.toUnsignedLong(orderNo.hashCode())));
  }

  void ours(
      String orderNo,
      CashierState state,
      long fen,
      @Nullable OffsetDateTime chargedAt,
      @Nullable OffsetDateTime settledAt) {
    PaymentRecord record =
        new PaymentRecord(
            orderNo,
            "wallet",
            List.of(new PaymentOrder.Line(decision(orderNo), Money.fen(fen))),
            false,
            noon,
            Progress.entered(noon),
            payment(orderNo, fen, settledAt),
            chargedAt == null
                ? null
                : new ChannelPayment("t-" + orderNo, chargedAt, Money.fen(fen)),
            null);
    var begun =
        journal
            .intents("zhejiang", "fine.payment", PaymentRecord.class, NoSensitivePayload.class)
            .begin(Draft.of(orderNo, state.name(), record), Duration.ofMinutes(1));
    if (state.isFinal()) {
      claim(begun).finish(state.name(), record);
    }
  }

  void settled(String orderNo, long fen) {
    ours(orderNo, CashierState.SETTLED, fen, noon, noon);
  }

  void ourRefund(
      RefundState state,
      String orderNo,
      long fen,
      @Nullable OffsetDateTime treasuryPaidAt,
      OffsetDateTime since) {
    ourRefund(state, "R-" + orderNo, orderNo, fen, treasuryPaidAt, since);
  }

  void ourRefund(
      RefundState state,
      String refundNo,
      String orderNo,
      long fen,
      @Nullable OffsetDateTime treasuryPaidAt,
      OffsetDateTime since) {
    RefundRecord record =
        new RefundRecord(
            refundNo,
            orderNo,
            "p-" + orderNo,
            new ChannelPayment("t-" + orderNo, noon, Money.fen(fen)),
            Money.fen(fen),
            "撤销",
            Progress.entered(since),
            treasuryPaidAt,
            null);
    var begun =
        journal
            .intents("zhejiang", "fine.refund", RefundRecord.class, NoSensitivePayload.class)
            .begin(Draft.of(record.refundNo(), state.name(), record), Duration.ofMinutes(1));
    if (state.isFinal()) {
      claim(begun).finish(state.name(), record);
    }
  }

  void ourRefund(String orderNo, long fen) {
    ourRefund(RefundState.PAID_BACK, orderNo, fen, noon, noon);
  }

  static <B> Claim<B, NoSensitivePayload> claim(BeginResult<B, NoSensitivePayload> begun) {
    if (begun instanceof BeginResult.Started<B, NoSensitivePayload> started) {
      return started.claim();
    }
    throw new AssertionError(begun);
  }

  void charged(String orderNo, String tradeNo, long fen) {
    channel.add(new ChannelFile.Line(ChannelFile.Kind.CHARGE, orderNo, tradeNo, Money.fen(fen)));
  }

  void charged(String orderNo, long fen) {
    charged(orderNo, "t-" + orderNo, fen);
  }

  void paidBack(String orderNo, long fen) {
    channel.add(
        new ChannelFile.Line(ChannelFile.Kind.REFUND, orderNo, "r-" + orderNo, Money.fen(fen)));
  }

  void gateway(String orderNo, String paymentId, String decision, long fen) {
    gatewaySum += fen;
    gateway.add(
        "{\"kind\":\""
            + (fen > 0 ? "PAYMENT" : "REFUND")
            + "\",\"paymentId\":\""
            + paymentId
            + "\",\"orderNo\":\""
            + orderNo
            + "\",\"channelTradeNo\":\"t\",\"decisionNumber\":\""
            + decision
            + "\",\"amount\":"
            + fen
            + ",\"at\":\""
            + noon
            + "\"}");
  }

  void gateway(String orderNo, long fen) {
    gateway(orderNo, "p-" + orderNo, decision(orderNo).value(), fen);
  }

  void all(String orderNo, long fen) {
    charged(orderNo, fen);
    gateway(orderNo, fen);
  }

  Statement statement() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"kind\":\"HEADER\",\"date\":\"" + day + "\",\"platform\":\"wallet\",\"version\":1}");
    lines.addAll(gateway);
    lines.add(
        "{\"kind\":\"TRAILER\",\"count\":" + gateway.size() + ",\"amount\":" + gatewaySum + "}");
    return Statement.open(Files.write(folder.resolve("day.ndjson"), lines));
  }

  List<Reconciled> run() throws IOException {
    List<Reconciled> found = new ArrayList<>();
    new Reconciliation(journal, "zhejiang", folder).run(statement(), channel::forEach, found::add);
    return found;
  }

  void assertKind(Kind kind) throws IOException {
    List<Reconciled> found = run();
    assertEquals(
        Map.of("W1", kind), found.stream().collect(toMap(Reconciled::orderNo, Reconciled::kind)));
  }
}

package io.yiwang.payments.reconciliation;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three books of a day, and every way in which they can disagree. */
class ReconciliationTest {
  private final OffsetDateTime noon =
      LocalDate.now(ZoneOffset.ofHours(8)).atTime(12, 0).atOffset(ZoneOffset.ofHours(8));
  private final LocalDate day = noon.toLocalDate();

  @TempDir Path folder;
  private Journal journal;
  private final List<ChannelFile.Line> channel = new ArrayList<>();
  private final List<String> gateway = new ArrayList<>();
  private long gatewaySum;

  @BeforeEach
  void open() {
    journal = Journal.at(folder.resolve("journal.db"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Payment payment(String orderNo, long fen, @Nullable OffsetDateTime settledAt) {
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

  private static PenaltyDecisionNumber decision(String orderNo) {
    return new PenaltyDecisionNumber(
        String.format("%016d", Integer.toUnsignedLong(orderNo.hashCode())));
  }

  private void ours(
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

  private void settled(String orderNo, long fen) {
    ours(orderNo, CashierState.SETTLED, fen, noon, noon);
  }

  private void ourRefund(
      RefundState state,
      String orderNo,
      long fen,
      @Nullable OffsetDateTime treasuryPaidAt,
      OffsetDateTime since) {
    ourRefund(state, "R-" + orderNo, orderNo, fen, treasuryPaidAt, since);
  }

  private void ourRefund(
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

  private void ourRefund(String orderNo, long fen) {
    ourRefund(RefundState.PAID_BACK, orderNo, fen, noon, noon);
  }

  private static <B> Claim<B, NoSensitivePayload> claim(BeginResult<B, NoSensitivePayload> begun) {
    if (begun instanceof BeginResult.Started<B, NoSensitivePayload> started) {
      return started.claim();
    }
    throw new AssertionError(begun);
  }

  private void charged(String orderNo, String tradeNo, long fen) {
    channel.add(new ChannelFile.Line(ChannelFile.Kind.CHARGE, orderNo, tradeNo, Money.fen(fen)));
  }

  private void charged(String orderNo, long fen) {
    charged(orderNo, "t-" + orderNo, fen);
  }

  private void paidBack(String orderNo, long fen) {
    channel.add(
        new ChannelFile.Line(ChannelFile.Kind.REFUND, orderNo, "r-" + orderNo, Money.fen(fen)));
  }

  private void gateway(String orderNo, String paymentId, String decision, long fen) {
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

  private void gateway(String orderNo, long fen) {
    gateway(orderNo, "p-" + orderNo, decision(orderNo).value(), fen);
  }

  private void all(String orderNo, long fen) {
    charged(orderNo, fen);
    gateway(orderNo, fen);
  }

  private Statement statement() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"kind\":\"HEADER\",\"date\":\"" + day + "\",\"platform\":\"wallet\",\"version\":1}");
    lines.addAll(gateway);
    lines.add(
        "{\"kind\":\"TRAILER\",\"count\":" + gateway.size() + ",\"amount\":" + gatewaySum + "}");
    return Statement.open(Files.write(folder.resolve("day.ndjson"), lines));
  }

  private List<Reconciled> run() throws IOException {
    List<Reconciled> found = new ArrayList<>();
    new Reconciliation(journal, "zhejiang", folder).run(statement(), channel::forEach, found::add);
    return found;
  }

  private void assertKind(Kind kind) throws IOException {
    List<Reconciled> found = run();
    assertEquals(
        Map.of("W1", kind), found.stream().collect(toMap(Reconciled::orderNo, Reconciled::kind)));
  }

  @Test
  void run_allThreeAgree_isMatched() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);

    assertKind(Kind.MATCHED);
  }

  @Test
  void run_basketOfTwoDecisions_isOneOrder() throws IOException {
    settled("W1", 25_000);
    charged("W1", 25_000);
    gateway("W1", "p-W1", "0301717010100001", 15_000);
    gateway("W1", "p-W1", "0301717010100002", 10_000);

    assertKind(Kind.MATCHED);
  }

  @Test
  void run_settledAndInNeitherFile_isOnlyOurs() throws IOException {
    settled("W1", 15_000);

    Reconciled found = run().get(0);

    assertEquals(Kind.ONLY_OURS, found.kind());
    assertNull(found.channel());
    assertNull(found.gateway());
    assertEquals(CashierState.SETTLED, found.state());
  }

  @Test
  void run_chargeThatTheJournalDoesNotKnow_isOnlyTheirs() throws IOException {
    charged("W1", 15_000);

    assertKind(Kind.ONLY_THEIRS);
  }

  @Test
  void run_settlementThatTheJournalDoesNotKnow_isOnlyTheirs() throws IOException {
    gateway("W1", 15_000);

    assertKind(Kind.ONLY_THEIRS);
  }

  @Test
  void run_refusedHereAndChargedByTheChannel_isToBeGivenBackByTheCallThatItNames()
      throws IOException {
    ours("W1", CashierState.REFUSED, 15_000, null, null);
    charged("W1", 14_000);

    List<Reconciled> found = run();

    assertEquals(List.of(Kind.CHARGED_NOT_SETTLED), found.stream().map(Reconciled::kind).toList());
    assertTrue(found.get(0).kind().isDifference());
    for (Language language : List.of(Language.ZH_CN, Language.EN)) {
      assertTrue(found.get(0).kind().text(language).contains("FineCashier.confirm("));
      assertTrue(Kind.ONLY_THEIRS.text(language).contains("FineCashier.confirm("));
    }
  }

  @Test
  void run_refusedHereAndChargedAndPaidBackByTheChannel_differsInStateAlone() throws IOException {
    ours("W1", CashierState.REFUSED, 15_000, null, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertFalse(run().get(0).kind() == Kind.CHARGED_NOT_SETTLED);
  }

  @Test
  void run_otherAmountAtTheChannel_differs() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_001);
    gateway("W1", 15_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_otherAmountAtTheGateway_differs() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_000);
    gateway("W1", 14_999);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_settledHereAndNotAtTheGateway_differsInState() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_settledAndNotInTheChannelsFile_differsInState() throws IOException {
    settled("W1", 15_000);
    gateway("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_chargedAndStillUnconfirmed_differsInState() throws IOException {
    ours("W1", CashierState.CONFIRMING, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_settledAtTheGatewayAndReturnedHere_differsInState() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    all("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_twoChargesForAnOrder_areDuplicate() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    charged("W1", "t-other", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_twoPaymentsForAnOrder_areDuplicate() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    gateway("W1", "p-other", "0301717010100009", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_decisionPaidByTwoOrders_isDuplicateInBoth() throws IOException {
    for (String orderNo : List.of("W1", "W2")) {
      settled(orderNo, 15_000);
      charged(orderNo, 15_000);
      gateway(orderNo, "p-" + orderNo, "0301717010100001", 15_000);
    }

    assertEquals(
        List.of(Kind.DUPLICATE, Kind.DUPLICATE), run().stream().map(Reconciled::kind).toList());
  }

  @Test
  void run_decisionPaidAgainAfterItsRefund_isNoDuplicate() throws IOException {
    for (String orderNo : List.of("W1", "W2")) {
      settled(orderNo, 15_000);
      charged(orderNo, 15_000);
      gateway(orderNo, "p-" + orderNo, "0301717010100001", 15_000);
    }
    ourRefund("W1", 15_000);
    gateway("W1", "p-W1", "0301717010100001", -15_000);
    paidBack("W1", 15_000);

    assertEquals(
        List.of(Kind.REFUNDED, Kind.MATCHED), run().stream().map(Reconciled::kind).toList());
  }

  @Test
  void run_refundThatAllKnow_isRefunded() throws IOException {
    ourRefund("W1", 15_000);
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    gateway("W1", -15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndTheJournalHasLost_isNamed() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    gateway("W1", -7_501);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_secondRefundThatTheTreasuryPaidAndTheJournalHasLost_isNamed() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 5_000);
    paidBack("W1", 5_000);
    gateway("W1", -5_000);
    gateway("W1", -6_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_lostRefundBesideALargerOneThatStillWaits_isNamed() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "W1", 5_000, null, noon.minusDays(1));
    gateway("W1", -2_000);
    paidBack("W1", 2_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_lostRefundBesideOneOfThatDayAndALargerOneThatWaits_isNamed() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "R1", "W1", 4_000, noon, noon);
    ourRefund(RefundState.QUEUED, "R2", "W1", 9_000, null, noon);
    gateway("W1", -4_000);
    gateway("W1", -1_000);
    paidBack("W1", 4_000);

    assertKind(Kind.REFUND_ONLY_THEIRS);
  }

  @Test
  void run_refundThatWaitsAndTheTreasuryHasPaid_isNoLostOneWhateverElseWaits() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "R1", "W1", 4_000, null, noon);
    ourRefund(RefundState.QUEUED, "R2", "W1", 9_000, null, noon);
    gateway("W1", -4_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_linesOfAChannelWhoseSumIsBeyondALong_isAnIOException() throws IOException {
    for (ChannelFile.Kind kind : ChannelFile.Kind.values()) {
      channel.clear();
      for (String orderNo : List.of("W1", "W2")) {
        channel.add(new ChannelFile.Line(kind, orderNo, "t", Money.fen(Long.MAX_VALUE)));
      }

      var e = assertThrows(IOException.class, this::run);

      assertEquals("the sum of the amounts of the channel's lines is too large", e.getMessage());
    }
  }

  @Test
  void run_lessPaidBackByTheTreasuryThanOurRefund_differsInAmount() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 5_000);
    paidBack("W1", 5_000);
    gateway("W1", -4_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_refundThatWeDoNotKnow_differs() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    paidBack("W1", 5_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  /** A chargeback, as a channel's file may have it. */
  @Test
  void run_chargeTakenBackMonthsAfterItWasSettled_differsInAmount() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(90), noon.minusDays(90));
    paidBack("W1", 15_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  /** The payer has the money since the chargeback, so the channel has nothing that day. */
  @Test
  void run_refundedByTheTreasuryAfterAChargeback_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(90), noon.minusDays(90));
    ourRefund("W1", 15_000);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_holdLostAndPayerPaidBack_isRefunded() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_settledTheNextDay_crossesMidnight() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon, noon.plusDays(1));
    charged("W1", 15_000);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_chargedTheDayBefore_crossesMidnight() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(1), noon);
    gateway("W1", 15_000);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_paymentOfAnotherDayOrNeverCharged_isNotOfThisDay() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(1), noon.minusDays(1));
    ours("W2", CashierState.REFUSED, 15_000, null, null);
    ours("W3", CashierState.CHARGING, 15_000, null, null);

    assertEquals(List.of(), run());
  }

  @Test
  void run_orderFinishedLongBefore_isStillFound() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", 15_000);
    Clock longAgo = Clock.fixed(noon.minusDays(29).toInstant(), ZoneOffset.UTC);
    List<Reconciled> found = new ArrayList<>();

    // By that clock, the journal's entries of today are not looked through.
    new Reconciliation(journal, "zhejiang", folder, lines -> {}, longAgo)
        .run(statement(), channel::forEach, found::add);

    assertEquals(CashierState.SETTLED, found.get(0).state());
    assertFalse(found.get(0).kind() == Kind.ONLY_THEIRS);
  }

  @Test
  void run_secondChargeOnAnotherDayUnderAnotherTradeNumber_isDuplicate() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", "t-other", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_settledUnderAnotherPaymentThanOurs_isDuplicate() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    gateway("W1", "p-other", decision("W1").value(), 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_chargeThatWeHaveOnAnotherDay_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundPaidBackHereAndInNeitherFile_isOnlyOurs() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 15_000);

    assertKind(Kind.ONLY_OURS);
  }

  @Test
  void run_refundPaidBackByTheTreasuryAndNotByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund("W1", 15_000);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_returnedHereAndNotGivenBackByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_lessGivenBackByTheChannelThanHere_differsInAmount() throws IOException {
    ours("W1", CashierState.RETURNED, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 14_999);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_returnStillUnderway_differsInState() throws IOException {
    ours("W1", CashierState.RETURNING, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  /** Its money is back; that we do not know it yet is all that differs. */
  @Test
  void run_returnStillUnderwayHereAndGivenBackByTheChannel_differsInState() throws IOException {
    ours("W1", CashierState.RETURNING, 15_000, noon, null);
    charged("W1", 15_000);
    paidBack("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndWeStillWaitFor_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.WAITING, "W1", 15_000, null, noon.minusDays(1));
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundThatTheTreasuryPaidAndThePayerIsWithout_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.RETURNING, "W1", 15_000, noon, noon);
    gateway("W1", -15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_refundLearnedTheDayAfterTheTreasuryPaid_mayBeInEitherOfTheChannelsFiles()
      throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, noon.minusDays(1), noon);
    assertKind(Kind.OTHER_DAY);

    paidBack("W1", 15_000);
    assertKind(Kind.REFUNDED);
  }

  @Test
  void run_refundOfAJournalThatDidNotKeepWhenTheTreasuryPaid_mayBeOfAnotherDay()
      throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, null, noon);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_refundOfAnotherDay_isNotOfThisDay() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(9), noon.minusDays(9));
    ourRefund(RefundState.PAID_BACK, "W1", 15_000, noon.minusDays(2), noon.minusDays(1));

    assertEquals(List.of(), run());
  }

  @Test
  void run_settledAndPartlyRefundedTheSameDay_isRefunded() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    ourRefund("W1", 5_000);
    gateway("W1", -5_000);
    paidBack("W1", 5_000);

    Reconciled found = run().get(0);

    assertEquals(Kind.REFUNDED, found.kind());
    assertEquals(found.channel(), found.ours());
    assertEquals(found.gateway(), found.ours());
  }

  @Test
  void run_chargedUnderAnotherTradeNumberThanOurs_differsInState() throws IOException {
    settled("W1", 15_000);
    charged("W1", "t-other", 15_000);
    gateway("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void add_refundThatTheJournalReadTwice_countsOnce() {
    ReconciledOrder order = new ReconciledOrder("W1");
    order.ours(new ReconciledOrder.Ours(CashierState.SETTLED, false, false, "t", "p"), 15_000);
    for (int i = 0; i < 2; i++) {
      order.add(
          new OrderSorter.Line(OrderSorter.Book.OUR_REFUND, "W1", 0, 5_000, "R1", "YES NO true"));
    }
    order.add(new OrderSorter.Line(OrderSorter.Book.CHANNEL, "W1", 0, 5_000, "r", ""));

    Reconciled found = Objects.requireNonNull(order.reconciled());

    assertEquals(Kind.REFUNDED, found.kind());
    assertEquals(found.channel(), new Reconciled.Side(Money.ZERO, Money.fen(5_000)));
  }

  @Test
  void run_severalOrders_areSummedUp() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    settled("W2", 20_000);
    charged("W2", 20_000);
    charged("W3", 1);
    List<Long> progress = new ArrayList<>();

    Reconciliation.Summary summary =
        new Reconciliation(journal, "zhejiang", folder, progress::add, Clock.systemUTC())
            .run(statement(), channel::forEach, each -> {});

    assertEquals(day, summary.date());
    assertEquals(
        Map.of(Kind.MATCHED, 1L, Kind.STATE_DIFFERS, 1L, Kind.ONLY_THEIRS, 1L), summary.orders());
    assertEquals(Money.fen(35_000), summary.ours().paid());
    assertEquals(Money.fen(35_001), summary.channel().paid());
    assertEquals(Money.fen(15_000), summary.gateway().paid());
    assertFalse(summary.agrees());
    assertEquals(0, summary.count(Kind.DUPLICATE));
    assertEquals(List.of(6L), progress);
  }

  @Test
  void run_malformedFile_leavesNoWorkingFileBehind() throws IOException {
    Statement statement = statement();

    IOException e =
        assertThrows(
            IOException.class,
            () ->
                new Reconciliation(journal, "zhejiang", folder)
                    .run(
                        statement,
                        each -> {
                          throw new IOException("line 7");
                        },
                        each -> {}));

    assertEquals("line 7", e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(
          files.noneMatch(file -> file.getFileName().toString().startsWith("reconciliation")));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void toDo_everyKind_saysWhatIsNextInBothLanguages(Kind kind) {
    assertTrue(kind.text(Language.ZH_CN).matches(".*[\\u4e00-\\u9fff].*"));
    assertTrue(kind.text(Language.EN).matches("[\\x20-\\x7e]+"));
  }
}

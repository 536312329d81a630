package io.yiwang.payments;

import static io.yiwang.payments.FineSandbox.TEN;
import static io.yiwang.payments.FineSandbox.charge;
import static io.yiwang.payments.FineSandbox.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.Page;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests every call of {@link FineClient}, through the whole pipe. */
class FineSandboxTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  private FineSandbox fines;
  private FineClient client;
  private Seed.Fine inTime;
  private Seed.Fine late;

  @BeforeEach
  void open(GovSandbox gateway, GovClient gov) {
    fines = new FineSandbox(gateway, gov);
    client = fines.client();
    inTime = fines.payable(0);
    late = fines.payable(1);
  }

  @Test
  void lookup_anyProof_isTheSameQuote() {
    String idNumber = inTime.party().idNumber();

    Penalty byPlate = client.lookup(number(inTime), Proof.plate(inTime.plate()));
    Penalty byTail =
        client.lookup(number(inTime), Proof.partyIdTail(idNumber.substring(idNumber.length() - 4)));
    Penalty byName = client.lookup(number(inTime), Proof.partyName(inTime.party().name()));

    assertEquals(byPlate, byTail);
    assertEquals(byPlate, byName);
  }

  @Test
  void lookup_inTime_hasEveryPart() {
    Penalty penalty = fines.quote(inTime);

    assertEquals(number(inTime), penalty.decisionNumber());
    assertEquals(new RegionCode("330106"), penalty.region());
    assertTrue(penalty.authority().code().matches("[0-9A-Z]{18}"));
    assertEquals("浙江省杭州市西湖区综合行政执法局", penalty.authority().name());
    assertFalse(penalty.violation().code().isEmpty());
    assertFalse(penalty.violation().description().isEmpty());
    assertTrue(penalty.violation().place().endsWith("号门前人行道"));
    assertTrue(penalty.violation().occurredAt().isBefore(TEN));
    String name = inTime.party().name();
    assertEquals(name.substring(0, 1) + "*".repeat(name.length() - 1), penalty.party().name());
    String plate = inTime.plate();
    assertEquals(
        plate.substring(0, 2) + "***" + plate.substring(plate.length() - 2),
        penalty.party().plate());
    assertEquals(penalty.decidedOn().plusDays(15), penalty.dueOn());
    assertEquals(Money.yuan("150"), penalty.principal());
    assertEquals(Money.ZERO, penalty.surcharge());
    assertEquals(Money.yuan("150"), penalty.total());
    assertEquals(TEN, penalty.quotedAt());
    assertEquals(penalty.dueOn(), penalty.quoteValidUntil().toLocalDate());
    assertEquals(PenaltyStatus.PAYABLE, penalty.status());
    assertNotNull(penalty.noticeNumber());
  }

  @Test
  void lookup_tenDaysLate_hasASurchargeThatGrowsAtMidnight() {
    Penalty penalty = fines.quote(late);

    assertEquals(LocalDate.of(2026, 11, 2).minusDays(10), penalty.dueOn());
    assertEquals(Money.yuan("45"), penalty.surcharge());
    assertEquals(Money.yuan("195"), penalty.total());
    assertEquals(TEN.withHour(23).withMinute(59).withSecond(59), penalty.quoteValidUntil());
  }

  @Test
  void lookup_wrongProofAndUnknownNumber_cannotBeDistinguished() {
    var unknown = new PenaltyDecisionNumber("0303717010299999");

    RejectedException wrong = refusal(number(inTime), Proof.plate("浙A00000"));
    RejectedException missing = refusal(unknown, Proof.plate(inTime.plate()));

    assertEquals(FineCode.PENALTY_NOT_FOUND, wrong.code());
    assertEquals(404, wrong.problem().status());
    assertEquals(wrong.problem().toString(), missing.problem().toString());
    assertEquals(wrong.problem().title(), missing.problem().title());
    assertEquals(wrong.problem().detail(), missing.problem().detail());
  }

  private RejectedException refusal(PenaltyDecisionNumber decision, Proof proof) {
    return assertThrows(RejectedException.class, () -> client.lookup(decision, proof));
  }

  @Test
  void lookup_english_namesAuthorityAndDeedInEnglish(GovSandbox gateway) {
    try (GovClient gov = gateway.clientBuilder().language(Language.EN).build()) {
      Penalty penalty = new FineSandbox(gateway, gov).quote(inTime);

      assertTrue(penalty.authority().name().startsWith("Bureau of Comprehensive"));
      assertTrue(penalty.violation().description().matches("[\\x20-\\x7e]+"));
    }
  }

  @Test
  void search_severalPages_givesEachOwnPenaltyOnce(GovSandbox gateway) {
    var token = gateway.accessToken(fines.wang());
    var pages = client.search(token, new PenaltySearch(PenaltyStatus.PAYABLE, null, 7));

    Page<Penalty> first = pages.first();
    List<String> found = pages.stream().map(each -> each.decisionNumber().value()).toList();

    assertEquals(7, first.items().size());
    assertNotNull(first.next());
    Set<String> own =
        gateway.seed().fines().stream()
            .filter(each -> each.party().equals(fines.wang()) && each.status().equals("PAYABLE"))
            .map(Seed.Fine::decisionNumber)
            .collect(Collectors.toSet());
    assertEquals(own.size(), found.size());
    assertEquals(own, Set.copyOf(found));
  }

  @Test
  void search_region_findsOnlyThatRegion(GovSandbox gateway) {
    var token = gateway.accessToken(fines.wang());
    var region = new RegionCode("330109");

    List<Penalty> found =
        client.search(token, new PenaltySearch(null, region, null)).stream().toList();

    assertFalse(found.isEmpty());
    assertEquals(Set.of(region), found.stream().map(Penalty::region).collect(Collectors.toSet()));
  }

  @Test
  void search_all_includesWhatIsPaid(GovSandbox gateway) {
    var token = gateway.accessToken(fines.wang());

    Set<PenaltyStatus> statuses =
        client.search(token, PenaltySearch.ALL).stream()
            .map(Penalty::status)
            .collect(Collectors.toSet());

    assertEquals(Set.of(PenaltyStatus.PAYABLE, PenaltyStatus.PAID), statuses);
  }

  @Test
  void search_invalidToken_isRejected(GovSandbox gateway) {
    var token = gateway.accessToken(fines.wang());
    gateway.revokeTokens();

    var e =
        assertThrows(
            RejectedException.class, () -> client.search(token, PenaltySearch.ALL).first());

    assertEquals("TOKEN_INVALID", e.code());
  }

  @Test
  void hold_threeDistricts_isOnePaymentWithEveryPart(GovSandbox gateway) {
    Seed.Fine xiaoshan = gateway.seed().payableFines("330109").get(0);
    Seed.Fine yuhang = gateway.seed().payableFines("330110").get(0);

    Payment payment = fines.hold("W1", late, xiaoshan, yuhang);

    assertFalse(payment.paymentId().isEmpty());
    assertEquals("W1", payment.orderNo());
    assertEquals("wallet", payment.channel());
    assertEquals(Money.yuan("495"), payment.amount());
    assertEquals(PaymentStatus.HELD, payment.status());
    assertEquals(TEN.plusMinutes(30), payment.heldUntil());
    assertEquals(TEN, payment.createdAt());
    assertNull(payment.settledAt());
    assertNull(payment.channelTradeNo());
    assertEquals(
        List.of(number(late), number(xiaoshan), number(yuhang)),
        payment.lines().stream().map(Payment.Line::decisionNumber).toList());
    Payment.Line line = payment.lines().get(0);
    assertEquals(Money.yuan("150"), line.principal());
    assertEquals(Money.yuan("45"), line.surcharge());
    assertEquals(Money.yuan("195"), line.amount());
    assertEquals(PaymentStatus.HELD, line.status());
    assertNull(line.receiptNumber());
    assertEquals(PenaltyStatus.HELD, fines.quote(yuhang).status());
    assertEquals(1, gateway.treasury().openHolds());
  }

  @Test
  void hold_sameOrderAgain_isTheSamePayment(GovSandbox gateway) {
    PaymentOrder order = PaymentOrder.of("W1", "wallet", fines.quote(inTime));

    Payment payment = client.hold(order);

    assertEquals(payment, client.hold(order));
    assertEquals(1, gateway.treasury().openHolds());
  }

  @Test
  void confirm_held_isSettledAndPaidOnce(GovSandbox gateway) {
    Payment held = fines.hold("W1", inTime);

    Payment payment = fines.confirm(held, "T1");

    assertEquals(PaymentStatus.SETTLED, payment.status());
    assertEquals(TEN, payment.settledAt());
    assertEquals("T1", payment.channelTradeNo());
    assertEquals(PaymentStatus.SETTLED, payment.lines().get(0).status());
    assertNotNull(payment.lines().get(0).receiptNumber());
    assertEquals(payment, client.payment(held.paymentId()));
    assertEquals(payment, client.paymentByOrder("W1"));
    assertEquals(PenaltyStatus.PAID, fines.quote(inTime).status());
    assertEquals(1, fines.timesPaid(inTime));
    assertEquals(15_000, gateway.treasury().fenSettled());
  }

  @Test
  void confirm_sameChargeAgain_isAnsweredAgain() {
    Payment held = fines.hold("W1", inTime);
    Payment first = fines.confirm(held, "T1");

    assertEquals(first, client.confirm(held.paymentId(), charge("T1", held.amount())));
    assertEquals(1, fines.timesPaid(inTime));
  }

  @Test
  void confirm_slowTreasury_isSettlingFirst(GovSandbox gateway) {
    gateway.treasury().settlingTakes(Duration.ofMinutes(5));
    Payment payment = fines.settled("W1", inTime);

    assertEquals(PaymentStatus.SETTLING, payment.status());
    assertNull(payment.settledAt());
    gateway.clock().advance(Duration.ofMinutes(5));
    assertEquals(PaymentStatus.SETTLED, client.payment(payment.paymentId()).status());
  }

  @Test
  void confirm_expiredButStillFree_settles(GovSandbox gateway) {
    Payment held = fines.hold("W1", inTime);
    gateway.clock().advance(Duration.ofMinutes(31));

    assertEquals(PaymentStatus.EXPIRED, client.payment(held.paymentId()).status());
    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
    assertEquals(1, fines.timesPaid(inTime));
  }

  @Test
  void release_held_freesTheDecision(GovSandbox gateway) {
    Payment held = fines.hold("W1", inTime);

    Payment released = client.release(held.paymentId(), "付款人取消");

    assertEquals(PaymentStatus.RELEASED, released.status());
    assertEquals(PenaltyStatus.PAYABLE, fines.quote(inTime).status());
    assertEquals(0, gateway.treasury().openHolds());
  }

  @Test
  void paymentByOrder_neverHad_isUnknown() {
    var byOrder = assertThrows(RejectedException.class, () -> client.paymentByOrder("W9"));
    var byId = assertThrows(RejectedException.class, () -> client.payment("pay-0"));

    assertEquals(FineCode.PAYMENT_UNKNOWN, byOrder.code());
    assertEquals(FineCode.PAYMENT_UNKNOWN, byId.code());
  }

  @Test
  void refund_approved_goesThroughItsStates(GovSandbox gateway) {
    Payment payment = fines.settled("W1", inTime);
    String id = payment.paymentId();

    Refund asked = client.refund(id, new RefundOrder("R1", Money.yuan("150"), "决定已撤销"));

    assertEquals("R1", asked.refundNo());
    assertEquals(id, asked.paymentId());
    assertEquals(Money.yuan("150"), asked.amount());
    assertEquals("决定已撤销", asked.reason());
    assertEquals(RefundStatus.REQUESTED, asked.status());
    assertEquals(TEN, asked.requestedAt());
    assertNull(asked.decidedAt());
    assertNull(asked.paidBackAt());
    assertEquals(asked, client.refundStatus(id, "R1"));
    assertEquals(PaymentStatus.REFUNDING, client.payment(id).status());
    gateway.treasury().approveRefund(id, "R1");
    Refund approved = client.refundStatus(id, "R1");
    assertEquals(RefundStatus.APPROVED, approved.status());
    assertEquals(TEN, approved.decidedAt());
    gateway.clock().advance(Duration.ofDays(1));
    Refund paidBack = client.refundStatus(id, "R1");
    assertEquals(RefundStatus.PAID_BACK, paidBack.status());
    assertEquals(TEN.plusDays(1), paidBack.paidBackAt());
    assertEquals(PaymentStatus.REFUNDED, client.payment(id).status());
    assertEquals(15_000, gateway.treasury().fenRefunded());
    String receipt = payment.lines().get(0).receiptNumber();
    assertEquals(ReceiptStatus.CANCELLED, client.receipt(receipt).status());
  }

  @Test
  void refund_rejected_saysWhyAndThePaymentStays(GovSandbox gateway) {
    String id = fines.settled("W1", inTime).paymentId();
    client.refund(id, new RefundOrder("R1", Money.yuan("50"), "多缴"));

    gateway.treasury().rejectRefund(id, "R1", "未多缴");

    Refund refund = client.refundStatus(id, "R1");
    assertEquals(RefundStatus.REJECTED, refund.status());
    assertEquals("未多缴", refund.note());
    assertEquals(PaymentStatus.SETTLED, client.payment(id).status());
    assertEquals(0, gateway.treasury().fenRefunded());
  }

  @Test
  void sealedReceipt_settledLine_isTheReceiptWithItsOwnBytes() {
    String number = fines.settled("W1", late).lines().get(0).receiptNumber();

    SealedReceipt sealed = client.sealedReceipt(number);

    assertEquals(number, sealed.receipt().number());
    assertEquals(Money.yuan("195"), sealed.receipt().amount());
    assertTrue(new String(sealed.json(), UTF_8).contains(sealed.receipt().seal()));
  }

  @Test
  void receiptDocument_settledLine_isAPdf(@TempDir Path folder) throws IOException {
    String number = fines.settled("W1", late).lines().get(0).receiptNumber();

    Path pdf = client.receiptDocument(number, folder.resolve("receipt.pdf")).file();

    assertTrue(Files.readString(pdf, ISO_8859_1).startsWith("%PDF-"));
  }

  @Test
  void statement_theNextDay_hasWhatWasSettled(GovSandbox gateway, @TempDir Path folder)
      throws IOException {
    fines.settled("W1", late);
    LocalDate day = TEN.toLocalDate();
    Path file = folder.resolve("day.ndjson");
    RejectedException early =
        assertThrows(RejectedException.class, () -> client.statement(day, file));
    assertEquals("STATEMENT_NOT_READY", early.code());
    assertFalse(Files.exists(file));

    gateway.clock().advance(Duration.ofDays(1));
    Statement statement = client.statement(day, file);

    List<Statement.Line> lines = new ArrayList<>();
    statement.forEach(lines::add);
    assertEquals(1, lines.size());
    assertEquals("W1", lines.get(0).orderNo());
    assertEquals(number(late), lines.get(0).decisionNumber());
    assertEquals(Money.yuan("195"), statement.amount());
  }

  @Test
  void receipt_settledLine_hasEveryPart() {
    Payment payment = fines.settled("W1", late);
    String number = payment.lines().get(0).receiptNumber();

    Receipt receipt = client.receipt(number);

    assertTrue(receipt.receiptCode().matches("33[0-9]{6}"));
    assertEquals(number, receipt.number());
    assertTrue(number.matches("[0-9]{10}"));
    assertFalse(receipt.checkCode().isEmpty());
    assertEquals(payment.paymentId(), receipt.paymentId());
    assertEquals(number(late), receipt.decisionNumber());
    assertEquals(fines.quote(late).party().name(), receipt.payer());
    assertEquals(fines.quote(late).authority(), receipt.payee());
    assertEquals(List.of("罚款", "加处罚款"), receipt.items().stream().map(Receipt.Item::name).toList());
    assertEquals(
        List.of("103050101", "103050102"),
        receipt.items().stream().map(Receipt.Item::code).toList());
    assertEquals(
        receipt.amount(),
        receipt.items().stream().map(Receipt.Item::amount).reduce(Money.ZERO, Money::plus));
    assertEquals(Money.yuan("195"), receipt.amount());
    assertEquals(TEN, receipt.issuedAt());
    assertEquals(ReceiptStatus.ISSUED, receipt.status());
    assertTrue(Base64.getDecoder().decode(receipt.seal()).length > 500);
  }
}

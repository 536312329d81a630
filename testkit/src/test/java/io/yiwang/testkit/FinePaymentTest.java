package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinePaymentTest {
  private static final String XIHU = "330106";

  private final HandlerTester tester = new HandlerTester();
  private final Seed seed = tester.handlers.seed();
  private final Treasury treasury = tester.handlers.treasury();
  private final Seed.Fine inTime = seed.payableFines(XIHU).get(0);
  private final Seed.Fine late = seed.payableFines(XIHU).get(1);

  private HandlerTester.Call lookup(String number, String kind, String value) {
    ObjectNode body = Json.object().put("decisionNumber", number);
    body.putObject("proof").put("kind", kind).put("value", value);
    return tester.call("fine.lookup").body(body);
  }

  private JsonNode quote(Seed.Fine fine) {
    return lookup(fine.decisionNumber(), "PARTY_NAME", fine.party().name()).answers(200);
  }

  private HandlerTester.Call hold(String orderNo, long amount, Seed.Fine... fines) {
    ObjectNode body = Json.object().put("orderNo", orderNo).put("channel", "wallet");
    ArrayNode lines = body.putArray("lines");
    for (Seed.Fine fine : fines) {
      lines.addObject().put("decisionNumber", fine.decisionNumber()).put("amount", amount);
    }
    return tester.call("fine.hold").body(body);
  }

  private String held(String orderNo, Seed.Fine fine) {
    return hold(orderNo, quote(fine).get("total").longValue(), fine)
        .answers(201)
        .get("paymentId")
        .textValue();
  }

  private HandlerTester.Call confirm(String id, String tradeNo, long amount) {
    ObjectNode body = Json.object().put("channelTradeNo", tradeNo).put("amount", amount);
    body.put("paidAt", "2026-11-02T10:00:30+08:00");
    return tester.call("fine.confirm").path("id", id).body(body);
  }

  private HandlerTester.Call release(String id) {
    return tester.call("fine.release").path("id", id).body("{'reason': '付款人取消'}");
  }

  private String status(String id) {
    return tester.call("fine.payment").path("id", id).answers(200).get("status").textValue();
  }

  @Test
  void hold_threeDistricts_isOnePayment() {
    Seed.Fine[] fines = {
      inTime, seed.payableFines("330109").get(0), seed.payableFines("330110").get(0)
    };

    JsonNode payment = hold("W1", 15000, fines).answers(201);

    assertEquals(45000, payment.get("amount").intValue());
    assertEquals("2026-11-02T10:30:00+08:00", payment.get("heldUntil").textValue());
    assertEquals(1, treasury.openHolds());
    assertEquals("HELD", quote(inTime).get("status").textValue());
  }

  @Test
  void hold_oneUnpayableLine_holdsNone() {
    hold("W1", 15000, inTime, seed.fineWithStatus("CONTESTED"))
        .isRefused(422, "DECISION_CONTESTED");

    assertEquals("PAYABLE", quote(inTime).get("status").textValue());
    tester.call("fine.paymentByOrder").query("orderNo", "W1").isRefused(404, "PAYMENT_UNKNOWN");
  }

  @ParameterizedTest
  @CsvSource({
    "PAID, 409, DECISION_PAID",
    "HELD, 409, DECISION_HELD",
    "NOT_YET_PAYABLE, 422, NOT_YET_PAYABLE",
    "CONTESTED, 422, DECISION_CONTESTED",
    "REVOKED, 422, DECISION_REVOKED",
    "ENFORCED, 422, TRANSFERRED_TO_COURT"
  })
  void hold_unpayableStatus_isRefused(String status, int http, String code) {
    Seed.Fine fine = seed.fineWithStatus(status);

    Refusal refusal = hold("W1", 15000, fine).isRefused(http, code);

    assertEquals(fine.decisionNumber(), refusal.members("zh-CN").get("decisionNumber"));
  }

  @Test
  void hold_heldElsewhere_namesTheEnd() {
    Seed.Fine fine = seed.fineWithStatus("HELD");
    Refusal refusal = hold("W1", 15000, fine).isRefused(409, "DECISION_HELD");

    assertEquals("2026-11-02T10:30:00+08:00", refusal.members("zh-CN").get("heldUntil"));
    tester.clock.advance(Duration.ofMinutes(30));
    hold("W2", 15000, fine).answers(201);
  }

  @Test
  void hold_amountOfYesterday_isAmountChangedWithTheNewQuote() {
    tester.clock.advance(Duration.ofDays(1));

    Refusal refusal = hold("W1", 19500, late).isRefused(422, "AMOUNT_CHANGED");

    assertEquals(19950, HandlerTester.member(refusal, "penalty").get("total").intValue());
  }

  @Test
  void hold_lessThanThePrincipal_isPartialPayment() {
    hold("W1", 14999, inTime).isRefused(422, "PARTIAL_PAYMENT_REFUSED");
  }

  @Test
  void hold_unknownDecision_isNotFound() {
    tester
        .call("fine.hold")
        .body("{'orderNo': 'W1', 'channel': 'w', 'lines': [{'decisionNumber': 'X', 'amount': 1}]}")
        .isRefused(404, "PENALTY_NOT_FOUND");
  }

  @Test
  void hold_sameDecisionTwice_isBadRequest() {
    Refusal refusal = hold("W1", 15000, inTime, inTime).isRefused(400, "BAD_REQUEST");

    assertTrue(
        HandlerTester.member(refusal, "fields").toString().contains("/lines/1/decisionNumber"));
  }

  @Test
  void hold_orderNumberUsedBefore_isConflict() {
    hold("W1", 15000, inTime).answers(201);

    hold("W1", 15000, seed.payableFines(XIHU).get(5)).isRefused(409, "ORDER_NO_CONFLICT");
  }

  @Test
  void hold_closedRegion_isRefused() {
    hold("W1", 15000, seed.payableFines("330127").get(0)).isRefused(422, "REGION_NOT_OPEN");
  }

  @Test
  void hold_onlyThePartyMayPay_needsItsName() {
    Seed.Fine fine =
        seed.fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西市监罚"))
            .findFirst()
            .orElseThrow();
    hold("W1", 3333, fine).isRefused(422, "PAYER_MUST_BE_PARTY");
    ObjectNode body = Json.object().put("orderNo", "W2").put("channel", "wallet");
    body.putArray("lines")
        .addObject()
        .put("decisionNumber", fine.decisionNumber())
        .put("amount", 3333);

    tester.call("fine.hold").body(body.put("payerName", fine.party().name())).answers(201);
  }

  @Test
  void confirm_heldPayment_isSettledOnceWithReceipts() {
    String id = held("W1", inTime);

    JsonNode payment = confirm(id, "T1", 15000).answers(200);

    assertEquals("SETTLED", payment.get("status").textValue());
    assertNotNull(payment.at("/lines/0/receiptNumber").textValue());
    assertEquals("PAID", quote(inTime).get("status").textValue());
    assertEquals(1, treasury.timesPaid(inTime.decisionNumber()));
    assertEquals(15000, treasury.fenSettled());
    assertEquals(1, treasury.settledPayments());
    assertEquals(0, treasury.openHolds());
  }

  @Test
  void confirm_again_paysNothing() {
    String id = held("W1", inTime);
    JsonNode first = confirm(id, "T1", 15000).answers(200);

    assertEquals(first, confirm(id, "T1", 15000).answers(200));
    confirm(id, "T2", 15000).isRefused(409, "PAYMENT_CLOSED");
    assertEquals(1, treasury.timesPaid(inTime.decisionNumber()));
  }

  @Test
  void confirm_slowTreasury_isSettlingForATime() {
    treasury.settlingTakes(Duration.ofMinutes(5));
    String id = held("W1", inTime);

    assertEquals("SETTLING", confirm(id, "T1", 15000).answers(200).get("status").textValue());
    assertEquals(0, treasury.fenSettled());
    tester.clock.advance(Duration.ofMinutes(5));
    assertEquals("SETTLED", status(id));
    assertEquals(15000, treasury.fenSettled());
  }

  @Test
  void confirm_otherAmount_isAmountMismatch() {
    confirm(held("W1", inTime), "T1", 15001).isRefused(422, "AMOUNT_MISMATCH");
  }

  @Test
  void confirm_tradeNumberOfAnotherPayment_isDuplicate() {
    confirm(held("W1", inTime), "T1", 15000).answers(200);

    confirm(held("W2", late), "T1", 19500).isRefused(409, "DUPLICATE_TRADE_NO");
    assertEquals(0, treasury.timesPaid(late.decisionNumber()));
  }

  @Test
  void confirm_expiredButStillPayable_settles() {
    String id = held("W1", inTime);
    tester.clock.advance(Duration.ofMinutes(30));
    assertEquals("EXPIRED", status(id));
    assertEquals(0, treasury.openHolds());

    assertEquals("SETTLED", confirm(id, "T1", 15000).answers(200).get("status").textValue());
  }

  @Test
  void confirm_expiredAndAmountChanged_isHoldLost() {
    String id = held("W1", late);
    tester.clock.advance(Duration.ofDays(1));

    confirm(id, "T1", 19500).isRefused(409, "HOLD_LOST");
    assertEquals(0, treasury.fenSettled());
  }

  @Test
  void confirm_expiredAndTakenByAnother_isHoldLost() {
    String first = held("W1", inTime);
    tester.clock.advance(Duration.ofMinutes(31));
    String second = held("W2", inTime);
    confirm(second, "T2", 15000).answers(200);

    confirm(first, "T1", 15000).isRefused(409, "HOLD_LOST");
    assertEquals(1, treasury.timesPaid(inTime.decisionNumber()));
  }

  @Test
  void confirm_heldOverMidnight_settlesAtTheHeldAmount() {
    tester.clock.set(Instant.parse("2026-11-02T15:50:00Z"));
    String id = held("W1", late);
    tester.clock.advance(Duration.ofMinutes(20));

    assertEquals("SETTLED", confirm(id, "T1", 19500).answers(200).get("status").textValue());
    assertEquals(4500, quote(late).get("surcharge").intValue());
  }

  @Test
  void confirm_unknownPayment_isUnknown() {
    confirm("pay-0", "T1", 1).isRefused(404, "PAYMENT_UNKNOWN");
    tester.call("fine.payment").path("id", "pay-0").isRefused(404, "PAYMENT_UNKNOWN");
  }

  @Test
  void release_held_freesTheDecision() {
    String id = held("W1", inTime);

    assertEquals("RELEASED", release(id).answers(200).get("status").textValue());
    assertEquals("RELEASED", release(id).answers(200).get("status").textValue());
    assertEquals("PAYABLE", quote(inTime).get("status").textValue());
    confirm(id, "T1", 15000).isRefused(409, "PAYMENT_CLOSED");
  }

  @Test
  void release_expired_freesNoOtherHold() {
    String first = held("W1", inTime);
    tester.clock.advance(Duration.ofMinutes(31));
    held("W2", inTime);

    assertEquals("EXPIRED", release(first).answers(200).get("status").textValue());
    assertEquals("HELD", quote(inTime).get("status").textValue());
  }

  @Test
  void release_settled_isClosed() {
    String id = held("W1", inTime);
    confirm(id, "T1", 15000).answers(200);

    release(id).isRefused(409, "PAYMENT_CLOSED");
  }

  @Test
  void paymentByOrder_known_isTheSamePayment() {
    String id = held("W1", inTime);

    assertEquals(
        id,
        tester
            .call("fine.paymentByOrder")
            .query("orderNo", "W1")
            .answers(200)
            .get("paymentId")
            .textValue());
  }

  @Test
  void dayEnd_movesNoMoneyUntilReopened() {
    String id = held("W1", inTime);
    treasury.closeForDayEnd(Duration.ofMinutes(20));

    Refusal refusal = confirm(id, "T1", 15000).isRefused(503, "DAY_END_CLOSED");
    assertEquals(Duration.ofMinutes(20), refusal.retryAfter());
    hold("W2", 19500, late).isRefused(503, "DAY_END_CLOSED");
    release(id).isRefused(503, "DAY_END_CLOSED");
    treasury.reopen();
    confirm(id, "T1", 15000).answers(200);
  }
}

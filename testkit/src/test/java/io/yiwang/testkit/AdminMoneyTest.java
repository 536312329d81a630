package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminMoneyTest {
  @Test
  void money_paidAndRefunded_isInThePaymentsHistory(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode settings =
        admin.call(200, "PATCH /treasury", "/treasury", "{'settlingTakes': 'PT10M'}");
    assertEquals("PT10M", settings.get("settlingTakes").textValue());
    assertEquals("PT24H", settings.get("refundDecisionTakes").textValue());
    String id = RawPayments.settle(sandbox, "order-5");
    String payment = "GET /payments/{id}";
    assertEquals("SETTLING", AdminClient.status(admin.call(200, payment, "/payments/" + id, "")));
    admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': 'PT10M'}");
    assertEquals("SETTLED", AdminClient.status(admin.call(200, payment, "/payments/" + id, "")));
    for (String refundNo : List.of("refund-1", "refund-2")) {
      RawClient refund =
          new RawClient(sandbox, "POST", "payments/" + id + "/refunds")
              .key(refundNo)
              .json("{'refundNo': '" + refundNo + "', 'amount': 15000, 'reason': 'WRONG'}");
      assertEquals(201, refund.send().status());
      String decide = "POST /payments/{id}/refunds/{refundNo}/{decision}";
      String path = "/payments/" + id + "/refunds/" + refundNo;
      if (refundNo.equals("refund-1")) {
        admin.call(400, decide, path + "/reject", "");
        admin.call(200, decide, path + "/reject", "{'note': '不予退付'}");
      } else {
        admin.call(200, decide, path + "/approve", "");
        admin.call(200, decide, path + "/pay-back", "");
      }
    }

    JsonNode life = admin.call(200, "GET /payments", "/payments", "").at("/items/0");
    assertEquals(
        List.of("HELD", "SETTLING", "SETTLED", "REFUNDING", "SETTLED", "REFUNDING", "REFUNDED"),
        life.get("life").findValuesAsText("status"));
    JsonNode ledger = admin.call(200, "GET /ledger", "/ledger", "");
    assertEquals(15000, ledger.get("settled").intValue());
    assertEquals(15000, ledger.get("refunded").intValue());
    assertEquals(-15000, ledger.at("/entries/1/amount").intValue());
    admin.call(200, "PATCH /treasury", "/treasury", "{'closed': true, 'retryAfter': 'PT1M'}");
    assertEquals(
        "DAY_END_CLOSED",
        RawPayments.pay(sandbox, "order-6", sandbox.seed().payableFines("330106").get(4))
            .send()
            .code());
    admin.call(200, "PATCH /treasury", "/treasury", "{'closed': false}");
    assertFalse(admin.call(200, "GET /treasury", "/treasury", "").get("closed").booleanValue());
    admin.call(404, payment, "/payments/none", "");
  }

  @Test
  void penalties_added_canBeLookedUpAndPaid(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    String number = "杭西综执罚字〔2026〕第7号";
    JsonNode added =
        admin.call(
            201,
            "POST /penalties",
            "/penalties",
            "{'decisionNumber': '"
                + number
                + "', 'party': 'li-xiaoming', 'principal': 15000, 'region': '330106'}");
    assertEquals("浙A3K21P", added.at("/party/plate").textValue());
    Seed.Fine fine =
        new Seed.Fine(number, "330106", "PAYABLE", sandbox.seed().citizen("li-xiaoming"));
    String path = "/penalties/" + URLEncoder.encode(number, UTF_8);
    JsonNode contested =
        admin.call(200, "PATCH /penalties/{decisionNumber}", path, "{'status': 'CONTESTED'}");
    assertEquals("CONTESTED", AdminClient.status(contested));
    assertEquals("DECISION_CONTESTED", RawPayments.pay(sandbox, "order-7", fine).send().code());
    admin.call(200, "PATCH /penalties/{decisionNumber}", path, "{'status': 'PAYABLE'}");
    assertEquals(201, RawPayments.pay(sandbox, "order-8", fine).send().status());

    assertEquals(
        "HELD", AdminClient.status(admin.call(200, "GET /penalties/{decisionNumber}", path, "")));
    admin.call(409, "PATCH /penalties/{decisionNumber}", path, "{'status': 'REVOKED'}");
    JsonNode held =
        admin.call(200, "GET /penalties", "/penalties?status=HELD&region=330106&limit=5", "");
    assertEquals(1, held.get("total").intValue());
    admin.call(404, "GET /penalties/{decisionNumber}", "/penalties/none", "");
    admin.call(
        422,
        "POST /penalties",
        "/penalties",
        "{'decisionNumber': '" + number + "', 'party': 'li-xiaoming', 'principal': 1}");
  }
}

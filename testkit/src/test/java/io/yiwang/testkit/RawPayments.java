package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Pays penalties with requests that are written by hand. */
final class RawPayments {
  private RawPayments() {}

  static RawClient pay(GovSandbox sandbox, String orderNo, Seed.Fine fine) {
    return new RawClient(sandbox, "POST", "payments")
        .key("hold-" + orderNo)
        .json(
            "{'orderNo': '%s', 'channel': 'APP', 'lines': [{'decisionNumber': '%s', 'amount': 15000}]}"
                .formatted(orderNo, fine.decisionNumber()));
  }

  static RawClient confirm(GovSandbox sandbox, String paymentId) {
    return new RawClient(sandbox, "POST", "payments/" + paymentId + "/confirm")
        .key("confirm-" + paymentId)
        .json(
            "{'channelTradeNo': 'trade-%s', 'paidAt': '2026-11-02T10:00:00+08:00', 'amount': 15000}"
                .formatted(paymentId));
  }

  static String settle(GovSandbox sandbox, String orderNo) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    String id = pay(sandbox, orderNo, fine).send().json().get("paymentId").asText();
    assertEquals(200, confirm(sandbox, id).send().status());
    return id;
  }
}

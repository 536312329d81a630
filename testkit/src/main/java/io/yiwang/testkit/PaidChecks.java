package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * Checks payments from the confirmation on (section 4). They take money: they need {@code --pay}.
 */
final class PaidChecks {
  static final List<Check> ALL =
      List.of(
          new Check(
              "paid.settled",
              "4",
              "A confirmed payment is SETTLED, and its decision is PAID and cannot be held again.",
              PaidChecks::settled),
          new Check(
              "paid.again",
              "4",
              "A confirmation under another trade number is refused.",
              PaidChecks::confirmedAgain),
          new Check(
              "paid.tradeNo",
              "4",
              "A trade number that has paid one payment cannot pay another.",
              PaidChecks::sameTradeNo),
          new Check(
              "paid.release",
              "4",
              "A payment that was confirmed cannot be released.",
              PaidChecks::released),
          new Check(
              "paid.receipt",
              "4",
              "Each paid line has a receipt over its amount, which is available as PDF.",
              PaidChecks::receipt),
          new Check(
              "paid.late",
              "4",
              "Confirming an EXPIRED payment settles it while its decision is still payable.",
              PaidChecks::late));

  /** The checks that end the payment that other checks use. */
  static final List<Check> LAST =
      List.of(
          new Check(
              "refund.tooMuch",
              "4",
              "A refund of more than was paid is refused.",
              PaidChecks::tooMuchBack),
          new Check(
              "refund.requested",
              "4",
              "A refund is REQUESTED, can be looked up, and its number is accepted once.",
              PaidChecks::refund));

  private PaidChecks() {}

  private static ProbeAnswer refunded(CheckedGateway gateway, String refundNo, long amount)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = Json.object().put("refundNo", refundNo).put("amount", amount);
    return gateway
        .post("payments/" + gateway.paid().paymentId() + "/refunds", body.put("reason", "测试"))
        .key(CheckedGateway.unique("key"))
        .send();
  }

  private static void tooMuchBack(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    long amount = gateway.paid().answer().path("amount").asLong();
    refunded(gateway, CheckedGateway.unique("refund"), amount + 1)
        .isRefused(422, "REFUND_NOT_ALLOWED");
  }

  private static void refund(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    long amount = gateway.paid().answer().path("amount").asLong();
    String refundNo = CheckedGateway.unique("refund");
    ProbeAnswer requested = refunded(gateway, refundNo, amount).is(201);
    String path = "payments/" + gateway.paid().paymentId() + "/refunds/" + refundNo;
    ProbeAnswer found = gateway.get(path).send().is(200);
    for (ProbeAnswer answer : List.of(requested, found)) {
      if (!answer.text("refundNo").equals(refundNo)
          || answer.json().path("amount").asLong(-1) != amount
          || !List.of("REQUESTED", "APPROVED", "PAID_BACK").contains(answer.text("status"))) {
        throw new CheckFailed("the requested refund, REQUESTED", "not that");
      }
    }
    refunded(gateway, refundNo, amount).isRefused(409, "ORDER_NO_CONFLICT");
  }

  private static void isSettled(CheckedGateway.Paid paid) {
    if (!paid.answer().path("status").asText().equals("SETTLED")) {
      throw new CheckFailed("a payment that is SETTLED", "one that is not, after a minute");
    }
    if (!paid.answer().path("channelTradeNo").asText().equals(paid.tradeNo())) {
      throw new CheckFailed("a payment with its trade number", "one with another");
    }
  }

  private static void settled(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    CheckedGateway.Paid paid = gateway.paid();
    isSettled(paid);
    JsonNode penalty = gateway.penalty(2);
    if (!penalty.path("status").asText().equals("PAID")) {
      throw new CheckFailed("a decision that is PAID", "one that is not");
    }
    ProbeAnswer again =
        gateway
            .post("payments", gateway.hold(CheckedGateway.unique("order"), List.of(penalty)))
            .key(CheckedGateway.unique("key"))
            .send();
    gateway.remember(again);
    again.isRefused(409, "DECISION_PAID");
  }

  private static ProbeAnswer confirmed(CheckedGateway gateway, JsonNode payment, String tradeNo)
      throws IOException, InterruptedException, GeneralSecurityException {
    return gateway
        .post(
            "payments/" + payment.path("paymentId").asText() + "/confirm",
            gateway.confirm(tradeNo, payment.path("amount").asLong()))
        .key(CheckedGateway.unique("key"))
        .send();
  }

  private static void confirmedAgain(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    confirmed(gateway, gateway.paid().answer(), CheckedGateway.unique("trade"))
        .isRefused(409, "PAYMENT_CLOSED");
  }

  private static void sameTradeNo(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String tradeNo = gateway.paid().tradeNo();
    JsonNode other = gateway.hold(gateway.payable(0)).json();
    confirmed(gateway, other, tradeNo).isRefused(409, "DUPLICATE_TRADE_NO");
  }

  private static void released(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway.release(gateway.paid().paymentId()).isRefused(409, "PAYMENT_CLOSED");
  }

  private static void receipt(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    for (JsonNode line : gateway.paid().answer().path("lines")) {
      String number = line.path("receiptNumber").asText();
      if (number.isEmpty()) {
        throw new CheckFailed("lines with receiptNumber", "one without");
      }
      JsonNode receipt = gateway.get("receipts/" + number).send().is(200).json();
      if (receipt.path("amount").asLong(-1) != line.path("amount").asLong()
          || !receipt.path("paymentId").asText().equals(gateway.paid().paymentId())
          || receipt.path("seal").asText().isEmpty()) {
        throw new CheckFailed(
            "a receipt of the line's amount and payment, with its seal", "another receipt");
      }
      ProbeAnswer pdf = gateway.get("receipts/" + number + "/document").send().is(200);
      if (!pdf.mediaType().equals("application/pdf")
          || !new String(pdf.body(), US_ASCII).startsWith("%PDF-")) {
        throw new CheckFailed("200 with a PDF", "200 with something else");
      }
    }
  }

  private static void late(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    isSettled(gateway.paidLate());
  }
}

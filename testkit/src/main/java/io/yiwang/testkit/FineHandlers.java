package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers requests about fines up to the settled payment (section 4). */
final class FineHandlers implements OperationHandler {
  private final VirtualScheduler scheduler;
  private final PenaltyRegister register;
  private final PaymentBook book;
  private final Treasury treasury;
  private final HoldRules rules;

  FineHandlers(
      VirtualScheduler scheduler, PenaltyRegister register, PaymentBook book, Treasury treasury) {
    this.scheduler = scheduler;
    this.register = register;
    this.book = book;
    this.treasury = treasury;
    rules = new HoldRules(register);
  }

  @Override
  public void register(Routes routes) {
    routes.on("fine.lookup", scheduler.inTurn(this::lookup));
    routes.on("fine.search", scheduler.inTurn(this::search));
    routes.on("fine.hold", scheduler.inTurn(this::hold));
    routes.on("fine.payment", scheduler.inTurn(this::payment));
    routes.on("fine.paymentByOrder", scheduler.inTurn(this::paymentByOrder));
    routes.on("fine.confirm", scheduler.inTurn(this::confirm));
    routes.on("fine.release", scheduler.inTurn(this::release));
  }

  private Answer lookup(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    JsonNode proof = body.get("proof");
    Penalty penalty = register.find(Json.required(body, "decisionNumber"));
    // The same answer for both, or callers could find out which numbers exist.
    if (penalty == null
        || !penalty.isProvenBy(Json.required(proof, "kind"), Json.required(proof, "value"))) {
      throw HoldRules.notFound();
    }
    HoldRules.checkRegion(penalty);
    return Answer.json(200, penalty.json(exchange.now(), exchange.isEnglish()));
  }

  private Answer search(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    Citizen citizen = exchange.citizen();
    if (citizen == null) {
      throw new Refusal(401, "TOKEN_INVALID", "需要当事人授权");
    }
    String status = Json.text(body, "status");
    String region = Json.text(body, "region");
    List<Penalty> own =
        register.of(citizen).stream()
            .filter(each -> status == null || each.status().name().equals(status))
            .filter(each -> region == null || Regions.within(each.decision().region(), region))
            .sorted(
                Comparator.comparing((Penalty each) -> each.decision().decidedOn())
                    .reversed()
                    .thenComparing(Penalty::number))
            .toList();
    JsonNode limit = body.get("limit");
    Paging paging =
        Paging.of(
            "penalties " + citizen.sub() + " " + status + " " + region,
            Json.text(body, "cursor"),
            limit == null ? null : limit.intValue());
    Instant now = exchange.now();
    boolean english = exchange.isEnglish();
    return Answer.json(200, paging.cut(own, each -> each.json(now, english)));
  }

  private Answer hold(Exchange exchange) {
    treasury.checkOpen();
    ObjectNode body = exchange.requiredBody();
    String orderNo = Json.required(body, "orderNo");
    if (book.findByOrder(orderNo) != null) {
      throw new Refusal(409, "ORDER_NO_CONFLICT", "订单号已用于另一笔缴款");
    }
    List<PaymentLine> lines = rules.lines(exchange);
    Payment payment = book.hold(orderNo, Json.required(body, "channel"), lines, exchange.now());
    return Answer.json(201, payment.json());
  }

  private Answer payment(Exchange exchange) {
    return Answer.json(200, known(book.find(exchange.pathParameter("id"))).json());
  }

  private Answer paymentByOrder(Exchange exchange) {
    String orderNo = exchange.queryParameter("orderNo");
    return Answer.json(200, known(orderNo == null ? null : book.findByOrder(orderNo)).json());
  }

  static Payment known(@Nullable Payment payment) {
    if (payment == null) {
      throw new Refusal(404, "PAYMENT_UNKNOWN", "没有这笔缴款");
    }
    return payment;
  }

  private Answer confirm(Exchange exchange) {
    treasury.checkOpen();
    Payment payment = known(book.find(exchange.pathParameter("id")));
    ObjectNode body = exchange.requiredBody();
    String tradeNo = Json.required(body, "channelTradeNo");
    switch (payment.status) {
      case SETTLING, SETTLED, REFUNDING, REFUNDED -> {
        if (!tradeNo.equals(payment.channelTradeNo)) {
          throw new Refusal(409, "PAYMENT_CLOSED", "该笔缴款已由另一笔交易完成，请向缴款人退款");
        }
        return Answer.json(200, payment.json());
      }
      case RELEASED -> throw new Refusal(409, "PAYMENT_CLOSED", "该笔缴款已撤销，请向缴款人退款");
      case HELD, EXPIRED -> {
        // Continues below.
      }
    }
    if (body.get("amount").longValue() != payment.amount()) {
      throw new Refusal(422, "AMOUNT_MISMATCH", "金额与应缴金额不一致");
    }
    if (book.isUsed(tradeNo)) {
      throw new Refusal(409, "DUPLICATE_TRADE_NO", "渠道交易号已用于另一笔缴款");
    }
    if (payment.status == Payment.Status.EXPIRED) {
      HoldRules.checkStillPayable(payment, exchange.now());
    }
    book.confirm(payment, tradeNo, exchange.now());
    return Answer.json(200, payment.json());
  }

  private Answer release(Exchange exchange) {
    treasury.checkOpen();
    Payment payment = known(book.find(exchange.pathParameter("id")));
    switch (payment.status) {
      case HELD -> book.release(payment, exchange.now());
      case RELEASED, EXPIRED -> {
        // Nothing is held any more.
      }
      case SETTLING, SETTLED, REFUNDING, REFUNDED ->
          throw new Refusal(409, "PAYMENT_CLOSED", "该笔缴款已确认，不能撤销");
    }
    return Answer.json(200, payment.json());
  }
}

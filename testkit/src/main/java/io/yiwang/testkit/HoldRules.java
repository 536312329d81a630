package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether decisions can be held: all of them or none, each at its full amount. */
final class HoldRules {
  private final PenaltyRegister register;

  HoldRules(PenaltyRegister register) {
    this.register = register;
  }

  static Refusal notFound() {
    return new Refusal(404, "PENALTY_NOT_FOUND", "没有符合条件的处罚决定");
  }

  static void checkRegion(Penalty penalty) {
    if (!OpenRegions.forFines(penalty.decision().region())) {
      throw about(penalty, 422, "REGION_NOT_OPEN", "该地区尚未开通线上缴款");
    }
  }

  /**
   * Returns the lines of a hold.
   *
   * @throws Refusal for the first decision that cannot be held
   */
  List<PaymentLine> lines(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    List<PaymentLine> lines = new ArrayList<>();
    Set<String> numbers = new HashSet<>();
    for (JsonNode line : body.get("lines")) {
      String number = Json.required(line, "decisionNumber");
      if (!numbers.add(number)) {
        String pointer = "/lines/" + lines.size() + "/decisionNumber";
        throw Refusal.badRequest(
            pointer, "DUPLICATE", new Words("同一决定书只能出现一次", "a decision can be there once only"));
      }
      Penalty penalty = register.find(number);
      if (penalty == null) {
        throw notFound().with("decisionNumber", number);
      }
      checkRegion(penalty);
      checkStatus(penalty);
      checkPayer(penalty, Json.text(body, "payerName"), exchange.citizen());
      checkAmount(penalty, line.get("amount").longValue(), exchange);
      lines.add(new PaymentLine(penalty, exchange.now()));
    }
    return lines;
  }

  private static void checkStatus(Penalty penalty) {
    switch (penalty.status()) {
      case PAYABLE -> {
        // Can be held.
      }
      case HELD -> {
        Instant until = Objects.requireNonNull(penalty.heldUntil());
        throw about(penalty, 409, "DECISION_HELD", "该决定书正在其他渠道缴款")
            .with("heldUntil", ChinaTime.text(until));
      }
      case PAID -> throw about(penalty, 409, "DECISION_PAID", "该决定书已缴清");
      case NOT_YET_PAYABLE -> throw about(penalty, 422, "NOT_YET_PAYABLE", "该决定书尚未入库，请稍后再试");
      case CONTESTED -> throw about(penalty, 422, "DECISION_CONTESTED", "该决定书正在复议或诉讼");
      case REVOKED -> throw about(penalty, 422, "DECISION_REVOKED", "该决定书已撤销");
      case ENFORCED -> throw about(penalty, 422, "TRANSFERRED_TO_COURT", "该决定书已移送法院强制执行");
    }
  }

  private static void checkPayer(
      Penalty penalty, @Nullable String payerName, @Nullable Citizen citizen) {
    Penalty.Decision decision = penalty.decision();
    if (!decision.payerMustBeParty()) {
      return;
    }
    boolean named =
        payerName != null && Penalty.bare(payerName).equals(Penalty.bare(decision.party().name()));
    boolean present = citizen != null && citizen.idNumber().equals(decision.party().idNumber());
    if (!named && !present) {
      throw about(penalty, 422, "PAYER_MUST_BE_PARTY", "须由当事人本人缴款");
    }
  }

  private static void checkAmount(Penalty penalty, long amount, Exchange exchange) {
    Instant now = exchange.now();
    if (amount == penalty.total(now)) {
      return;
    }
    if (amount < penalty.principal()) {
      throw about(penalty, 422, "PARTIAL_PAYMENT_REFUSED", "须一次缴清");
    }
    throw about(penalty, 422, "AMOUNT_CHANGED", "应缴金额已变化")
        .with("penalty", penalty.json(now, exchange.isEnglish()));
  }

  /** Checks that an expired payment, whose payer was charged late, can still settle. */
  static void checkStillPayable(Payment payment, Instant now) {
    for (PaymentLine line : payment.lines) {
      if (line.penalty.status() != Penalty.Status.PAYABLE
          || line.penalty.total(now) != line.amount()) {
        throw about(line.penalty, 409, "HOLD_LOST", "锁定已失效，请向缴款人退款");
      }
    }
  }

  private static Refusal about(Penalty penalty, int status, String code, String detail) {
    return new Refusal(status, code, detail).with("decisionNumber", penalty.number());
  }
}

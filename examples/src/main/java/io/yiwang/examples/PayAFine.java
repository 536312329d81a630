package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.value.IdempotencyKey;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** 缴一笔罚款. Looks a fine up, holds it, takes the payer's money, and confirms. */
public final class PayAFine {
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  private PayAFine() {}

  /** Runs against a sandbox of its own, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      Platform platform = arguments.platform();
      Payment payment =
          pay(gov, platform.sample("decisionNumbers", 0), platform.sample("plates", 0));
      System.out.println(payment.status() + " " + payment.amount());
    }
  }

  static Payment pay(GovClient gov, String printedNumber, String plate) {
    FineClient fines = new FineClient(gov);
    Penalty penalty = fines.lookup(new PenaltyDecisionNumber(printedNumber), Proof.plate(plate));
    String orderNo = IdempotencyKey.random().value(); // the app's own order number

    Payment held = fines.hold(PaymentOrder.of(orderNo, "wallet", penalty));
    String tradeNo = takeMoneyFromPayer(held); // inside the app
    return fines.confirm(
        held.paymentId(), new ChannelPayment(tradeNo, OffsetDateTime.now(CHINA), held.amount()));
  }

  /** The app's own payment; here it always succeeds. */
  private static String takeMoneyFromPayer(Payment held) {
    return "trade-" + held.orderNo();
  }
}

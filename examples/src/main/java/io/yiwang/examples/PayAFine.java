package io.yiwang.examples;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.util.List;

/** 缴一笔罚款. Quotes a fine and pays it: holds it, charges the payer, and confirms. */
public final class PayAFine {
  private PayAFine() {}

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build();
        Journal journal = Journal.at(arguments.platform().file("fines.journal"))) {
      Platform platform = arguments.platform();
      FineCashier cashier = cashier(gov, journal, new DemoWallet(platform.file("wallet.ledger")));
      try (Recovery recovery = Recovery.of(cashier)) {
        recovery.start();
        FineOutcome outcome =
            pay(cashier, platform.sample("decisionNumbers", 0), platform.sample("plates", 0));
        System.out.println(tell(outcome));
      }
    }
  }

  static FineCashier cashier(Gateway gov, Journal journal, PayerCharge wallet) {
    return FineCashier.builder()
        .gateway(gov)
        .journal(journal) // each step is on disk before it is taken
        .payerCharge(wallet) // how your application charges its payer
        .channel("wallet")
        .build();
  }

  static FineOutcome pay(FineCashier cashier, String printedNumber, String plate) {
    Quote quote = cashier.quote(List.of(FineTicket.ofPlate(printedNumber, plate)));
    // The payer sees quote.total() and agrees.
    String orderNo = IdempotencyKey.random().value(); // your own order number: keep it
    return cashier.pay(orderNo, quote);
  }

  static String tell(FineOutcome outcome) {
    if (outcome instanceof FineOutcome.Settled settled) {
      return "已缴 paid " + settled.payment().amount() + ", receipts in its lines";
    }
    if (outcome instanceof FineOutcome.Refused refused) {
      return refused.text(Language.ZH_CN) + " " + refused.text(Language.EN);
    }
    return "处理中 pending: ask cashier.outcome(\"" + outcome.orderNo() + "\") later";
  }
}

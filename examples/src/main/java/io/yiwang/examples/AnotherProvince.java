package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The tour's second gateway, of another province, on the same journal. Both gateways have the same
 * decision numbers and the application uses the same order numbers, but nothing is confused.
 */
final class AnotherProvince {
  private final Screen screen;
  private final Journal journal;
  private final Path ledger;
  private final Recovery first;
  private final Failures.Check check;

  /**
   * @param ledger the ledger of this province's payers, separate from the first
   * @param first the recovery of the first province
   */
  AnotherProvince(
      Screen screen, Journal journal, Path ledger, Recovery first, Failures.Check check) {
    this.screen = screen;
    this.journal = journal;
    this.ledger = ledger;
    this.first = first;
    this.check = check;
  }

  /** Pays with an order number that the first province has used. */
  void run(String orderNo) {
    screen.scene("另一个省，同一个流水库", "another province on the same journal");
    try (GovSandbox jiangsu = GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start();
        GovClient gov = jiangsu.clientBuilder().account("jiangsu").build()) {
      FineCashier cashier =
          FineCashier.builder()
              .gateway(gov)
              .journal(journal)
              .payerCharge(new DemoWallet(ledger))
              .channel("wallet")
              .clock(jiangsu.clock())
              .waits(Duration.ZERO, Duration.ZERO)
              .build();
      String district = jiangsu.seed().districts().get(0);
      Seed.Fine one = jiangsu.seed().payableFines(district).get(0);
      Seed.Fine other = jiangsu.seed().payableFines(district).get(1);
      check.that(
          cashier.pay(orderNo, quote(cashier, one)) instanceof FineOutcome.Settled
              && jiangsu.treasury().timesPaid(one.decisionNumber()) == 1,
          "同一订单号，在两省是两笔",
          "the same order number is another payment there");

      // at each repetition
      jiangsu.faults().next("fine.confirm").times(100).resetBeforeWork();
      FineOutcome pending = cashier.pay(orderNo + "-2", quote(cashier, other));
      jiangsu.faults().clear();
      check.that(
          pending instanceof FineOutcome.Pending && first.runOnce(100) == 0,
          "未了结的，前一个省的恢复进程不碰",
          "the first province's recovery leaves its open payment alone");
      check.that(
          journal.unserved().stream()
              .anyMatch(each -> each.account().equals("jiangsu") && each.unfinished() == 1),
          "但会报告：jiangsu 有一笔无人接手",
          "but reports an open payment of jiangsu without a recovery");
      try (Recovery recovery = Recovery.of(cashier)) {
        recovery.runOnce(1);
      }
      check.that(
          cashier.outcome(orderNo + "-2").orElseThrow() instanceof FineOutcome.Settled
              && jiangsu.treasury().timesPaid(other.decisionNumber()) == 1,
          "由它自己的恢复进程了结",
          "its own recovery settles it");
    }
  }

  private static Quote quote(FineCashier cashier, Seed.Fine fine) {
    return cashier.quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())));
  }
}

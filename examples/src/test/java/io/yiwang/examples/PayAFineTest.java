package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GovSandboxExtension.class)
class PayAFineTest {
  @Test
  void pay_answerToConfirmLost_isRepeatedAndPaidOnce(
      GovSandbox sandbox, GovClient gov, @TempDir Path folder) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    sandbox.faults().next("fine.confirm").answerLost();

    FineOutcome outcome;
    try (Journal journal = Journal.at(folder.resolve("fines.journal"))) {
      DemoWallet wallet = new DemoWallet(folder.resolve("wallet.ledger"));
      FineCashier cashier = PayAFine.cashier(gov, journal, wallet);
      outcome = PayAFine.pay(cashier, fine.decisionNumber(), fine.plate());
    }

    assertInstanceOf(FineOutcome.Settled.class, outcome);
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
  }
}

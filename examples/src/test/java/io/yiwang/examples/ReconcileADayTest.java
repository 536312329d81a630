package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Receipt;
import io.yiwang.payments.SealedReceipt;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.signing.SealVerifier;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.ChinaTime;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests the ledgers of a day and the receipts of its payments, on a sandbox. */
@ExtendWith(GovSandboxExtension.class)
class ReconcileADayTest {
  @TempDir Path folder;
  private GovSandbox sandbox;
  private FineClient fines;
  private GovClient gov;
  private Journal journal;
  private DemoWallet wallet;
  private FineCashier cashier;

  @BeforeEach
  void open(GovSandbox given, GovClient client) {
    sandbox = given;
    gov = client;
    fines = new FineClient(gov);
    journal = Journal.at(folder.resolve("fines.journal"));
    wallet = new DemoWallet(folder.resolve("wallet.ledger"));
    cashier = PayAFine.cashier(gov, journal, wallet);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private FineOutcome pay(int index) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(index);
    return PayAFine.pay(cashier, fine.decisionNumber(), fine.plate());
  }

  private SealVerifier seals() throws GeneralSecurityException {
    return ReconcileADay.seals(sandbox.documentAnchorPem(), sandbox.clock());
  }

  private Reconciliation.Summary nextDay() throws Exception {
    LocalDate day = LocalDate.now(sandbox.clock().withZone(ChinaTime.ZONE));
    // A statement is ready at six the next morning.
    sandbox.clock().advance(Duration.ofHours(30));
    return ReconcileADay.reconcile(gov, journal, wallet, day, folder.resolve("day.ndjson"));
  }

  @Test
  void reconcile_dayOfTwoPayments_agrees() throws Exception {
    pay(0);
    pay(1);

    Reconciliation.Summary summary = nextDay();

    assertEquals(Map.of(Kind.MATCHED, 2L), summary.orders());
    assertTrue(summary.agrees());
    assertEquals(summary.ours(), summary.gateway());
    assertEquals(summary.ours(), summary.channel());
  }

  @Test
  void reconcile_settledByAnotherJournal_isFound() throws Exception {
    pay(0);
    journal.close();
    journal = Journal.at(folder.resolve("another.journal"));

    assertEquals(Map.of(Kind.ONLY_THEIRS, 1L), nextDay().orders());
  }

  @Test
  void receipt_sealedByTheTreasury_isVerifiedOfflineAndCancelledAfterARefund() throws Exception {
    FineOutcome.Settled settled = (FineOutcome.Settled) pay(0);
    Receipt receipt = ReconcileADay.receipt(fines, settled, seals());
    assertTrue(receipt.isInForce());

    String paymentId = settled.payment().paymentId();
    cashier.refund(settled.orderNo(), "R1", settled.payment().amount(), "撤销");
    sandbox.treasury().approveRefund(paymentId, "R1");
    sandbox.clock().advance(Duration.ofDays(1));

    assertFalse(fines.sealedReceipt(receipt.number()).verify(seals()).isInForce());
  }

  @Test
  void receipt_changedAfterItWasSealed_isRefused() throws Exception {
    Receipt receipt = ReconcileADay.receipt(fines, pay(0), seals());
    byte[] json = fines.sealedReceipt(receipt.number()).json();
    SealVerifier seals = seals();
    SealedReceipt.read(json).verify(seals);

    String changed = new String(json, UTF_8).replace("罚款", "罰款");

    assertThrows(
        GeneralSecurityException.class,
        () -> SealedReceipt.read(changed.getBytes(UTF_8)).verify(seals));
  }
}

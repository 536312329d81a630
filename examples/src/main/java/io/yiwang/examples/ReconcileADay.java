package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.identity.DocumentSeals;
import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.journal.Journal;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Receipt;
import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.signing.SealVerifier;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;

/**
 * 对账. Pays a fine, checks the seal of its receipt, and compares the three ledgers on the next day.
 */
public final class ReconcileADay {
  private ReconcileADay() {}

  /** Runs on its own sandbox, whose clock it moves to the next day. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args)) {
      GovSandbox sandbox =
          Objects.requireNonNull(arguments.sandbox(), "this example moves the sandbox's clock");
      Clock clock = sandbox.clock();
      Platform platform = arguments.platform();
      DemoWallet wallet = new DemoWallet(platform.file("wallet.ledger"));
      try (GovClient gov = arguments.client().clock(clock).build();
          Journal journal = Journal.at(platform.file("fines.journal"))) {
        FineOutcome outcome =
            PayAFine.pay(
                PayAFine.cashier(gov, journal, wallet),
                platform.sample("decisionNumbers", 0),
                platform.sample("plates", 0));
        System.out.println(PayAFine.tell(outcome));
        FineClient fines = new FineClient(gov);
        System.out.println(receipt(fines, outcome, seals(sandbox.documentAnchorPem(), clock)));

        LocalDate day = LocalDate.now(clock.withZone(ChinaTime.ZONE));
        // A statement is ready at six the next morning.
        sandbox.clock().advance(Duration.ofHours(30));
        System.out.println(reconcile(gov, journal, wallet, day, platform.file("statement.ndjson")));
      }
    }
  }

  static SealVerifier seals(String anchorPem, Clock clock) throws GeneralSecurityException {
    TrustAnchors treasury = TrustAnchors.pem(anchorPem);
    return new DocumentSeals(new DocumentTrust(treasury, treasury, clock));
  }

  static Receipt receipt(FineClient fines, FineOutcome outcome, SealVerifier seals)
      throws GeneralSecurityException {
    FineOutcome.Settled settled = (FineOutcome.Settled) outcome;
    String number = Objects.requireNonNull(settled.payment().lines().get(0).receiptNumber());
    return fines.sealedReceipt(number).verify(seals);
  }

  static Reconciliation.Summary reconcile(
      GovClient gov, Journal journal, DemoWallet wallet, LocalDate day, Path file)
      throws IOException {
    Statement statement = new FineClient(gov).statement(day, file);
    return new Reconciliation(journal, gov.account(), file.resolveSibling(""))
        .run(statement, wallet.channelFile(day), ReconcileADay::tell);
  }

  private static void tell(Reconciled order) {
    System.out.println(order + " " + order.kind().text(Language.ZH_CN));
  }
}

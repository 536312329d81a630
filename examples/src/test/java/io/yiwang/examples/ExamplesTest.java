package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningState;
import io.yiwang.journal.Journal;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.payments.FineCashier;
import io.yiwang.payments.FineOutcome;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.AccessToken;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private Arguments arguments;
  private GovSandbox sandbox;
  private GovClient gov;

  @BeforeEach
  void start() throws Exception {
    arguments = Arguments.of();
    sandbox = Objects.requireNonNull(arguments.sandbox());
    gov = arguments.client().build();
  }

  @AfterEach
  void stop() throws Exception {
    gov.close();
    arguments.close();
  }

  @Test
  void payAFine_paysItOnce() {
    String number = arguments.platform().sample("decisionNumbers", 0);

    Platform platform = arguments.platform();
    DemoWallet wallet = new DemoWallet(platform.file("wallet.ledger"));
    FineOutcome outcome;
    try (Journal journal = Journal.at(platform.file("fines.journal"))) {
      FineCashier cashier = PayAFine.cashier(gov, journal, wallet);
      outcome = PayAFine.pay(cashier, number, platform.sample("plates", 0));
    }

    assertTrue(PayAFine.tell(outcome).startsWith("已缴 paid "), outcome::toString);
    assertEquals(1, sandbox.treasury().timesPaid(number));
    assertEquals(wallet.paid(outcome.orderNo()).fen(), sandbox.treasury().fenSettled());
  }

  @Test
  void findAService_findsWhatACitizenTypes() {
    assertFalse(FindAService.find(gov, arguments.platform().get("serviceText")).isEmpty());
  }

  @Test
  void signADocument_comesBackSigned() {
    Signing signed =
        SignADocument.sign(gov, new AccessToken(arguments.platform().get("accessToken")));

    assertEquals(SigningState.SIGNED, signed.status());
    assertEquals(1, signed.signatures().size());
  }

  @Test
  void submitAMessage_arrivesOnce() {
    MessageReceipt receipt = SubmitAMessage.submit(gov);

    assertEquals(1, sandbox.messageDesk().received().size());
    assertTrue(receipt.dueAt().isAfter(receipt.receivedAt()));
  }
}

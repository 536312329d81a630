package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.GovClient;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
class PayAFineTest {
  @Test
  void pay_answerToConfirmLost_isRepeatedAndPaidOnce(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    sandbox.faults().next("fine.confirm").answerLost();

    var payment = PayAFine.pay(gov, fine.decisionNumber(), fine.plate());

    assertEquals(PaymentStatus.SETTLED, payment.status());
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
  }
}

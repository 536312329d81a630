package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import org.junit.jupiter.api.BeforeEach;

/** Checks refused payments, and acts as another channel of the gateway. */
abstract class RejectionFixture extends CashierFixture {
  /** A fine that is ten days late, so that its total grows every day. */
  Seed.Fine late;

  @BeforeEach
  void chooseLateFine(GovSandbox sandbox) {
    late = sandbox.seed().payableFines(FineSandbox.XIHU).get(1);
  }

  static Refused refused(
      String code, ActionOwner actionOwner, PayerMoney payerMoney, FineOutcome outcome) {
    Refused refused = assertInstanceOf(Refused.class, outcome);
    assertEquals(code, refused.code());
    assertEquals(actionOwner, refused.actionOwner());
    assertEquals(payerMoney, refused.payerMoney());
    return refused;
  }

  /** Returns the client of another channel, which has no cashier. */
  FineClient elsewhere() {
    return new FineClient(world.gateway);
  }
}

package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.PayerChargeContract;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoWalletTest {
  @TempDir private Path folder;

  @Test
  void wallet_contract_isKept() {
    new PayerChargeContract(new DemoWallet(folder.resolve("wallet"))).check();
  }

  @Test
  void refund_againUnderAnotherKey_movesNoMoney() {
    DemoWallet wallet = new DemoWallet(folder.resolve("wallet"));
    ChargeAnswer.Charged charged =
        (ChargeAnswer.Charged)
            wallet.charge(
                new PayerCharge.Order("W1", Money.fen(5), OffsetDateTime.now(ZoneOffset.UTC)));
    for (String key : new String[] {"one", "two"}) {
      wallet.refund(
          new PayerCharge.Refund(
              key, "W1", charged.payment(), Money.fen(5), PayerCharge.RefundCause.NOT_SETTLED));
    }

    assertEquals(0, wallet.paid("W1").fen());
  }
}

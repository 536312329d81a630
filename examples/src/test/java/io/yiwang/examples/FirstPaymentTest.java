package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.PayerChargeContract;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GovSandboxExtension.class)
class FirstPaymentTest {
  /** Charges everybody at once, in memory; yours calls your payment channel. */
  static class Wallet implements PayerCharge {
    private final Map<String, ChargeAnswer> charges = new HashMap<>();
    private final Map<String, Money> paidBack = new HashMap<>();
    private final Set<String> refunds = new HashSet<>();

    @Override
    public synchronized ChargeAnswer charge(Order order) {
      String tradeNo = UUID.randomUUID().toString();
      OffsetDateTime now = OffsetDateTime.now(ZoneOffset.ofHours(8));
      return charges.computeIfAbsent(
          order.orderNo(), no -> ChargeAnswer.charged(tradeNo, now, order.amount()));
    }

    @Override
    public synchronized ChargeAnswer query(String orderNo) {
      return charges.getOrDefault(orderNo, ChargeAnswer.notFound());
    }

    @Override
    public synchronized ChargeAnswer cancel(String orderNo) {
      return charges.computeIfAbsent(orderNo, no -> ChargeAnswer.notCharged());
    }

    @Override
    public synchronized RefundAnswer refund(Refund refund) {
      if (refunds.add(refund.refundKey())) {
        Money back = paidBack.merge(refund.orderNo(), refund.amount(), Money::plus);
        if (back.compareTo(refund.charge().amount()) >= 0) {
          charges.put(refund.orderNo(), new ChargeAnswer.Refunded(refund.charge()));
        }
      }
      return RefundAnswer.PAID_BACK;
    }
  }

  @Test
  void pay_answerToConfirmLost_isPaidOnce(GovSandbox sandbox, GovClient gov, @TempDir Path folder) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    sandbox.faults().next("fine.confirm").answerLost();

    FineOutcome outcome;
    try (Journal journal = Journal.at(folder.resolve("fines.journal"))) {
      FineCashier cashier =
          FineCashier.builder()
              .gateway(gov)
              .journal(journal)
              .payerCharge(new Wallet())
              .channel("wallet")
              .build();
      Quote quote = cashier.quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())));
      outcome = cashier.pay("order-1", quote);
    }

    assertInstanceOf(FineOutcome.Settled.class, outcome);
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
  }

  @Test
  void wallet_contract_isKept() {
    new PayerChargeContract(new Wallet()).check();
  }
}

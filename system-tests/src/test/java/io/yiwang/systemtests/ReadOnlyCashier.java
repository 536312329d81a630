package io.yiwang.systemtests;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.PayerCharge;

/** Makes cashiers that read a journal and fail if they have to call gateway or channel. */
final class ReadOnlyCashier {
  private ReadOnlyCashier() {}

  static FineCashier of(String account, Journal journal) {
    return FineCashier.builder()
        .gateway(Gateway.of(account, ReadOnlyCashier::mayNotCall))
        .journal(journal)
        .payerCharge(new NoChannel())
        .channel("wallet")
        .build();
  }

  private static <T> T mayNotCall(GovRequest<T> request) {
    throw new IllegalStateException("the parent only reads, and does not call " + request);
  }

  private static final class NoChannel implements PayerCharge {
    private static IllegalStateException mayNot() {
      return new IllegalStateException("the parent only reads");
    }

    @Override
    public ChargeAnswer charge(Order order) {
      throw mayNot();
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      throw mayNot();
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      throw mayNot();
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      throw mayNot();
    }
  }
}

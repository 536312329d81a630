package shop.wallet;

import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Charges everybody at once, and keeps it in memory; yours calls your payment channel. */
@Component
class DemoCharge implements PayerCharge {
  private static final ChargeAnswer NEVER = ChargeAnswer.notCharged();
  private final Map<String, ChargeAnswer> charges = new ConcurrentHashMap<>();

  @Override
  public ChargeAnswer charge(Order order) {
    Money amount = order.amount();
    return charges.computeIfAbsent(
        order.orderNo(), no -> ChargeAnswer.charged("T" + no, OffsetDateTime.now(), amount));
  }

  @Override
  public ChargeAnswer query(String orderNo) {
    return charges.getOrDefault(orderNo, NEVER);
  }

  @Override
  public ChargeAnswer cancel(String orderNo) {
    return charges.computeIfAbsent(orderNo, no -> NEVER);
  }

  @Override
  public RefundAnswer refund(Refund refund) {
    return RefundAnswer.PAID_BACK;
  }
}

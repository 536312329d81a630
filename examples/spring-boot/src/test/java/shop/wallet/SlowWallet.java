package shop.wallet;

import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The wallet with a payment channel that answers when it reads a line, for {@link WalletShutdownTest}. */
class SlowWallet {
  public static void main(String[] args) {
    SpringApplication.run(new Class<?>[] {WalletApplication.class, SlowWallet.class}, args);
  }

  @Bean
  @Primary
  PayerCharge slowCharge() {
    WalletApplication.DemoCharge demo = new WalletApplication.DemoCharge();
    return new PayerCharge() {
      @Override
      public ChargeAnswer charge(Order order) {
        System.out.println("CHARGING");
        try {
          int unused = System.in.read();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return demo.charge(order);
      }

      @Override
      public ChargeAnswer query(String orderNo) {
        return demo.query(orderNo);
      }

      @Override
      public ChargeAnswer cancel(String orderNo) {
        return demo.cancel(orderNo);
      }

      @Override
      public RefundAnswer refund(Refund refund) {
        return demo.refund(refund);
      }
    };
  }
}

package io.yiwang.spring;

import io.yiwang.payments.cashier.CashierListener;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/** Is an application that a signal stops during a payment; {@link ShutdownTest} runs it. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(YiwangAutoConfiguration.class)
class ShutdownNode {
  private ShutdownNode() {}

  /**
   * Runs the application, and pays a fine if one is given.
   *
   * @param args the folder of the wallet's charges; the decision and the plate, or nothing
   */
  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ShutdownNode.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setDefaultProperties(Map.of("wallet", args[0]));
    try {
      FineCashier cashier = application.run().getBean(FineCashier.class);
      if (args.length > 1) {
        cashier.pay("W1", cashier.quote(List.of(FineTicket.ofPlate(args[1], args[2]))));
      }
    } catch (RuntimeException e) {
      // The tests have no logger on their class path.
      e.printStackTrace(System.out);
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  @Bean
  static PayerCharge wallet(@Value("${wallet}") Path folder) {
    return new Wallet(folder);
  }

  @Bean
  static CashierListener states() {
    return new CashierListener() {
      @Override
      public void entered(Entered entered) {
        print("ENTERED " + entered.state());
      }
    };
  }

  @Bean
  static ApplicationListener<ContextClosedEvent> closing() {
    return event -> print("CLOSING");
  }

  /** Reports that the beans are destroyed, which happens after the life cycles have ended. */
  @Bean
  static DisposableBean destroyed() {
    return () -> print("DESTROYED");
  }

  /** Charges at once, but answers only when the test sends a line. */
  private record Wallet(Path folder) implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      try {
        Files.writeString(
            folder.resolve(order.orderNo()),
            OffsetDateTime.now(ZoneOffset.ofHours(8)) + " " + order.amount().fen());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return answerWhenAllowed("CHARGED", order.orderNo());
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return answerWhenAllowed("ASKED", orderNo);
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return answerWhenAllowed("ASKED", orderNo);
    }

    private ChargeAnswer answerWhenAllowed(String line, String orderNo) {
      print(line);
      try {
        if (System.in.read() != '\n') {
          return ChargeAnswer.underway();
        }
        Path charge = folder.resolve(orderNo);
        if (!Files.exists(charge)) {
          return ChargeAnswer.notFound();
        }
        String[] parts = Files.readString(charge).split(" ");
        return ChargeAnswer.charged(
            "T" + orderNo, OffsetDateTime.parse(parts[0]), Money.fen(Long.parseLong(parts[1])));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return RefundAnswer.PAID_BACK;
    }
  }
}

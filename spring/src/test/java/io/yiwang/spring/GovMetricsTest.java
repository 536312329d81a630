package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.testkit.GovSandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class GovMetricsTest {
  private static GovSandbox sandbox;

  private final ApplicationContextRunner app =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  YiwangAutoConfiguration.class,
                  YiwangWebAutoConfiguration.class,
                  YiwangActuatorAutoConfiguration.class));

  @BeforeAll
  static void start() {
    sandbox = GovSandbox.start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private static String[] gateway(String name) {
    String prefix = "yiwang.gateways." + name + ".";
    return new String[] {
      prefix + "endpoint=" + sandbox.endpoint(),
      prefix + "key-id=" + GovSandbox.PLATFORM_KEY_ID,
      prefix + "private-key=" + sandbox.platformKeyPem(),
      prefix + "trust-anchors=" + sandbox.anchorPem()
    };
  }

  @Test
  void bindTo_cashier_hasGaugesOfPaymentsAndRefunds(@TempDir Path folder) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues(
            "yiwang.journal.file=" + folder.resolve("app.journal"),
            "yiwang.gateways.zhejiang.cashier.channel=wallet")
        .withBean(PayerCharge.class, () -> mock(PayerCharge.class))
        .run(
            context -> {
              context.getBean(GovMetrics.class).bindTo(meters);

              for (String kind : List.of(Recovery.PAYMENTS, Recovery.REFUNDS)) {
                assertThat(meters.get("yiwang.unfinished").tag("kind", kind).gauge().value())
                    .isZero();
              }
            });
  }
}

package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.Callback;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.testkit.GovSandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class GatewayRegistrarTest {
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
  void start_callbacksWithoutHandler_isRejected() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.callbacks.path=/gov/callbacks")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("Consumer<Callback>"));
  }

  @Test
  void start_channelWithoutJournalOrPayerCharge_isRejected(@TempDir Path folder) {
    ApplicationContextRunner channel =
        app.withPropertyValues(gateway("zhejiang"))
            .withPropertyValues("yiwang.gateways.zhejiang.cashier.channel=wallet");

    channel.run(
        context ->
            assertThat(context.getStartupFailure())
                .hasStackTraceContaining("cashier.channel needs a journal"));
    channel
        .withPropertyValues("yiwang.journal.file=" + folder.resolve("app.journal"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("cashier.channel needs a bean of type PayerCharge"));
  }

  @Test
  void start_callbacksOfTwoGatewaysAtOnePath_isRejected() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues(gateway("jiangsu"))
        .withPropertyValues(
            "yiwang.gateways.zhejiang.callbacks.path=/gov",
            "yiwang.gateways.jiangsu.callbacks.path=/gov")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("callbacks.path is taken by another gateway"));
  }

  /** No event would ever be received, and nobody would notice. */
  @Test
  void start_callbacksWithWebFlux_isRejected() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.callbacks.path=/gov")
        .withBean("webHandler", Object.class, Object::new)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("callbacks.path needs Spring MVC"));
  }

  /** A gateway that is used only for its catalog needs no channel. */
  @Test
  void start_channelOfOneOfTwoGateways_makesOneCashier(@TempDir Path folder) {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues(gateway("jiangsu"))
        .withPropertyValues(
            "yiwang.primary=zhejiang",
            "yiwang.journal.file=" + folder.resolve("app.journal"),
            "yiwang.gateways.zhejiang.cashier.channel=wallet")
        .withBean(PayerCharge.class, () -> mock(PayerCharge.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(FineCashier.class)
                    .hasBean("zhejiangFineCashier"));
  }

  @Test
  void start_payerChargeWithoutAnyChannel_isRejected(@TempDir Path folder) {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.journal.file=" + folder.resolve("app.journal"))
        .withBean(PayerCharge.class, () -> mock(PayerCharge.class))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("cashier.channel is missing"));
  }

  @Test
  void start_ownClientWithoutAccount_saysWhatToDo() {
    app.withPropertyValues(gateway("zhejiang"))
        .withBean(
            GovClient.class,
            () ->
                GovClient.builder()
                    .endpoint(sandbox.endpoint())
                    .signer(sandbox.platformSigner())
                    .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
                    .build())
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("build it with account(\"zhejiang\")"));
  }

  /** {@code @MockitoBean GovClient} makes such a client. */
  @Test
  void call_mockOfTheClient_returnsWhatIsStubbed() {
    GovClient stubbed = mock(GovClient.class);
    when(stubbed.call(any())).thenReturn(List.of());

    app.withPropertyValues(gateway("zhejiang"))
        .withBean(GovClient.class, () -> stubbed)
        .run(
            context -> {
              assertThat(context.getBean(CatalogClient.class).regions()).isEmpty();
              assertThat(context.getBean(Gateway.class).account()).isEqualTo("zhejiang");
            });
  }

  @Test
  void handler_eventOfAFollowedMessage_isNotPassedToTheApplication() {
    List<Callback> handed = new ArrayList<>();
    MessageFollower follower = mock(MessageFollower.class);
    Callback followed = mock(Callback.class);
    Callback other = mock(Callback.class);
    when(follower.onCallback(followed)).thenReturn(true);

    Consumer<Callback> handler = GatewayRegistrar.handler(handed::add, follower);
    handler.accept(followed);
    handler.accept(other);
    GatewayRegistrar.handler(null, follower).accept(other);

    assertThat(handed).containsExactly(other);
  }

  @Test
  void start_outboxWithoutJournal_saysWhatIsMissing() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.messages.outbox=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("yiwang.journal.file"));
  }
}

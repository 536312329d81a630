package io.yiwang.spring;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.Callback;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.identity.IdentityClient;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalListener;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.testkit.GovSandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class YiwangAutoConfigurationTest {
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
  void start_nothingConfigured_startsWithoutAnyBeanOfOurs() {
    app.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(GovClient.class));
  }

  @Test
  void start_oneGateway_typedClientsCallIt() {
    app.withPropertyValues(gateway("zhejiang"))
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(FineClient.class);
              assertThat(context.getBean(GovClient.class).account()).isEqualTo("zhejiang");
              assertThat(context.getBean(Gateway.class)).isInstanceOf(ObservedGateway.class);
              assertThat(context.getBean(CatalogClient.class).regions()).isNotEmpty();
            });
  }

  @Test
  void start_twoGateways_eachIsFoundByItsQualifierAndThePrimaryWithoutOne() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues(gateway("jiangsu"))
        .withPropertyValues("yiwang.primary=zhejiang")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(Gateway.class).account()).isEqualTo("zhejiang");
              assertThat(context.getBean(GovClient.class).account()).isEqualTo("zhejiang");
              assertThat(
                      BeanFactoryAnnotationUtils.qualifiedBeanOfType(
                              context.getBeanFactory(), GovClient.class, "jiangsu")
                          .account())
                  .isEqualTo("jiangsu");
              assertThat(context.getBean(MessageClient.class))
                  .isSameAs(context.getBean("zhejiangMessageClient"));
            });
  }

  @Test
  void start_endpointMissing_saysWhichProperties() {
    app.withPropertyValues("yiwang.gateways.zhejiang.call-timeout=5s")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("endpoint"));
  }

  @Test
  void start_keyUnreadable_saysSoWithoutQuotingIt() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues(
            "yiwang.gateways.zhejiang.private-key=-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n"
                + "-----END PRIVATE KEY-----")
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertThat(failure).hasStackTraceContaining("yiwang.gateways.zhejiang.private-key");
              for (Throwable e = failure; e != null; e = e.getCause()) {
                assertThat(String.valueOf(e.getMessage())).doesNotContain("c2VjcmV0");
              }
            });
  }

  @Test
  void start_primaryUnknown_namesThoseThatAre() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.primary=henan")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("yiwang.primary")
                    .hasStackTraceContaining("zhejiang"));
  }

  @Test
  void start_applicationHasItsOwn_backsOff() {
    app.withPropertyValues(gateway("zhejiang"))
        .withUserConfiguration(OwnClient.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(IdentityClient.class);
              assertThat(context.getBean(IdentityClient.class)).isSameAs(context.getBean("mine"));
            });
  }

  @Test
  void start_callbacksWithoutHandler_isRefused() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.callbacks.path=/gov/callbacks")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("Consumer<Callback>"));
  }

  @Test
  void start_channelWithoutJournalOrPayerCharge_isRefused(@TempDir Path folder) {
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
  void start_journalFile_isMadeAndClosed(@TempDir Path folder) {
    Path file = folder.resolve("app.journal");
    app.withPropertyValues("yiwang.journal.file=" + file)
        .run(context -> assertThat(context).hasSingleBean(Journal.class));
    assertThat(file).exists();
  }

  @Test
  void start_journalListener_isNotifiedByTheJournal(@TempDir Path folder) {
    Path backup = folder.resolve("copy.journal");
    try (Journal journal = Journal.at(folder.resolve("app.journal"))) {
      journal.backupTo(backup);
    }
    AtomicInteger opened = new AtomicInteger();
    app.withPropertyValues("yiwang.journal.file=" + backup)
        .withBean(
            JournalListener.class,
            () ->
                new JournalListener() {
                  @Override
                  public void openedFromBackup() {
                    opened.incrementAndGet();
                  }
                })
        .run(context -> assertThat(context).hasSingleBean(Journal.class));

    assertThat(opened).hasValue(1);
  }

  @Test
  void start_callbacksOfTwoGatewaysAtOnePath_isRefused() {
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

  /** Nothing would ever be received there, and nobody would notice. */
  @Test
  void start_callbacksInAnApplicationOfWebFlux_isRefused() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.callbacks.path=/gov")
        .withBean("webHandler", Object.class, Object::new)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("callbacks.path needs Spring MVC"));
  }

  /** A gateway that is asked for the catalog alone needs no name of a channel. */
  @Test
  void start_channelOfOneGatewayOfTwo_onlyThatHasACashier(@TempDir Path folder) {
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
  void start_channelForgottenForAll_isRefused(@TempDir Path folder) {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.journal.file=" + folder.resolve("app.journal"))
        .withBean(PayerCharge.class, () -> mock(PayerCharge.class))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("cashier.channel is missing"));
  }

  @ParameterizedTest
  @CsvSource({"zh-CN,zh-CN", "EN,EN", "bo,bo"})
  void start_anyLanguage_isAskedFor(String setting, String asked) {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.language=" + setting)
        .run(
            context -> {
              context.getBean(CatalogClient.class).regions();
              assertThat(sandbox.requests().list())
                  .last()
                  .satisfies(
                      request -> assertThat(request.header("accept-language")).contains(asked));
            });
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

  /** As {@code @MockitoBean GovClient} makes it. */
  @Test
  void call_clientThatIsAMock_givesWhatItWasTaught() {
    GovClient taught = mock(GovClient.class);
    when(taught.call(any())).thenReturn(List.of());

    app.withPropertyValues(gateway("zhejiang"))
        .withBean(GovClient.class, () -> taught)
        .run(
            context -> {
              assertThat(context.getBean(CatalogClient.class).regions()).isEmpty();
              assertThat(context.getBean(Gateway.class).account()).isEqualTo("zhejiang");
            });
  }

  @Test
  void gauges_ofACashier_areOfPaymentsAndOfRefunds(@TempDir Path folder) {
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
                assertThat(
                        meters.get("yiwang.unfinished").tag("kind", kind).gauge().value())
                    .isZero();
              }
            });
  }

  @Test
  void handler_eventOfAFollowedMessage_isNotTheApplicationsToo() {
    List<Callback> handed = new ArrayList<>();
    MessageFollower follower = mock(MessageFollower.class);
    Callback followed = mock(Callback.class);
    Callback other = mock(Callback.class);
    when(follower.onCallback(followed)).thenReturn(true);

    Consumer<Callback> handler = GatewayBeans.handler(handed::add, follower);
    handler.accept(followed);
    handler.accept(other);
    GatewayBeans.handler(null, follower).accept(other);

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

  @Test
  void toString_ofProperties_hasNoSecret() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.login.client-secret=hunter2")
        .run(
            context ->
                assertThat(context.getBean(YiwangProperties.class).toString())
                    .doesNotContain("hunter2")
                    .doesNotContain("PRIVATE KEY"));
  }

  @Test
  void toString_ofAnEndpointWithAPassword_namesTheHostAlone() {
    Map<String, String> settings =
        Map.of("yiwang.gateways.zhejiang.endpoint", "https://app:hunter2@gw.example/");

    assertThat(
            new Binder(new MapConfigurationPropertySource(settings))
                .bind("yiwang", YiwangProperties.class)
                .get()
                .toString())
        .contains("gw.example")
        .doesNotContain("hunter2");
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnClient {
    @Bean
    IdentityClient mine() {
      return new IdentityClient(new Silent());
    }
  }

  /** Answers nothing. */
  private static final class Silent implements Gateway {
    @Override
    public <T> T call(GovRequest<T> request) {
      throw new UnsupportedOperationException();
    }
  }
}

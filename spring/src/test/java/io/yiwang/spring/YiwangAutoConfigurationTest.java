package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.identity.IdentityClient;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalListener;
import io.yiwang.messages.MessageClient;
import io.yiwang.payments.FineClient;
import io.yiwang.testkit.GovSandbox;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
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
  void start_nothingConfigured_makesNoClient() {
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
  void start_twoGateways_areFoundByQualifierAndThePrimaryWithoutOne() {
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
  void start_unknownPrimary_listsTheGateways() {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.primary=henan")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("yiwang.primary")
                    .hasStackTraceContaining("zhejiang"));
  }

  @Test
  void start_ownClientInTheApplication_backsOff() {
    app.withPropertyValues(gateway("zhejiang"))
        .withUserConfiguration(OwnClient.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(IdentityClient.class);
              assertThat(context.getBean(IdentityClient.class)).isSameAs(context.getBean("mine"));
            });
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

  @ParameterizedTest
  @CsvSource({"zh-CN,zh-CN", "EN,EN", "bo,bo"})
  void start_anyLanguage_isRequested(String setting, String requested) {
    app.withPropertyValues(gateway("zhejiang"))
        .withPropertyValues("yiwang.gateways.zhejiang.language=" + setting)
        .run(
            context -> {
              context.getBean(CatalogClient.class).regions();
              assertThat(sandbox.requests().list())
                  .last()
                  .satisfies(
                      request -> assertThat(request.header("accept-language")).contains(requested));
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnClient {
    @Bean
    IdentityClient mine() {
      return new IdentityClient(new UnusedGateway());
    }
  }

  /** Fails if it is called. */
  private static final class UnusedGateway implements Gateway {
    @Override
    public <T> T call(GovRequest<T> request) {
      throw new UnsupportedOperationException();
    }
  }
}

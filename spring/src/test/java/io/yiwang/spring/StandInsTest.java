package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import io.yiwang.GovClient;
import io.yiwang.Worker;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.CatalogRefresh;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.journal.Journal;
import io.yiwang.messages.CategoryCache;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.qr.GovQrReader;
import io.yiwang.testkit.GovSandbox;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockMakers;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * What applications inject can be stood in for: by a proxy of CGLIB's, and by a mock that extends
 * it.
 */
class StandInsTest {
  @Test
  void lazy_injectedBeans_areProxiesOfTheirClassThatDoTheWork(@TempDir Path folder) {
    try (GovSandbox sandbox = GovSandbox.start()) {
      String prefix = "yiwang.gateways.gov.";
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(YiwangAutoConfiguration.class))
          .withPropertyValues(
              "yiwang.journal.file=" + folder.resolve("app.journal"),
              prefix + "endpoint=" + sandbox.endpoint(),
              prefix + "key-id=" + GovSandbox.PLATFORM_KEY_ID,
              prefix + "private-key=" + sandbox.platformKeyPem(),
              prefix + "trust-anchors=" + sandbox.anchorPem())
          .withUserConfiguration(Application.class)
          .run(
              context -> {
                assertThat(context).hasNotFailed();
                Application.Held held = context.getBean(Application.Held.class);
                assertThat(AopUtils.isCglibProxy(held.catalog)).isTrue();
                assertThat(AopUtils.isCglibProxy(held.journal)).isTrue();
                assertThat(held.catalog.regions()).isNotEmpty();
                assertThat(held.journal.unserved()).isEmpty();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        GovClient.class,
        Journal.class,
        CallbackReceiver.class,
        FineClient.class,
        FineCashier.class,
        Recovery.class,
        Reconciliation.class,
        CatalogClient.class,
        CatalogRefresh.class,
        LocalCatalog.class,
        MessageClient.class,
        MessageOutbox.class,
        MessageFollower.class,
        CategoryCache.class,
        NoticeClient.class,
        GovQrReader.class,
        IdentityClient.class,
        SigningClient.class,
        CitizenLogin.class
      })
  void mock_thatExtendsTheClass_canBeMade(Class<?> type) {
    assertThat(mock(type, withSettings().mockMaker(MockMakers.SUBCLASS))).isInstanceOf(type);
    for (Method method : type.getMethods()) {
      boolean own = method.getDeclaringClass().getName().startsWith("io.yiwang");
      assertThat(own && Modifier.isFinal(method.getModifiers())).as(method.toString()).isFalse();
    }
  }

  @Test
  void mock_ofAnOutbox_answersAsTaught() {
    MessageOutbox outbox = mock(MessageOutbox.class, withSettings().mockMaker(MockMakers.SUBCLASS));
    when(outbox.runOnce()).thenReturn(7);
    when(outbox.find("a")).thenReturn(Optional.empty());

    Worker worker = outbox;
    assertThat(worker.runOnce()).isEqualTo(7);
    assertThat(outbox.find("a")).isEmpty();
  }

  @Configuration(proxyBeanMethods = false)
  static class Application {
    record Held(CatalogClient catalog, Journal journal) {}

    @Bean
    Held held(@Lazy CatalogClient catalog, @Lazy Journal journal) {
      return new Held(catalog, journal);
    }
  }
}

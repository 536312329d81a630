package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.yiwang.GovClient;
import io.yiwang.Worker;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.CatalogRefresh;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.journal.Journal;
import io.yiwang.messages.CategoryCache;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.qr.GovQrReader;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.LoginControls;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Checks that applications can replace what they inject by a CGLIB proxy and by a subclass. */
class ProxiedBeansTest {
  private static final String PREFIX = "yiwang.gateways.gov.";

  private static ApplicationContextRunner application(GovSandbox sandbox, Path folder) {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(YiwangAutoConfiguration.class))
        .withPropertyValues(
            "yiwang.journal.file=" + folder.resolve("app.journal"),
            PREFIX + "endpoint=" + sandbox.endpoint(),
            PREFIX + "key-id=" + GovSandbox.PLATFORM_KEY_ID,
            PREFIX + "private-key=" + sandbox.platformKeyPem(),
            PREFIX + "trust-anchors=" + sandbox.anchorPem());
  }

  @Test
  void lazy_injectedBeans_areWorkingProxiesOfTheirClass(@TempDir Path folder) {
    try (GovSandbox sandbox = GovSandbox.start()) {
      application(sandbox, folder)
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

  /** Spring Cloud's {@code @RefreshScope} makes each bean again after a refresh. */
  @Test
  void refresh_eachInjectedBean_isAProxyOfTheNewBean(@TempDir Path folder) {
    try (GovSandbox sandbox = GovSandbox.start()) {
      application(sandbox, folder)
          .withPropertyValues(
              PREFIX + "catalog.folder=" + folder.resolve("catalog"),
              PREFIX + "cashier.channel=wallet",
              PREFIX + "login.client-id=" + LoginControls.CLIENT_ID,
              PREFIX + "login.client-secret=" + sandbox.loginControls().clientSecret(),
              PREFIX + "login.redirect-uri=https://wallet.example/back")
          .withUserConfiguration(Refreshed.class)
          .run(
              context -> {
                assertThat(context).hasNotFailed();
                Map<Class<?>, Object> before = new HashMap<>();
                for (Class<?> type : Refreshed.TYPES) {
                  assertThat(AopUtils.isCglibProxy(context.getBean(type))).as("%s", type).isTrue();
                  before.put(type, target(context.getBean(type)));
                }
                work(context);

                context.getBean(RefreshScope.class).refresh();

                for (Class<?> type : Refreshed.TYPES) {
                  assertThat(target(context.getBean(type)))
                      .isInstanceOf(type)
                      .isNotSameAs(before.get(type));
                }
                work(context);
              });
    }
  }

  private static void work(ApplicationContext context) {
    assertThat(context.getBean(CatalogClient.class).regions()).isNotEmpty();
    assertThat(context.getBean(FineCashier.class).outcome("none")).isEmpty();
    assertThat(context.getBean(Recovery.class).runOnce()).isZero();
    assertThat(context.getBean(Journal.class).unserved()).isEmpty();
    assertThat(context.getBean(LocalCatalog.class).toString()).isNotEmpty();
    assertThat(context.getBean(CitizenLogin.class).begin(Assurance.BASIC).url()).isNotNull();
  }

  private static Object target(Object proxy) {
    try {
      return ((Advised) proxy).getTargetSource().getTarget();
    } catch (Exception e) {
      throw new IllegalStateException(e);
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
  void subclass_ofEachClass_canBeMade(Class<?> type) {
    assertThat(subclass(type, call -> null)).isInstanceOf(type);
    for (Method method : type.getMethods()) {
      boolean own = method.getDeclaringClass().getName().startsWith("io.yiwang");
      assertThat(own && Modifier.isFinal(method.getModifiers())).as(method.toString()).isFalse();
    }
  }

  @Test
  void subclass_ofAnOutbox_returnsWhatIsStubbed() {
    MessageOutbox outbox =
        subclass(
            MessageOutbox.class,
            call -> call.getMethod().getName().equals("runOnce") ? 7 : Optional.empty());

    Worker worker = outbox;
    assertThat(worker.runOnce()).isEqualTo(7);
    assertThat(outbox.find("a")).isEmpty();
  }

  /**
   * Returns an instance of a subclass, as Mockito's subclass mock maker does. That one is not used
   * here, since mocks fail now and then with a second mock maker in a JVM (mockito#3406).
   */
  private static <T> T subclass(Class<T> type, MethodInterceptor answer) {
    ProxyFactory proxies = new ProxyFactory();
    proxies.setTargetClass(type);
    proxies.setProxyTargetClass(true);
    proxies.addAdvice(answer);
    return type.cast(proxies.getProxy());
  }

  @Configuration(proxyBeanMethods = false)
  static class Application {
    record Held(CatalogClient catalog, Journal journal) {}

    @Bean
    Held held(@Lazy CatalogClient catalog, @Lazy Journal journal) {
      return new Held(catalog, journal);
    }
  }

  /** Puts what applications inject into a scope, like {@code @RefreshScope} on each bean. */
  @Configuration(proxyBeanMethods = false)
  static class Refreshed {
    static final List<Class<?>> TYPES =
        List.of(
            GovClient.class,
            Journal.class,
            FineClient.class,
            FineCashier.class,
            CatalogClient.class,
            LocalCatalog.class,
            MessageClient.class,
            NoticeClient.class,
            IdentityClient.class,
            SigningClient.class,
            CitizenLogin.class);

    @Bean
    static RefreshScope refreshScope() {
      return new RefreshScope();
    }

    @Bean
    PayerCharge charge() {
      return mock(PayerCharge.class);
    }
  }

  /** Keeps one instance of each bean until the refresh, which destroys them. */
  static final class RefreshScope implements Scope, BeanFactoryPostProcessor {
    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final Map<String, Runnable> destructions = new ConcurrentHashMap<>();

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
      beans.registerScope("refresh", this);
      BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
      for (Class<?> type : Refreshed.TYPES) {
        String name = beans.getBeanNamesForType(type, true, false)[0];
        BeanDefinition definition = registry.getBeanDefinition(name);
        definition.setScope("refresh");
        registry.removeBeanDefinition(name);
        BeanDefinitionHolder proxy =
            ScopedProxyUtils.createScopedProxy(
                new BeanDefinitionHolder(definition, name), registry, true);
        registry.registerBeanDefinition(name, proxy.getBeanDefinition());
      }
    }

    void refresh() {
      // Destroyed before they are removed, so that no worker's thread makes a second journal.
      destructions.values().forEach(Runnable::run);
      destructions.clear();
      kept.clear();
    }

    @Override
    public synchronized Object get(String name, ObjectFactory<?> factory) {
      // Not computeIfAbsent: making one bean makes others.
      Object known = kept.get(name);
      if (known == null) {
        known = factory.getObject();
        kept.put(name, known);
      }
      return known;
    }

    @Override
    public Object remove(String name) {
      destructions.remove(name);
      return kept.remove(name);
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
      destructions.put(name, callback);
    }

    @Override
    public Object resolveContextualObject(String key) {
      return null;
    }

    @Override
    public String getConversationId() {
      return "refresh";
    }
  }
}

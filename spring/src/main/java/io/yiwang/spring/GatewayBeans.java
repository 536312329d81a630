package io.yiwang.spring;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Registers the beans of each gateway under {@code yiwang.gateways}: its client, its typed clients,
 * and, as far as the properties and the application's own beans require them, cashier, recovery,
 * outbox, follower, local catalog, login and callbacks.
 *
 * <p>Each bean has the gateway's name as its qualifier ({@code @Qualifier("zhejiang") FineClient})
 * and in its own name ({@code zhejiangFineClient}); the beans of the primary gateway need no
 * qualifier. If the application has a bean of a type, none of that type is registered.
 */
final class GatewayBeans implements BeanDefinitionRegistryPostProcessor {
  private static final String GATEWAYS = "yiwang.gateways";

  private final YiwangProperties properties;

  GatewayBeans(Environment environment) {
    properties =
        Binder.get(environment).bindOrCreate("yiwang", Bindable.of(YiwangProperties.class));
  }

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    Set<String> names = properties.gateways().keySet();
    String primary = primary(names);
    checkJournal();
    boolean anyChannel =
        properties.gateways().values().stream().anyMatch(each -> each.cashier().channel() != null);
    for (Map.Entry<String, YiwangProperties.GatewaySettings> gateway :
        properties.gateways().entrySet()) {
      GatewayBeanRegistry beans =
          new GatewayBeanRegistry(
              registry,
              (ConfigurableListableBeanFactory) registry,
              gateway.getKey(),
              gateway.getKey().equals(primary));
      new GatewayRegistrar(beans, GATEWAYS + "." + gateway.getKey(), gateway.getValue(), anyChannel)
          .register();
    }
  }

  private @Nullable String primary(Set<String> names) {
    String primary = properties.primary();
    if (primary != null && !names.contains(primary)) {
      throw new ConfigurationException(
          "yiwang.primary",
          "is not the name of a gateway in " + GATEWAYS + ", which has " + names,
          "set it to one of them");
    }
    return primary == null && names.size() == 1 ? names.iterator().next() : primary;
  }

  /**
   * Rejects two journals: which of them would be used is undefined, and payments could be in
   * either.
   */
  private void checkJournal() {
    if (properties.journal().file() != null && properties.journal().dataSource()) {
      throw new ConfigurationException(
          "yiwang.journal.data-source",
          "is set together with yiwang.journal.file, but there can be only one journal",
          "leave one of the two out");
    }
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    // There is nothing to do after the definitions are registered.
  }
}

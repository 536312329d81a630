package io.yiwang.spring;

import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Registers and looks up the beans of one gateway account. Their names begin with the gateway's
 * name, which is also their qualifier.
 */
final class GatewayBeanRegistry {
  /** The attribute of definitions that were registered here, and not by the application. */
  private static final String REGISTERED_HERE = GatewayBeanRegistry.class.getName();

  private final BeanDefinitionRegistry registry;
  private final ConfigurableListableBeanFactory beans;
  private final String name;
  private final boolean primary;

  GatewayBeanRegistry(
      BeanDefinitionRegistry registry,
      ConfigurableListableBeanFactory beans,
      String name,
      boolean primary) {
    this.registry = registry;
    this.beans = beans;
    this.name = name;
    this.primary = primary;
  }

  /** Returns the gateway's name. */
  String name() {
    return name;
  }

  boolean isPrimary() {
    return primary;
  }

  /** Registers a bean of a type, unless the application has one; returns whether it did. */
  <T> boolean add(Class<T> type, Supplier<T> make) {
    for (String other : beans.getBeanNamesForType(type, true, false)) {
      if (!beans.getBeanDefinition(other).hasAttribute(REGISTERED_HERE)) {
        return false;
      }
    }
    addNamed(name + type.getSimpleName(), type, make);
    return true;
  }

  /** Registers a bean under another name than that of its type. */
  <T> void addNamed(String bean, Class<T> type, Supplier<T> make) {
    RootBeanDefinition definition = new RootBeanDefinition(type, make);
    definition.setAttribute(REGISTERED_HERE, name);
    definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
    definition.setPrimary(primary);
    definition.setDestroyMethodName(RootBeanDefinition.INFER_METHOD);
    registry.registerBeanDefinition(bean, definition);
  }

  RootBeanDefinition definition(Class<?> type) {
    return (RootBeanDefinition) registry.getBeanDefinition(name + type.getSimpleName());
  }

  /** Returns whether there is a bean of a type. */
  boolean has(Class<?> type) {
    return beans.getBeanNamesForType(type, true, false).length > 0;
  }

  /** Returns this account's bean of a type, or else the application's. */
  <T> T bean(Class<T> type) {
    String named = name + type.getSimpleName();
    return beans.containsBean(named) ? beans.getBean(named, type) : required(type);
  }

  /** Returns the application's bean of a type for this account, which must exist. */
  <T> T required(Class<T> type) {
    T found = find(type);
    if (found == null) {
      throw new NoSuchBeanDefinitionException(
          type,
          "needed by yiwang.gateways."
              + name
              + ": one for all, or one with @Qualifier(\""
              + name
              + "\")");
    }
    return found;
  }

  /**
   * Returns the application's bean of a type that has this account's qualifier, or else its only
   * one; null if there is none.
   */
  <T> @Nullable T find(Class<T> type) {
    try {
      return BeanFactoryAnnotationUtils.qualifiedBeanOfType((BeanFactory) beans, type, name);
    } catch (NoSuchBeanDefinitionException e) {
      return beans.getBeanProvider(type).getIfUnique();
    }
  }

  /** Returns the application's only consumer of a type; null if there is none. */
  <T> @Nullable Consumer<T> findConsumer(Class<T> of) {
    return beans
        .<Consumer<T>>getBeanProvider(ResolvableType.forClassWithGenerics(Consumer.class, of))
        .getIfUnique();
  }

  /** Returns the application's bean of a type that all gateways share. */
  <T> T shared(Class<T> type) {
    return beans.getBean(type);
  }

  /** Returns the application's beans of a type, in their order. */
  <T> Stream<T> all(Class<T> type) {
    return beans.getBeanProvider(type).orderedStream();
  }

  /** Returns the application's only bean of a type, or else the default. */
  <T> T only(Class<T> type, Supplier<T> byDefault) {
    return beans.getBeanProvider(type).getIfUnique(byDefault);
  }

  /** Returns whether a class is on the application's class path. */
  boolean isPresent(String className) {
    return ClassUtils.isPresent(className, beans.getBeanClassLoader());
  }

  /** Returns whether there is a bean of this name. */
  boolean containsNamed(String bean) {
    return registry.containsBeanDefinition(bean);
  }

  /** Registers a bean that has just this name, and neither qualifier nor priority. */
  <T> void addPlain(String bean, Class<T> type, Supplier<T> make) {
    registry.registerBeanDefinition(bean, new RootBeanDefinition(type, make));
  }
}

package io.yiwang.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.yiwang.journal.Journal;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Provides health and metrics, and keeps keys and passwords out of {@code /actuator/env}. */
@AutoConfiguration(after = YiwangAutoConfiguration.class)
public class YiwangActuatorAutoConfiguration {
  @Bean
  static GovHealth yiwangHealthCheck(ListableBeanFactory beans, ObjectProvider<Journal> journal) {
    return new GovHealth(
        beans.getBeansOfType(ObservedGateway.class),
        beans.getBeansOfType(WorkerLifecycle.class).values(),
        journal.getIfUnique());
  }

  /** Provides health with the types of Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class Boot3Health {
    @Bean
    @ConditionalOnMissingBean(name = "yiwangHealthIndicator")
    org.springframework.boot.actuate.health.HealthIndicator yiwangHealthIndicator(GovHealth check) {
      return () -> {
        GovHealth.Result result = check.check();
        var health =
            result.up()
                ? org.springframework.boot.actuate.health.Health.up()
                : org.springframework.boot.actuate.health.Health.down();
        health.withDetails(result.details());
        return (result.failure() == null ? health : health.withException(result.failure())).build();
      };
    }
  }

  /** Provides health with the types of Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class Boot4Health {
    @Bean
    @ConditionalOnMissingBean(name = "yiwangHealthIndicator")
    org.springframework.boot.health.contributor.HealthIndicator yiwangHealthIndicator(
        GovHealth check) {
      return () -> {
        GovHealth.Result result = check.check();
        var health =
            result.up()
                ? org.springframework.boot.health.contributor.Health.up()
                : org.springframework.boot.health.contributor.Health.down();
        health.withDetails(result.details());
        return (result.failure() == null ? health : health.withException(result.failure())).build();
      };
    }
  }

  /** Provides metrics if Micrometer is on the class path. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Gauges {
    @Bean
    GovMetrics yiwangMetrics(ListableBeanFactory beans) {
      return new GovMetrics(beans.getBeansOfType(WorkerLifecycle.class).values());
    }
  }

  /** Hides keys and passwords, even from those who may see values in {@code /actuator/env}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(SanitizingFunction.class)
  static class Sanitizing {
    @Bean
    SecretSanitizer yiwangSecretSanitizer(ObjectProvider<YiwangProperties> properties) {
      YiwangProperties ours = properties.getIfAvailable();
      return new SecretSanitizer(ours == null ? List.of() : ours.gateways().values());
    }
  }
}

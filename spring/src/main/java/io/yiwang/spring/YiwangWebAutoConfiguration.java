package io.yiwang.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns exceptions of calls into answers, in applications with Spring MVC or WebFlux. */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(RestControllerAdvice.class)
public class YiwangWebAutoConfiguration {
  @Bean
  @ConditionalOnProperty(name = "yiwang.problems.enabled", matchIfMissing = true)
  GovProblemAdvice yiwangProblemAdvice() {
    return new GovProblemAdvice();
  }
}

package io.yiwang.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a sandbox gateway for a test's application context and points the application at it:
 * endpoint, key, anchors, and the login where the application names a redirect. Put it beside
 * {@code @SpringBootTest}; it needs {@code yiwang-testkit}. The {@code GovSandbox} is a bean, so a
 * test has it injected with its faults, controls and treasury. Tests that share a context share its
 * sandbox, with JUnit 5 and 6 alike.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface GovSandboxTest {
  /** Returns the gateways of {@code yiwang.gateways} that get a sandbox each. */
  String[] value() default {"gov"};
}

package io.yiwang.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a sandbox gateway for a test's application context and sets the application's properties
 * to use it: endpoint, key, anchors, and the login if the application sets a redirect URI. Use it
 * together with {@code @SpringBootTest}; it needs {@code yiwang-testkit}. The {@code GovSandbox} is
 * a bean that can be injected into the test. Tests that share a context share its sandbox. It works
 * with JUnit 5 and 6.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface GovSandboxTest {
  /** Returns the names of the gateways in {@code yiwang.gateways}, each of which gets a sandbox. */
  String[] value() default {"gov"};
}

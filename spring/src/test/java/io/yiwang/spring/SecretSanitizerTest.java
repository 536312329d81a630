package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SecretSanitizerTest {
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";

  private final ApplicationContextRunner app =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(Settings.class, YiwangActuatorAutoConfiguration.class))
          .withInitializer(SecretSanitizerTest::environment);

  /** Binds only the properties: the values are not keys from which a gateway could be made. */
  @EnableConfigurationProperties(YiwangProperties.class)
  static class Settings {}

  /** Sets secrets in all the ways in which they reach an application. */
  private static void environment(ConfigurableApplicationContext context) {
    var sources = context.getEnvironment().getPropertySources();
    sources.addFirst(
        new MapPropertySource(
            "file",
            Map.of(
                "yiwang.gateways.a.private-key", KEY,
                "yiwang.gateways.a.key-password", "${APP_PASSWORD}",
                "yiwang.gateways.a.login.clientSecret", "pa55-client",
                "yiwang.gateways.a.key-id", "app-2026",
                "sun.java.command", "app.jar --yiwang.gateways.a.login.clientSecret=pa55-client",
                "command.quoted", "app.jar '--yiwang.gateways.d.key-password=pa'\\''55-e'",
                "SPRING_APPLICATION_JSON", "{\"k\": \"" + KEY.replace("\n", "\\n") + "\"}")));
    sources.addFirst(
        new SystemEnvironmentPropertySource(
            "variables",
            Map.of(
                "APP_PASSWORD", "pa55-key",
                // The escaped text differs from the text that the application gets.
                "SPRING_APPLICATION_JSON",
                    "{\"yiwang\": {\"gateways\": {\"c\": {\"Key_Password\": \"\\u0070a55-d\"}}}}",
                "YIWANG_GATEWAYS_B_KEYPASSWORD", "pa55-b",
                "YIWANG_GATEWAYS_B_LOGIN_CLIENT_SECRET", "pa55-c")));
  }

  @Test
  void env_shownValues_containNoSecretUnderAnyName() {
    app.run(
        context -> {
          var endpoint =
              new EnvironmentEndpoint(
                  context.getEnvironment(),
                  List.of(context.getBean(SecretSanitizer.class)),
                  Show.ALWAYS);
          StringBuilder shown = new StringBuilder();
          endpoint
              .environment(null)
              .getPropertySources()
              .forEach(
                  source ->
                      source
                          .getProperties()
                          .forEach(
                              (name, value) ->
                                  shown
                                      .append(name)
                                      .append('=')
                                      .append(value.getValue())
                                      .append('\n')));

          assertThat(shown.toString())
              .contains("yiwang.gateways.a.key-id=app-2026")
              .contains("yiwang.gateways.a.private-key=******")
              .contains("YIWANG_GATEWAYS_B_KEYPASSWORD=******")
              .doesNotContain("pa55")
              .doesNotContain("a55-d")
              .doesNotContain("55-e")
              .doesNotContain("c2VjcmV0");
        });
  }

  @Test
  void configprops_shownValues_containNoSecret() {
    app.run(
        context -> {
          var endpoint =
              new ConfigurationPropertiesReportEndpoint(
                  List.of(context.getBean(SecretSanitizer.class)), Show.ALWAYS);
          endpoint.setApplicationContext(context.getSourceApplicationContext());
          StringBuilder shown = new StringBuilder();
          endpoint
              .configurationProperties()
              .getContexts()
              .values()
              .forEach(
                  each ->
                      each.getBeans()
                          .values()
                          .forEach(
                              bean -> shown.append(bean.getProperties()).append(bean.getInputs())));

          assertThat(shown.toString())
              .contains("app-2026")
              .contains("******")
              .doesNotContain("pa55")
              .doesNotContain("c2VjcmV0");
        });
  }
}

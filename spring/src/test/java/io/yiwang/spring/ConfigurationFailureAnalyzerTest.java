package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.testkit.GovSandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

class ConfigurationFailureAnalyzerTest {
  private static final String PREFIX = "yiwang.gateways.zhejiang.";
  private static final String SECRET = "c2VjcmV0LWtleQ";

  private static GovSandbox sandbox;

  private final Map<String, Object> settings = new HashMap<>();

  @BeforeAll
  static void start() {
    sandbox = GovSandbox.start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  private void gateway() {
    settings.put(PREFIX + "endpoint", sandbox.endpoint().toString());
    settings.put(PREFIX + "key-id", GovSandbox.PLATFORM_KEY_ID);
    settings.put(PREFIX + "private-key", sandbox.platformKeyPem());
    settings.put(PREFIX + "trust-anchors", sandbox.anchorPem());
  }

  /** What Spring Boot prints: of all the analyzers on the class path, the first that answers. */
  private FailureAnalysis startAndAnalyze() {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("application.yml", settings));
    FailureAnalysis[] printed = new FailureAnalysis[1];
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(YiwangAutoConfiguration.class, YiwangWebAutoConfiguration.class))
        .withInitializer(context -> context.setEnvironment(environment))
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertThat(failure).isNotNull();
              printed[0] = analyze(failure, environment);
            });
    return Objects.requireNonNull(printed[0]);
  }

  private static FailureAnalysis analyze(Throwable failure, Environment environment) {
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class,
            ArgumentResolver.of(Environment.class, environment),
            // Some of Spring Boot's own want a bean factory.
            FailureHandler.handleMessage((message, cause) -> {}))
        .stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody explains it", failure));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          key-id             | none                  | key-id is missing            | Set the id
          private-key        | file:/nowhere/key.pem | private-key cannot be read   | Give it a location
          trust-anchors      | file:/nowhere/ca.pem  | trust-anchors cannot be read | Give it a location
          proxy              | proxy.example         | proxy is not host:port       | Write it
          cashier.channel    | wallet                | channel needs a journal      | Set yiwang.journal
          messages.follow    | true                  | follow needs a journal       | Set yiwang.journal
          callbacks.path     | /gov/callbacks        | nothing handles the events   | Add a bean
          login.client-id    | app                   | login is not complete        | Set client-id
          endpoint           | http://gw.example/    | zhejiang is not complete     | Set endpoint
          """)
  void analyze_wrongSetting_saysWhichAndWhatToDo(
      String setting, String value, String description, String action) {
    gateway();
    settings.put(PREFIX + setting, value);
    settings.values().removeIf(Objects::isNull);

    FailureAnalysis analysis = startAndAnalyze();

    assertThat(analysis.getDescription()).startsWith("The setting " + PREFIX.substring(0, 14));
    assertThat(analysis.getDescription()).contains(description);
    assertThat(analysis.getAction()).startsWith(action);
  }

  @Test
  void analyze_valueThatCannotBeUsed_namesWhereItWasSetAndDoesNotQuoteIt() {
    gateway();
    settings.put(
        PREFIX + "private-key",
        "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----");

    FailureAnalysis analysis = startAndAnalyze();

    assertThat(analysis.getDescription())
        .contains(PREFIX + "private-key is not a private key")
        .contains(
            "It was set in \"" + PREFIX + "private-key\" from property source \"application.yml\"")
        .doesNotContain(SECRET);
    assertThat(analysis.getAction()).contains("SM2, Ed25519, P-256 or RSA").doesNotContain(SECRET);
  }

  @Test
  void analyze_journalsFolderMissing_saysSo(@TempDir Path folder) {
    settings.put("yiwang.journal.file", folder.resolve("nowhere/app.journal").toString());

    FailureAnalysis analysis = startAndAnalyze();

    assertThat(analysis.getDescription())
        .startsWith("The setting yiwang.journal.file cannot be used: ")
        .contains("nowhere");
  }

  @Test
  void analyze_catalogsFolderIsAFile_saysSo(@TempDir Path folder) throws Exception {
    gateway();
    settings.put(PREFIX + "catalog.folder", Files.createFile(folder.resolve("taken")).toString());

    assertThat(startAndAnalyze().getDescription()).contains("catalog.folder cannot be used: ");
  }

  @Test
  void analyze_unknownPrimary_namesThoseThatAre() {
    gateway();
    settings.put("yiwang.primary", "henan");

    assertThat(startAndAnalyze().getDescription())
        .isEqualTo(
            "The setting yiwang.primary names no gateway of yiwang.gateways, which are [zhejiang]."
                + "\n\nIt was set in \"yiwang.primary\" from property source \"application.yml\".");
  }
}

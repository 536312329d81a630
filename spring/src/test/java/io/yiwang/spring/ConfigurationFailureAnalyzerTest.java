package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.testkit.GovSandbox;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import org.junit.jupiter.params.provider.ValueSource;
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

  /** Returns what Spring Boot prints: the first analysis by any analyzer on the class path. */
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
            // Some of Spring Boot's own analyzers need a bean factory.
            FailureHandler.handleMessage((message, cause) -> {}))
        .stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no analyzer explains it", failure));
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
          key-id             | a b                   | key-id does not have the form    | Write it with
          key-id             | ..                    | key-id does not have the form    | Write it with
          language           | 中文                  | language is not a language   | Write it like zh-CN
          call-timeout       | 5                     | call-timeout is PT0.005S     | Write it with its unit
          connect-timeout    | -5s                   | connect-timeout is PT-5S     | Write it with its unit
          keep-alive         | 0                     | keep-alive is PT0S           | Write it with its unit
          max-attempts       | 0                     | max-attempts is 0            | Set it to 1
          algorithm          | rsa-pss-sha512        | algorithm does not fit       | Leave it out
          algorithm          | SM2                   | algorithm does not say       | Set the algorithm
          trust-anchors      | url:http://ca.example | is a network address         | Give it a location
          private-key        | https://ca.example/k  | is a network address         | Give it a location
          gateway-names      | *.gov.cn              | gateway-names has a name     | Write names like
          key-store          | file:/app.p12         | together with private-key    | Leave one
          cashier.lease      | 2                     | lease is PT0.002S            | Write it with its unit
          cashier.payer-timeout | 0                  | payer-timeout is PT0S        | Write it with its unit
          cashier.escalate-after | 2                 | escalate-after is PT0.002S   | Write it with its unit
          cashier.keep-finished | 400                | keep-finished is PT0.4S      | Write it with its unit
          cashier.recover-every | 0                  | recover-every is PT0S        | Write it with its unit
          cashier.workers    | 0                     | workers is 0                 | Set it to 1
          cashier.channel    | my wallet             | channel does not have the form   | Write it with
          messages.dispatch-every | 0                | dispatch-every is PT0S       | Write it with its unit
          messages.poll-every | -1m                  | poll-every is PT-1M          | Write it with its unit
          catalog.refresh-every | 0                  | refresh-every is PT0S        | Write it with its unit
          callbacks.path     | gov/callbacks         | path is not the path         | Write the exact path
          callbacks.path     | /gov/*                | path is not the path         | Write the exact path
          callbacks.path     | https://app/gov       | path is not the path         | Write the exact path
          callbacks.threads  | 0                     | threads is 0                 | Set it to 1
          callbacks.platform | ' '                   | platform is empty            | Set your platform
          login.client-id    | ' '                   | login is not complete        | Set client-id
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
  void analyze_unusableValue_saysWhereItWasSetAndDoesNotQuoteIt() {
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
  void analyze_unknownPrimary_listsTheGateways() {
    gateway();
    settings.put("yiwang.primary", "henan");

    assertThat(startAndAnalyze().getDescription())
        .isEqualTo(
            "The setting yiwang.primary is not the name of a gateway in yiwang.gateways, which has"
                + " [zhejiang].\n\nIt was set in \"yiwang.primary\" from property source \"application.yml\".");
  }

  @Test
  void analyze_invalidNameOfAnAccount_saysSo() {
    settings.put("yiwang.gateways[a b].key-id", "app-2026");

    assertThat(startAndAnalyze().getDescription())
        .startsWith("The setting yiwang.gateways.a b has a name that is not valid for an account.");
  }

  /** The value may contain a password, which must not be in the stack trace either. */
  @ParameterizedTest
  @ValueSource(
      strings = {"app:" + SECRET + "@proxy", "app:" + SECRET + "@proxy:3128", "http://proxy:3128"})
  void analyze_proxyWithMoreThanHostAndPort_doesNotQuoteIt(String proxy) {
    gateway();
    settings.put(PREFIX + "proxy", proxy);

    StringWriter trace = new StringWriter();
    startAndAnalyze().getCause().printStackTrace(new PrintWriter(trace));

    assertThat(trace.toString()).contains(PREFIX + "proxy is not host:port").doesNotContain(SECRET);
  }

  @Test
  void analyze_journalInAFileAndInADatabase_isRejected(@TempDir Path folder) {
    settings.put("yiwang.journal.file", folder.resolve("app.journal").toString());
    settings.put("yiwang.journal.data-source", "true");

    assertThat(startAndAnalyze().getDescription())
        .startsWith(
            "The setting yiwang.journal.data-source is set together with yiwang.journal.file");
  }

  @Test
  void analyze_journalInAMissingDatabase_saysSo() {
    settings.put("yiwang.journal.data-source", "true");

    assertThat(startAndAnalyze().getDescription())
        .startsWith("The setting yiwang.journal.data-source needs one bean of type DataSource");
  }
}

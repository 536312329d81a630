package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.testkit.CheckResult.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the sandbox passes each check, and a gateway that breaks its rule fails. */
@Timeout(120)
class GatewayCheckTest {
  private static GovSandbox shared;
  private static Path sharedKeys;

  @TempDir Path folder;

  @BeforeAll
  static void open(@TempDir Path keys) throws IOException {
    shared = sandbox(SandboxScheme.ED25519);
    sharedKeys = keys;
    shared.writeKeys(keys);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @AfterAll
  static void close() {
    shared.close();
  }

  private static CheckOptions options(Path folder, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--config", folder.resolve("client.properties").toString()));
    arguments.addAll(List.of("--pay", "--expiry", "--rotation", "30", "--callback-wait", "5"));
    arguments.addAll(List.of(more));
    return CheckOptions.parse(arguments);
  }

  /**
   * Runs checks on a sandbox. Instead of waiting, it moves the clock, rotates the keys or delivers
   * the callbacks.
   */
  private CheckReport report(GovSandbox sandbox, WrongGateway wrong, String... more)
      throws Exception {
    if (sandbox != shared) {
      sandbox.writeKeys(folder);
    } else {
      copy(sharedKeys, folder);
    }
    CheckOptions options = options(folder, more);
    wrong.settings().apply(folder);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (CallbackListener listener = new CallbackListener(anyPort)) {
      URI url = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/callbacks");
      sandbox.callbackControls().deliverTo(url);
      wrong.change().accept(sandbox);
      CheckWait wait =
          duration -> {
            if (duration.compareTo(Duration.ofMinutes(1)) > 0) {
              sandbox.clock().advance(duration);
            } else if (duration.toSeconds() == 5) {
              wrong.rotation().accept(sandbox);
            }
            wrong.deliveries().accept(sandbox, url);
          };
      return new GatewayCheck(
              options,
              CheckSettings.read(folder.resolve("client.properties")),
              sandbox.clock(),
              wait)
          .report(listener);
    }
  }

  private static GovSandbox sandbox(SandboxScheme scheme) {
    return GovSandbox.builder().scheme(scheme).services(60).start();
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource(SandboxScheme.class)
  void check_sandbox_passes(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = sandbox(scheme)) {
      CheckReport report = report(sandbox, WrongGateway.NONE);

      assertEquals(GatewayCheck.checks().size(), report.count(Outcome.PASSED), () -> report.text());
    }
  }

  static Stream<String> checks() {
    return GatewayCheck.checks().stream().map(Check::id);
  }

  @ParameterizedTest
  @Tag("proof")
  @MethodSource("checks")
  void check_wrongGateway_fails(String id) throws Exception {
    for (WrongGateway wrong : WrongGateways.of(id)) {
      // Checks that pay, wait or rotate keys change the sandbox, so each gets a new one.
      if (id.matches("(paid|refund|callback)\\..*|.*\\.expiry|keys\\.rotation")) {
        try (GovSandbox own = sandbox(SandboxScheme.ED25519)) {
          assertCaught(own, wrong, id);
        }
      } else {
        assertCaught(shared, wrong, id);
        shared.faults().clear();
      }
    }
  }

  private void assertCaught(GovSandbox sandbox, WrongGateway wrong, String id) throws Exception {
    CheckReport report = report(sandbox, wrong, "--only", id);

    CheckResult result = report.results().get(0);
    assertEquals(Outcome.FAILED, result.outcome(), () -> report.text());
    assertFalse(String.valueOf(result.expected()).isBlank());
    assertFalse(String.valueOf(result.actual()).isBlank());
  }

  @Test
  void wrongGateways_everyCheck_hasSome() {
    assertEquals(new TreeSet<>(checks().toList()), new TreeSet<>(WrongGateways.ids()));
  }

  @Test
  void checks_idsAndSections_areUniqueAndOfTheContract() throws Exception {
    List<Check> checks = GatewayCheck.checks();
    String contract = Files.readString(Path.of("..", "docs", "igs-1.md"));

    assertEquals(checks.size(), Set.copyOf(checks.stream().map(Check::id).toList()).size());
    for (Check check : checks) {
      String heading = check.section().contains(".") ? "### " : "## ";
      String dot = check.section().contains(".") ? " " : ". ";
      assertTrue(contract.contains("\n" + heading + check.section() + dot), check.id());
    }
  }

  private record Exit(int status, String out, String err) {}

  private static Exit run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        GatewayCheck.run(
            List.of(arguments),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Exit(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Test
  void run_rightGateway_endsWith0AndListsSkippedChecks() throws Exception {
    Path file = folder.resolve("report.json");
    try (GovSandbox sandbox = sandbox(SandboxScheme.SM2)) {
      sandbox.writeKeys(folder);
      Exit exit =
          run(
              "--config", folder.resolve("client.properties").toString(),
              "--report", file.toString());

      assertEquals(0, exit.status(), exit::out);
      assertTrue(exit.out().contains("because:  it pays a decision: give --pay"), exit::out);
      JsonNode report = Json.MAPPER.readTree(file.toFile());
      assertEquals(0, report.path("failed").asInt());
      assertEquals(GatewayCheck.checks().size(), report.path("checks").size());
      assertEquals(
          report.path("checks").size(),
          report.path("passed").asInt() + report.path("notRun").asInt());
    }
  }

  @Test
  void run_wrongGateway_endsWith1WithExpectedAndActual() throws Exception {
    try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
      sandbox.writeKeys(folder);
      sandbox.faults().next("catalog.search").times(50).unsignedAnswer();
      Exit exit = run("--config", folder.resolve("client.properties").toString());

      assertEquals(1, exit.status());
      assertTrue(
          exit.out()
              .contains(
                  "FAILED   signature.answer             docs/igs-1.md section 2.2\n"
                      + "         An answer is signed, over all that it must cover, by a key of the"
                      + " gateway.\n"
                      + "         expected: a signed answer of label igs\n"
                      + "         actual:   200 without signature\n"),
          exit::out);
    }
  }

  /** The default catalog begins with services of the whole province. */
  @Test
  void check_defaultSandbox_passes() throws Exception {
    try (GovSandbox sandbox = GovSandbox.start()) {
      CheckReport report = report(sandbox, WrongGateway.NONE);

      assertEquals(GatewayCheck.checks().size(), report.count(Outcome.PASSED), () -> report.text());
    }
  }

  /** Without --pay a gateway is not changed. */
  @Test
  void run_withoutPay_leavesNothingHeldOrPaid() throws Exception {
    try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
      sandbox.writeKeys(folder);
      run("--config", folder.resolve("client.properties").toString());

      assertEquals(0, sandbox.treasury().fenSettled());
      CheckReport again = report(sandbox, WrongGateway.NONE, "--only", "hold.held");
      assertEquals(1, again.count(Outcome.PASSED), () -> again.text());
    }
  }

  /** A report may be passed on, so it has no secrets and no personal data. */
  @Test
  void report_any_hasNoSecretsOrPersonalData() throws Exception {
    try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
      CheckReport good = report(sandbox, WrongGateway.NONE);
      sandbox.faults().next().times(500).malformedJson();
      CheckReport bad = report(sandbox, WrongGateway.NONE);
      String text = good.text() + good.json() + bad.text() + bad.json();

      for (Map.Entry<Object, Object> setting : properties().entrySet()) {
        String name = setting.getKey().toString();
        if (!Set.of("endpoint", "algorithm", "sealAlgorithm").contains(name)
            && !setting.getValue().toString().matches("[A-Z_]*")) {
          for (String value : setting.getValue().toString().split(",")) {
            assertFalse(text.contains(value), name);
          }
        }
      }
    }
  }

  private java.util.Properties properties() throws Exception {
    java.util.Properties properties = new java.util.Properties();
    try (java.io.Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
      properties.load(reader);
    }
    return properties;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--config",
        "--config x --unknown",
        "--config /does/not/exist",
        "--config x --gateway ftp://x",
        "--config x --gateway https://user:password@gw.example.gov.cn/",
        "--config x --callback-listen host",
        "--config x --callback-wait soon",
        "--config x --rotation -1"
      })
  void run_wrongOptions_endsWith2(String line) {
    Exit exit = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertEquals(2, exit.status(), exit::out);
    assertFalse(exit.err().isBlank());
  }

  @Test
  void run_unknownCheck_endsWith2AndNamesTheChecks() throws Exception {
    try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
      sandbox.writeKeys(folder);
      Exit exit =
          run("--config", folder.resolve("client.properties").toString(), "--only", "no.such");

      assertEquals(2, exit.status());
      assertTrue(exit.err().contains("no.such") && exit.err().contains("freshness.replay"));
    }
  }

  @Test
  void run_noServer_endsWith2() throws Exception {
    try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
      sandbox.writeKeys(folder);
    }
    Exit exit = run("--config", folder.resolve("client.properties").toString());

    assertEquals(2, exit.status());
    assertTrue(exit.err().startsWith("cannot reach the gateway"), exit::err);
  }

  @Test
  void run_missingConfiguration_endsWith2() {
    Path none = folder.resolve("none.properties");

    Exit exit = run("--config", none.toString());

    assertEquals(2, exit.status());
    assertTrue(exit.err().startsWith("there is no configuration " + none), exit::err);
  }

  @Test
  void run_missingSetting_endsWith2AndNamesIt() throws Exception {
    for (String missing : List.of("privateKey", "keyId", "algorithm", "endpoint")) {
      try (GovSandbox sandbox = sandbox(SandboxScheme.ED25519)) {
        sandbox.writeKeys(folder);
      }
      WrongSettings.without(missing).apply(folder);
      Exit exit = run("--config", folder.resolve("client.properties").toString());

      assertEquals(2, exit.status());
      assertTrue(exit.err().contains(missing), exit::err);
    }
  }

  @Test
  void chainFlaw_certificateOfAnotherAuthority_isNamed() {
    java.time.Instant now = java.time.Instant.now();
    CertificateAuthority own = new CertificateAuthority("own", false, now);
    CertificateAuthority other = new CertificateAuthority("other", false, now);
    TrustedKeys keys = new TrustedKeys(own.root());

    assertEquals(
        "certificate 1 of the chain is not issued by the next",
        keys.chainFlaw(List.of(other.root())));
  }
}

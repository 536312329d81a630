package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.SandboxScheme;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the samples in other languages call the sandbox and refuse other answers. */
@Tag("peer")
class OtherLanguagesPeerTest {
  private static final Path SAMPLES = Path.of("other-languages").toAbsolutePath();
  private static final Path VECTORS = Path.of("..", "docs", "vectors").toAbsolutePath().normalize();
  private static final String TARGET = "services?text=%E5%81%9C%E8%BD%A6&limit=1";

  private static final Map<String, Consumer<NextFault>> FORGERIES =
      Map.of(
          "another key", NextFault::forgedSignature,
          "no signature", NextFault::unsignedAnswer,
          "another request", NextFault::answerOfAnotherRequest,
          "another body", NextFault::wrongDigest,
          "an hour old", fault -> fault.staleAnswer(Duration.ofHours(1)),
          "a proxy", fault -> fault.unsignedError(502));

  /** The output of a sample and its exit code. */
  private record Ended(int status, String output) {}

  /** A language with its command for a GET. */
  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
  enum Sample {
    PYTHON("python", "python3", "igs.py", "CONFIG", "TARGET"),
    NODE("node", "node", "igs.mjs", "CONFIG", "TARGET"),
    CURL("curl", "./igs.sh", "CONFIG", "GET", "TARGET"),
    JAVA("java", "java", "-cp", "CLASSES", "Igs", "CONFIG", "TARGET");

    private final String folder;
    private final List<String> command;

    Sample(String folder, String... command) {
      this.folder = folder;
      this.command = List.of(command);
    }
  }

  @TempDir Path work;
  private final List<GovSandbox> started = new ArrayList<>();

  @BeforeEach
  void compile() throws IOException {
    try (Stream<Path> sources = Files.list(SAMPLES.resolve("java"))) {
      List<String> arguments =
          new ArrayList<>(List.of("-d", work.resolve("classes").toString(), "-cp", library()));
      sources
          .filter(each -> each.toString().endsWith(".java"))
          .forEach(each -> arguments.add(each.toString()));
      assertEquals(
          0,
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(new String[0])));
    }
  }

  @AfterEach
  void stop() {
    started.forEach(GovSandbox::close);
  }

  /** The jar of Bouncy Castle on this test's class path. */
  private static String library() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(each -> each.contains("bcprov"))
        .findFirst()
        .orElseThrow();
  }

  private GovSandbox sandbox(SandboxScheme scheme) throws IOException {
    GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(60).start();
    started.add(sandbox);
    sandbox.writeKeys(work.resolve("keys"));
    return sandbox;
  }

  private Ended run(String folder, List<String> command) throws Exception {
    Path output = work.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(SAMPLES.resolve(folder).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Nothing is left in the folder of the sources.
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError(command.get(0) + " is not installed; run .ci/peers", e);
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    return new Ended(process.exitValue(), Files.readString(output, UTF_8));
  }

  private Ended get(Sample sample) throws Exception {
    List<String> command =
        sample.command.stream()
            .map(
                each ->
                    switch (each) {
                      case "CONFIG" -> work.resolve("keys/client.properties").toString();
                      case "TARGET" -> TARGET;
                      case "CLASSES" -> work.resolve("classes") + File.pathSeparator + library();
                      default -> each;
                    })
            .toList();
    return run(sample.folder, command);
  }

  static Stream<Arguments> samplesAndSchemes() {
    return Arrays.stream(Sample.values())
        .flatMap(
            sample ->
                Stream.of(SandboxScheme.ED25519, SandboxScheme.SM2)
                    .map(scheme -> Arguments.of(sample, scheme)));
  }

  @ParameterizedTest
  @MethodSource("samplesAndSchemes")
  void call_sandbox_printsTheAnswer(Sample sample, SandboxScheme scheme) throws Exception {
    sandbox(scheme);

    Ended ended = get(sample);

    assertEquals(0, ended.status(), ended::output);
    assertTrue(ended.output().startsWith("200 "), ended::output);
    assertTrue(ended.output().contains("items"), ended::output);
  }

  @ParameterizedTest
  @MethodSource("samplesAndSchemes")
  void call_forgedAnswer_isRefused(Sample sample, SandboxScheme scheme) throws Exception {
    GovSandbox sandbox = sandbox(scheme);
    for (Map.Entry<String, Consumer<NextFault>> forgery : FORGERIES.entrySet()) {
      forgery.getValue().accept(sandbox.faults().next("catalog.search"));

      Ended ended = get(sample);

      assertNotEquals(0, ended.status(), forgery.getKey());
      assertFalse(ended.output().contains("items"), forgery.getKey());
      assertTrue(ended.output().contains("do not believe it"), ended::output);
      assertEquals(0, sandbox.faults().waiting());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxScheme.class,
      names = {"ED25519", "SM2"})
  void payAFine_answerToConfirmLost_isPaidOnce(SandboxScheme scheme) throws Exception {
    GovSandbox sandbox = sandbox(scheme);
    sandbox.faults().next("fine.confirm").answerLost();

    Ended ended =
        run(
            "python",
            List.of("python3", "pay_a_fine.py", work.resolve("keys/client.properties").toString()));

    assertEquals(0, ended.status(), ended::output);
    assertTrue(ended.output().contains("nobody knows yet"), ended::output);
    assertTrue(ended.output().contains("paid: SETTLED"), ended::output);
    String number =
        sandbox.seed().payableFines(sandbox.seed().districts().get(0)).get(0).decisionNumber();
    assertEquals(1, sandbox.treasury().timesPaid(number));
  }

  @Test
  void payAFine_refused_printsTheReason() throws Exception {
    GovSandbox sandbox = sandbox(SandboxScheme.ED25519);
    List<String> pay =
        List.of("python3", "pay_a_fine.py", work.resolve("keys/client.properties").toString());
    assertEquals(0, run("python", pay).status());

    Ended again = run("python", pay);

    assertNotEquals(0, again.status());
    assertTrue(again.output().contains("DECISION_PAID"), again::output);
    assertEquals(sandbox.treasury().fenSettled(), 15_000);
  }

  @Test
  void curl_command_paysNothingTwice() throws Exception {
    GovSandbox sandbox = sandbox(SandboxScheme.SM2);
    String config = work.resolve("keys/client.properties").toString();
    List<String> command =
        List.of(
            "./igs.sh", config, "POST", "payments/none/release", "{\"reason\":\"取消\"}", "key-1");

    Ended ended = run("curl", command);

    assertEquals(0, ended.status(), ended::output);
    assertTrue(ended.output().startsWith("404 "), ended::output);
    assertTrue(ended.output().contains("PAYMENT_UNKNOWN"), ended::output);
    // The same key and body have the first answer again, whose header is covered.
    assertTrue(run("curl", command).output().contains("PAYMENT_UNKNOWN"));
    assertEquals(List.of(), sandbox.contractViolations());
  }

  @Test
  void vectors_agree() throws Exception {
    for (List<String> command :
        List.of(
            List.of("python", "python3", "check_vectors.py"),
            List.of("node", "node", "check-vectors.mjs"))) {
      List<String> all = new ArrayList<>(command.subList(1, 3));
      all.add(VECTORS.toString());

      Ended ended = run(command.get(0), all);

      assertEquals(0, ended.status(), ended::output);
      assertTrue(ended.output().matches("(?s).*\\b[3-9][0-9] vectors agree\\s*"), ended::output);
    }
  }
}

package io.yiwang.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a whole process that SIGTERM stops with a payment in flight. */
@Timeout(120)
class ShutdownTest {
  /** The exit code of a JVM that SIGTERM has stopped. */
  private static final int TERMINATED = 128 + 15;

  private static final String END = "(end)";

  @TempDir Path folder;
  private GovSandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = GovSandbox.start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  @Tag("proof")
  void sigterm_paymentInFlight_isSettledByTheNextProcess() throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    try (Node first = new Node(fine.decisionNumber(), fine.plate())) {
      first.await("CHARGED");
      first.terminate();
      // The wallet never answers the charge.
      assertThat(first.exitCode()).isEqualTo(TERMINATED);
      assertThat(first.lines()).contains("CLOSING", "DESTROYED");
    }
    assertThat(sandbox.treasury().timesPaid(fine.decisionNumber())).isZero();

    try (Node second = new Node()) {
      second.await("ASKED");
      second.terminate();
      second.await("CLOSING");
      assertThat(second.lines()).doesNotContain("DESTROYED");
      second.allowAnswer();
      assertThat(second.exitCode()).isEqualTo(TERMINATED);
      // The round in progress ended first, and then the journal was closed.
      assertThat(second.lines()).last().isEqualTo("DESTROYED");
    }
    assertThat(sandbox.treasury().timesPaid(fine.decisionNumber())).isEqualTo(1);
  }

  /** Runs {@link ShutdownNode} once. */
  private final class Node implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();

    Node(String... payment) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.yiwang.spring.ShutdownNode",
                  folder.toString()));
      command.addAll(List.of(payment));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("SPRING_APPLICATION_JSON", settings());
      process = builder.start();
      Thread reader = new Thread(this::read, "output of the node");
      reader.setDaemon(true);
      reader.start();
    }

    private String settings() {
      String json =
          """
          {"yiwang": {"journal": {"file": "%s"}, "gateways": {"gov": {
            "endpoint": "%s", "key-id": "%s", "private-key": "%s", "trust-anchors": "%s",
            "cashier": {"channel": "wallet", "lease": "2s", "recover-every": "50ms"}}}},
           "spring": {"main": {"keep-alive": true, "banner-mode": "off"}}}
          """;
      return json.formatted(
          folder.resolve("app.journal"),
          sandbox.endpoint(),
          GovSandbox.PLATFORM_KEY_ID,
          sandbox.platformKeyPem().replace("\n", "\\n"),
          sandbox.anchorPem().replace("\n", "\\n"));
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          output.add(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        output.add(END);
      }
    }

    void await(String line) throws InterruptedException {
      while (!lines.contains(line)) {
        String next = output.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("waiting for %s after %s", line, lines).isNotNull().isNotEqualTo(END);
        lines.add(next);
      }
    }

    /** Returns the output up to the line that was last waited for, or all of it after the end. */
    List<String> lines() {
      return lines;
    }

    /**
     * Sends SIGTERM, as an orchestrator does. {@code Process.destroy} would also close the streams.
     */
    void terminate() {
      process.toHandle().destroy();
    }

    void allowAnswer() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended after %s", lines).isTrue();
      for (String next = output.take(); !next.equals(END); next = output.take()) {
        lines.add(next);
      }
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}

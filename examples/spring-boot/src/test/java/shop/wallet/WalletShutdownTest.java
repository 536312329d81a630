package shop.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends the application, in a separate process, by SIGTERM while a payer is charged. */
@Timeout(180)
class WalletShutdownTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  @Test
  void sigterm_duringACharge_settlesThePaymentAndStops() throws Exception {
    try (GovSandbox sandbox = GovSandbox.start()) {
      Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
      Process wallet = start(sandbox);
      try (BufferedReader output = reader(wallet)) {
        int port = port(await(output, " started on port "));
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        post(browser, port, "/quote?decision=" + of(fine.decisionNumber()) + "&plate=" + of(fine.plate())).join();
        var paid = post(browser, port, "/pay?orderNo=W1");
        await(output, "CHARGING");

        // The process itself, not its streams.
        wallet.toHandle().destroy();
        await(output, "Commencing graceful shutdown");
        wallet.getOutputStream().write('\n');
        wallet.getOutputStream().flush();

        HttpResponse<String> answer = paid.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Settled");
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          log.add(line);
        }
        assertThat(wallet.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(wallet.exitValue()).isEqualTo(TERMINATED);
        assertThat(sandbox.treasury().timesPaid(fine.decisionNumber())).isEqualTo(1);
        assertThat(indexOf("Graceful shutdown complete"))
            .isGreaterThan(0)
            .isLessThan(indexOf("worker recovery of gov stopped"));
        assertThat(log).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("nterrupt"));
      } finally {
        wallet.destroyForcibly();
      }
    }
  }

  private Process start(GovSandbox sandbox) throws Exception {
    ProcessBuilder wallet =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "shop.wallet.SlowWallet",
                "--server.port=0")
            .redirectErrorStream(true);
    wallet
        .environment()
        .put(
            "SPRING_APPLICATION_JSON",
            """
            {"yiwang": {"journal": {"file": "%s"}, "gateways": {"gov": {
              "endpoint": "%s", "key-id": "%s", "private-key": "%s", "trust-anchors": "%s",
              "login": {"client-id": "any", "client-secret": "any-secret"}}}}}
            """
                .formatted(
                    folder.resolve("wallet.journal"),
                    sandbox.endpoint(),
                    GovSandbox.PLATFORM_KEY_ID,
                    sandbox.platformKeyPem().replace("\n", "\\n"),
                    sandbox.anchorPem().replace("\n", "\\n")));
    return wallet.start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private String await(BufferedReader output, String part) throws Exception {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      log.add(line);
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("ended without \"" + part + "\": " + String.join("\n", log));
  }

  private static int port(String line) {
    return Integer.parseInt(line.replaceAll(".* started on port (\\d+).*", "$1"));
  }

  private int indexOf(String part) {
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("no \"" + part + "\" in " + String.join("\n", log));
  }

  private static CompletableFuture<HttpResponse<String>> post(
      HttpClient browser, int port, String path) {
    return browser.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String of(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package io.yiwang.benchmarks;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.sun.management.OperatingSystemMXBean;
import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Measures what a sandbox costs the test suites that use it: the time until it is ready, the time
 * of a reset, and the CPU time of a signed call, compared with a bare WireMock stub that returns
 * the same bytes to a client that signs nothing.
 *
 * <p>The CPU time is that of the whole process and includes the client. The client calls on one
 * thread, whose CPU time is shown separately.
 */
public final class SandboxBenchmark {
  private static final int FURTHER = 20;

  private SandboxBenchmark() {}

  private interface Call {
    void run() throws IOException;
  }

  /** The CPU time of a call in milliseconds, of the whole process and of the calling thread. */
  private record Cost(double process, double caller, double callsPerSecond) {
    String row(String what) {
      return String.format(
          "| %s | %.2f | %.2f | %,.0f |", what, process, process - caller, callsPerSecond);
    }
  }

  /**
   * Runs the benchmark. The argument is {@code full}, or {@code quick} for a tenth of the calls.
   */
  public static void main(String[] arguments) throws Exception {
    int calls = arguments[0].equals("quick") ? 400 : 4_000;
    long start = System.nanoTime();
    GovSandbox.start().close();
    double first = millis(start);
    System.out.printf("| Ready | ms |%n|---|---:|%n");
    System.out.printf("| the first sandbox in a JVM | %.0f |%n", first);
    double[] further = new double[FURTHER];
    for (int i = 0; i < FURTHER; i++) {
      long again = System.nanoTime();
      GovSandbox sandbox = GovSandbox.start();
      further[i] = millis(again);
      sandbox.close();
    }
    print("each further", further);
    try (GovSandbox sandbox = GovSandbox.start()) {
      double[] resets = new double[FURTHER];
      for (int i = 0; i < FURTHER; i++) {
        long again = System.nanoTime();
        sandbox.reset();
        resets[i] = millis(again);
      }
      print("`reset()`", resets);
    }
    System.out.println();

    System.out.printf(
        "| A call, one thread | CPU ms | without the caller's | calls a second |%n"
            + "|---|---:|---:|---:|%n");
    byte[] body;
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().build()) {
      CatalogClient catalog = new CatalogClient(gov);
      ServiceCode code = new ServiceCode(sandbox.seed().serviceCode("普通护照签发", "330106"));
      System.out.println(
          measure(calls, () -> catalog.guide(code)).row("sandbox, Ed25519, HTTP/1.1"));
      body = new byte[1_500];
      Arrays.fill(body, (byte) 'a');
    }
    for (boolean tls : new boolean[] {false, true}) {
      try (GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).tls(tls).start();
          GovClient gov = sandbox.clientBuilder().build()) {
        CatalogClient catalog = new CatalogClient(gov);
        ServiceCode code = new ServiceCode(sandbox.seed().serviceCode("普通护照签发", "330106"));
        System.out.println(
            measure(calls, () -> catalog.guide(code))
                .row("sandbox, SM2, " + (tls ? "TLS with HTTP/2" : "HTTP/1.1")));
      }
    }
    WireMockServer bare =
        new WireMockServer(
            WireMockConfiguration.wireMockConfig()
                .dynamicPort()
                .disableRequestJournal()
                .stubRequestLoggingDisabled(true));
    bare.start();
    bare.stubFor(
        WireMock.any(WireMock.anyUrl())
            .willReturn(
                WireMock.aResponse().withHeader("Content-Type", "text/plain").withBody(body)));
    OkHttpClient plain = new OkHttpClient();
    Request request = new Request.Builder().url(bare.baseUrl() + "/services/1").build();
    System.out.println(
        measure(
                calls,
                () -> {
                  try (Response response = plain.newCall(request).execute()) {
                    response.body().bytes();
                  }
                })
            .row("a bare WireMock stub, OkHttp, nobody signs"));
    bare.stop();
    plain.connectionPool().evictAll();
    plain.dispatcher().executorService().shutdown();
  }

  private static void print(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        "| %s, median and longest of %d | %.1f, %.1f |%n",
        what, FURTHER, millis[FURTHER / 2], millis[FURTHER - 1]);
  }

  private static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }

  /** Makes the calls twice: once to warm up and once to measure. */
  private static Cost measure(int calls, Call call) throws IOException {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    long all = process.getProcessCpuTime();
    long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    double seconds = millis(start) / 1e3;
    return new Cost(
        (process.getProcessCpuTime() - all) / 1e6 / calls,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - own) / 1e6 / calls,
        calls / seconds);
  }
}

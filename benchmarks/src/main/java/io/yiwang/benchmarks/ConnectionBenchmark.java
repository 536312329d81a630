package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Counts the connections that a client opens for 20,000 calls by many threads, compared with OkHttp
 * and its own pool, which keeps five.
 */
public final class ConnectionBenchmark {
  private static final String CODE = "11330100002489559F4330117001000";

  private ConnectionBenchmark() {}

  /**
   * Runs the benchmark. The argument is {@code full}, or {@code quick} for a tenth of the calls.
   */
  public static void main(String[] arguments) throws Exception {
    int calls = arguments[0].equals("quick") ? 2_000 : 20_000;
    System.out.printf(
        "| Threads, %,d calls | connections of GovClient | a second | of OkHttp and Jackson by hand | a"
            + " second |%n|---:|---:|---:|---:|---:|%n",
        calls);
    Sm2PrivateKey key = SmKeys.generate();
    for (int threads : new int[] {8, 32, 64}) {
      Measured ours = ours(key, threads, calls);
      Measured bare = bare(threads, calls);
      System.out.printf(
          "| %d | %,d | %,.0f | %,d | %,.0f |%n",
          threads, ours.connections(), ours.perSecond(), bare.connections(), bare.perSecond());
    }
  }

  private record Measured(int connections, double perSecond) {}

  private static Measured ours(Sm2PrivateKey key, int threads, int calls) throws Exception {
    Sm2Signer signer = new Sm2Signer(ServerProcess.KEY_ID, key);
    try (AnswerServer server = new AnswerServer(Map.of("sm2", AnswerSigner.igs(signer)));
        GovClient gov =
            GovClient.builder()
                .endpoint(URI.create("http://127.0.0.1:" + server.port() + "/sm2/"))
                .signer(new Sm2Signer("app-1", SmKeys.generate()))
                .keyRing(KeyRing.pinned(new Sm2Verifier(ServerProcess.KEY_ID, key.publicKey())))
                .build()) {
      double perSecond =
          perSecond(
              threads,
              calls,
              () ->
                  gov.call(
                      GovRequest.query("service.guide", "services/{code}", Guide.class)
                          .segment("code", CODE)));
      return new Measured(server.accepted(), perSecond);
    }
  }

  private static Measured bare(int threads, int calls) throws Exception {
    try (AnswerServer server = new AnswerServer(Map.of("plain", AnswerSigner.NONE));
        RawClient raw = new RawClient()) {
      String url = "http://127.0.0.1:" + server.port() + "/plain/services/" + CODE;
      double perSecond = perSecond(threads, calls, () -> raw.get(url));
      return new Measured(server.accepted(), perSecond);
    }
  }

  private static double perSecond(int threads, int calls, Callable<?> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<? extends Future<?>> done =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      pool.submit(
                          () -> {
                            for (int i = thread; i < calls; i += threads) {
                              call.call();
                            }
                            return null;
                          }))
              .toList();
      for (Future<?> each : done) {
        each.get();
      }
      return calls / ((System.nanoTime() - start) / 1e9);
    } finally {
      pool.shutdown();
    }
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProbeTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static Probe probe(URI base, Duration answerTimeout) throws Exception {
    ProbeContext.Platform platform =
        new ProbeContext.Platform(
            "wallet-2026", SandboxScheme.ED25519, SandboxScheme.ED25519.ownKeys().getPrivate());
    return new Probe(
        new ProbeContext(
            base,
            Clock.systemUTC(),
            HttpClient.newHttpClient(),
            platform,
            new TrustedKeys(null),
            answerTimeout),
        "GET",
        "services");
  }

  private static URI base(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Test
  void send_endlessAnswer_fails() throws Exception {
    HttpServer server = HttpServer.create(ANY_PORT, 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (byte[] part = new byte[1 << 20]; ; ) {
              out.write(part);
            }
          }
        });
    server.start();
    try {
      Probe probe = probe(base(server), Duration.ofSeconds(60));

      IOException cut = assertThrows(IOException.class, probe::send);

      assertFalse(cut instanceof HttpTimeoutException, cut::toString);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void send_slowAnswer_timesOut() throws Exception {
    HttpServer server = HttpServer.create(ANY_PORT, 0);
    CountDownLatch over = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
              out.write(' ');
              out.flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      Probe probe = probe(base(server), Duration.ofSeconds(2));

      assertThrows(HttpTimeoutException.class, probe::send);
    } finally {
      over.countDown();
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static ProbeAnswer answer(byte[] body) throws Exception {
    ProbeContext.Platform platform =
        new ProbeContext.Platform(
            "k", SandboxScheme.ED25519, SandboxScheme.ED25519.ownKeys().getPrivate());
    URI base = URI.create("https://gateway.example/igs/v1/");
    ProbeContext context =
        new ProbeContext(
            base,
            Clock.systemUTC(),
            HttpClient.newHttpClient(),
            platform,
            new TrustedKeys(null),
            Duration.ofSeconds(1));
    return new ProbeAnswer(
        context,
        "GET",
        base.resolve("services"),
        200,
        Map.of("content-type", "application/json"),
        body,
        null);
  }

  @Test
  void violations_tooMany_areLimited() throws Exception {
    String items = "{},".repeat(100_000);
    byte[] wrong = ("{\"items\": [" + items + "{}]}").getBytes(UTF_8);

    assertEquals(100, answer(wrong).violations().size());
  }

  @Test
  void json_tooLarge_isMissing() throws Exception {
    byte[] huge = ("{\"items\": [" + "[],".repeat(3_000_000) + "[]]}").getBytes(UTF_8);

    assertTrue(answer(huge).json().isMissingNode());
    assertEquals(1, answer(huge).violations().size());
  }
}

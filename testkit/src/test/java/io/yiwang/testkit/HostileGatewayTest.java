package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway can do to whoever checks it. */
@Timeout(120)
@ExtendWith(GovSandboxExtension.class)
class HostileGatewayTest {
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
  void send_answerWithoutEnd_isCutOff() throws Exception {
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
  void send_answerThatDrips_isCutOff() throws Exception {
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
  void violations_bodyThatIsWrongEverywhere_areAHundred() throws Exception {
    String items = "{},".repeat(100_000);
    byte[] wrong = ("{\"items\": [" + items + "{}]}").getBytes(UTF_8);

    assertEquals(100, answer(wrong).violations().size());
  }

  @Test
  void json_ofManyMegabytes_isNotMadeATree() throws Exception {
    byte[] huge = ("{\"items\": [" + "[],".repeat(3_000_000) + "[]]}").getBytes(UTF_8);

    assertTrue(answer(huge).json().isMissingNode());
    assertEquals(1, answer(huge).violations().size());
  }

  private static CheckedGateway checked(GovSandbox sandbox, Path folder, List<Duration> pauses)
      throws Exception {
    sandbox.writeKeys(folder);
    Path settings = folder.resolve("client.properties");
    CheckOptions options =
        CheckOptions.parse(List.of("--config", settings.toString(), "--pay", "--expiry"));
    return new CheckedGateway(
        CheckSettings.read(settings),
        options,
        new CheckedGateway.Connection(sandbox.clock(), pauses::add, HttpClient.newHttpClient(), null));
  }

  private static void change(GovSandbox sandbox, String member, String value) {
    sandbox
        .faults()
        .add(
            "fine.hold",
            1,
            new Fault(
                "changed",
                attempt -> {
                  Answer right = attempt.process();
                  ObjectNode body = (ObjectNode) Json.parseLeniently(right.content());
                  body.put(member, value);
                  return attempt
                      .signature()
                      .on(
                          new Answer(
                              right.status(),
                              right.contentType(),
                              Json.bytes(body),
                              right.headers()));
                }));
  }

  @Test
  void tidyUp_holdWithAnIdThatIsNone_continues(GovSandbox sandbox, @TempDir Path folder)
      throws Exception {
    CheckedGateway gateway = checked(sandbox, folder, new ArrayList<>());
    gateway.learnKeys();
    change(sandbox, "paymentId", "a b/../\u001b[2J");

    gateway.held(gateway.payable(0));
    gateway.tidyUp();

    assertEquals(1, sandbox.treasury().openHolds());
  }

  @Test
  void expired_holdThatLastsForCenturies_isNotWaitedFor(GovSandbox sandbox, @TempDir Path folder)
      throws Exception {
    List<Duration> pauses = new ArrayList<>();
    CheckedGateway gateway = checked(sandbox, folder, pauses);
    gateway.learnKeys();
    change(sandbox, "heldUntil", "2999-12-31T23:59:59+08:00");

    assertThrows(CheckFailed.class, () -> gateway.expired(1));

    assertEquals(List.of(), pauses);
  }

  @Test
  void take_floodOfStrangers_isNotKept() throws Exception {
    try (CallbackListener listener = new CallbackListener(ANY_PORT)) {
      URI url = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/x");
      HttpClient client = HttpClient.newHttpClient();
      byte[] junk = new byte[1 << 20];
      int last = 0;
      for (int i = 0; i < 70; i++) {
        last =
            client
                .send(
                    HttpRequest.newBuilder(url)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(junk))
                        .build(),
                    BodyHandlers.discarding())
                .statusCode();
      }

      assertEquals(503, last);
      assertEquals(64, listener.deliveries().size());
    }
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Receives a gateway's callbacks for {@link GatewayCheck}. It answers the first delivery of an
 * event with 500 and the second with 404, so that the gateway must deliver it a third time, and
 * acknowledges that.
 */
final class CallbackListener implements AutoCloseable {
  private static final int LARGEST = 1 << 20;
  private static final int MOST = 10_000;
  private static final long MOST_BYTES = 64 << 20;
  private static final Duration MOST_TIME = Duration.ofSeconds(10);
  private static final int THREADS = 32;
  private static final List<Integer> ANSWERS = List.of(500, 404, 204);

  /**
   * One delivery.
   *
   * @param headers by lower-case name
   * @param answered the status of the answer
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  record Delivery(
      String method, String path, Map<String, String> headers, byte[] body, int answered) {
    JsonNode event() {
      return Json.parseLeniently(body);
    }

    String id() {
      return event().path("id").asText();
    }

    /** Shows only the status. */
    @Override
    public String toString() {
      return "Delivery[" + answered + "]";
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Delivery> deliveries = new ArrayList<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private long bytes;

  CallbackListener(InetSocketAddress address) throws IOException {
    server = HttpServer.create(address, 50);
    server.createContext("/", this::take);
    server.setExecutor(threads);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void take(HttpExchange exchange) throws IOException {
    // Anybody who finds the address may post there, without end: closing the exchange ends it.
    CompletableFuture<Void> inTime =
        new CompletableFuture<Void>().orTimeout(MOST_TIME.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> unused =
        inTime.whenComplete(
            (nothing, late) -> {
              if (late instanceof TimeoutException) {
                exchange.close();
              }
            });
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST);
      exchange.sendResponseHeaders(noted(exchange, body), -1);
    } finally {
      inTime.cancel(false);
    }
  }

  private synchronized int noted(HttpExchange exchange, byte[] body) {
    if (deliveries.size() >= MOST || bytes + body.length > MOST_BYTES) {
      return 503;
    }
    bytes += body.length;
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    Delivery unanswered =
        new Delivery(
            exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), headers, body, 0);
    int count = seen.merge(unanswered.id(), 1, Integer::sum);
    int status = ANSWERS.get(Math.min(count, ANSWERS.size()) - 1);
    deliveries.add(new Delivery(unanswered.method(), unanswered.path(), headers, body, status));
    return status;
  }

  synchronized List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

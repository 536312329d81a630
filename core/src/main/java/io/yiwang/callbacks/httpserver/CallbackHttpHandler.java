package io.yiwang.callbacks.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands requests of a JDK {@code HttpServer} to a {@link CallbackReceiver}, the body as the bytes
 * that travelled, and never more than the interface allows. Thread-safe.
 *
 * <pre>{@code
 * server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
 * }</pre>
 */
@SuppressWarnings("exports") // Who extends or calls it has the other module anyway.
public final class CallbackHttpHandler implements HttpHandler {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final CallbackReceiver receiver;

  /** Hands requests to that receiver. */
  public CallbackHttpHandler(CallbackReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status(exchange), -1);
    }
  }

  private int status(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return 405;
    }
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      // One byte more than is allowed is enough for the receiver to refuse it.
      body = in.readNBytes(MAX_BODY_BYTES + 1);
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return receiver
        .receive(
            new CallbackRequest(
                exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), headers, body))
        .status();
  }
}

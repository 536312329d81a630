package io.yiwang.callbacks.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.internal.CallbackBody;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Hands requests of a JDK {@code HttpServer} to a {@link CallbackReceiver}, the body as the bytes
 * that travelled, never more than the interface allows, nor for longer than the gateway waits.
 * Thread-safe. Set {@code sun.net.httpserver.maxReqTime} too: without it a client that sends
 * nothing at all keeps its thread.
 *
 * <pre>{@code
 * server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
 * }</pre>
 */
@SuppressWarnings("exports") // Who extends or calls it has the other module anyway.
public final class CallbackHttpHandler implements HttpHandler {
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
    try {
      body = CallbackBody.read(exchange.getRequestBody());
    } catch (TimeoutException e) {
      return 408;
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

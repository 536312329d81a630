package io.yiwang.callbacks.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.internal.CallbackBody;
import io.yiwang.internal.CallbackPath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests of a JDK {@code HttpServer} to a {@link CallbackReceiver}, the body as the bytes
 * that travelled, never more than the interface allows, nor for longer than the gateway waits: then
 * the connection is closed, also where the client sends nothing at all. Thread-safe.
 *
 * <p>The server reads the head of a request before this is called, and waits for it without end
 * unless the system property {@code sun.net.httpserver.maxReqTime} is set, in seconds; its absence
 * is logged.
 *
 * <pre>{@code
 * server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
 * }</pre>
 */
@SuppressWarnings("exports") // Who extends or calls it has the other module anyway.
public final class CallbackHttpHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(CallbackHttpHandler.class);

  private final CallbackReceiver receiver;
  private final @Nullable String publicPath;

  /** Hands requests to that receiver. */
  public CallbackHttpHandler(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Hands requests to that receiver where a proxy rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as there; null
   *     where it arrives as it is
   */
  public CallbackHttpHandler(CallbackReceiver receiver, @Nullable String publicPath) {
    this.receiver = receiver;
    this.publicPath = CallbackPath.check(publicPath);
    if (Integer.getInteger("sun.net.httpserver.maxReqTime", 0) <= 0) {
      log.warn(
          "a client that does not finish the head of its request keeps its thread of the server;"
              + " set the system property sun.net.httpserver.maxReqTime, such as to 10");
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    // Closing it before there is an answer closes the connection without reading the rest.
    try (exchange) {
      byte[] body = body(exchange);
      if (body != null) {
        exchange.sendResponseHeaders(status(exchange, body), -1);
      }
    }
  }

  /** Reads the body; returns nothing if it does not end in time. */
  private static byte @Nullable [] body(HttpExchange exchange) throws IOException {
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    CompletableFuture<byte[]> unused =
        whole
            .orTimeout(CallbackBody.MOST_TIME.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (body, late) -> {
                  if (late != null) {
                    exchange.close(); // Which ends the reading, too.
                  }
                });
    try {
      byte[] body = CallbackBody.read(exchange.getRequestBody());
      return whole.complete(body) ? body : null;
    } catch (IOException e) {
      whole.cancel(false);
      return null;
    }
  }

  private int status(HttpExchange exchange, byte[] body) {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return 405;
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return receiver
        .receive(
            new CallbackRequest(
                exchange.getRequestMethod(),
                publicPath != null ? publicPath : exchange.getRequestURI().getRawPath(),
                headers,
                body))
        .status();
  }
}

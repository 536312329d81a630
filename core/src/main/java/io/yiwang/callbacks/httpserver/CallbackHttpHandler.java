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
 * Passes requests of a JDK {@code HttpServer} to a {@link CallbackReceiver}. It reads the body as
 * raw bytes, and closes the connection if the body is larger than the interface allows or takes
 * longer than the gateway waits, even if the client sends nothing at all. Thread-safe.
 *
 * <p>The server reads the headers of a request before it calls this handler, and waits for them
 * indefinitely unless the system property {@code sun.net.httpserver.maxReqTime} is set, in seconds.
 * A warning is logged if it is not.
 *
 * <pre>{@code
 * server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
 * }</pre>
 */
@SuppressWarnings("exports") // Whoever uses this class has the other module anyway.
public final class CallbackHttpHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(CallbackHttpHandler.class);

  private final CallbackReceiver receiver;
  private final @Nullable String publicPath;

  /** Passes requests to a receiver. */
  public CallbackHttpHandler(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Passes requests to a receiver behind a proxy that rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as in that
   *     URL; null if it arrives unchanged
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
    // Closing the exchange before it is answered closes the connection without reading the rest.
    try (exchange) {
      byte[] body = body(exchange);
      if (body != null) {
        exchange.sendResponseHeaders(status(exchange, body), -1);
      }
    }
  }

  /** Reads the body; returns null if it does not end in time. */
  private static byte @Nullable [] body(HttpExchange exchange) throws IOException {
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    CompletableFuture<byte[]> unused =
        whole
            .orTimeout(CallbackBody.MOST_TIME.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (body, late) -> {
                  if (late != null) {
                    exchange.close(); // This also ends the reading.
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

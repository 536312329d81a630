package io.yiwang.callbacks.spring;

import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.servlet.CallbackServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestHandler;

/**
 * Passes requests of Spring MVC to a {@link CallbackReceiver}. It reads the body as raw bytes,
 * without the converters of a controller. Thread-safe. Give the receiver an executor with a bounded
 * queue, so that a slow handler does not block the container's threads.
 *
 * <p>Name the bean after the exact path that the gateway posts to, or give that path to the
 * constructor: the path is signed.
 *
 * <pre>{@code
 * @Bean("/gov/callbacks")
 * CallbackRequestHandler callbacks(CallbackReceiver receiver) {
 *   return new CallbackRequestHandler(receiver);
 * }
 * }</pre>
 *
 * <p>Exempt the path from login and CSRF protection in Spring Security: the signature authenticates
 * the sender. No filter may read the body before this handler.
 */
@SuppressWarnings("exports") // Whoever uses this class has the other module anyway.
public final class CallbackRequestHandler implements HttpRequestHandler {
  private final CallbackServlet servlet;

  /** Passes requests to a receiver. */
  public CallbackRequestHandler(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Passes requests to a receiver behind a proxy that rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as in that
   *     URL; null if it arrives unchanged
   */
  public CallbackRequestHandler(CallbackReceiver receiver, @Nullable String publicPath) {
    servlet = new CallbackServlet(receiver, publicPath);
  }

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    servlet.service(request, response);
  }
}

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
 * Hands requests of Spring MVC to a {@link CallbackReceiver}, the body as the bytes that travelled:
 * no converter has a part in it, as it would in a controller. Thread-safe. Give the receiver an
 * executor with a bounded queue, so that a slow application does not hold the container's threads
 * for long.
 *
 * <p>Name the bean by the very path that the gateway posts to, or say which that is: the path is
 * signed.
 *
 * <pre>{@code
 * @Bean("/gov/callbacks")
 * CallbackRequestHandler callbacks(CallbackReceiver receiver) {
 *   return new CallbackRequestHandler(receiver);
 * }
 * }</pre>
 *
 * <p>Leave the path out of what Spring Security asks a login or a CSRF token for: the signature is
 * what proves the sender. A filter that reads the body before must not lie on it.
 */
@SuppressWarnings("exports") // Who calls it has the other module anyway.
public final class CallbackRequestHandler implements HttpRequestHandler {
  private final CallbackServlet servlet;

  /** Hands requests to that receiver. */
  public CallbackRequestHandler(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Hands requests to that receiver where a proxy rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as there; null
   *     where it arrives as it is
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

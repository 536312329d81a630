package io.yiwang.callbacks.servlet;

import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.internal.CallbackBody;
import io.yiwang.internal.CallbackPath;
import io.yiwang.internal.EndlessBodyException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests of a servlet container to a {@link CallbackReceiver}. It reads the body as raw
 * bytes, and closes the connection if the body is larger than the interface allows or takes longer
 * than the gateway waits. Thread-safe. A client that sends nothing at all keeps its thread for as
 * long as the container waits for a byte: set that timeout to 5 s ({@code connectionTimeout} of
 * Tomcat's connector, {@code idleTimeout} of Jetty's). Give the receiver an executor with a bounded
 * queue, so that a slow handler does not block the container's threads.
 *
 * <p>Map it to the exact path that the gateway posts to, or give that path to the constructor: the
 * path is signed. In Spring Boot:
 *
 * <pre>{@code
 * @Bean
 * ServletRegistrationBean<CallbackServlet> callbacks(CallbackReceiver receiver) {
 *   return new ServletRegistrationBean<>(new CallbackServlet(receiver), "/gov/callbacks");
 * }
 * }</pre>
 */
@SuppressWarnings("exports") // Whoever uses this class has the other module anyway.
public final class CallbackServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient CallbackReceiver receiver;
  private final @Nullable String publicPath;

  /** Passes requests to a receiver. */
  public CallbackServlet(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Passes requests to a receiver behind a proxy that rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as in that
   *     URL; null if it arrives unchanged
   */
  public CallbackServlet(CallbackReceiver receiver, @Nullable String publicPath) {
    this.receiver = receiver;
    this.publicPath = CallbackPath.check(publicPath);
  }

  /**
   * Answers every method, since the container would read the bodies of those that are not handled.
   */
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body;
    try {
      body = CallbackBody.read(request.getInputStream());
    } catch (EndlessBodyException e) {
      response.setHeader("Connection", "close");
      response.setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT);
      response.flushBuffer();
      // A container closes the connection if an answer fails after it was started. After a complete
      // answer it would read the rest of the body first.
      throw e;
    }
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, String.join(", ", Collections.list(request.getHeaders(name))));
    }
    response.setStatus(
        receiver
            .receive(
                new CallbackRequest(
                    request.getMethod(),
                    publicPath != null ? publicPath : request.getRequestURI(),
                    headers,
                    body))
            .status());
  }
}

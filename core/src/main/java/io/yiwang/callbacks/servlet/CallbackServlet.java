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
 * Hands requests of a servlet container to a {@link CallbackReceiver}, the body as the bytes that
 * travelled, never more than the interface allows, nor for longer than the gateway waits: then the
 * connection is closed. Thread-safe. A client that sends nothing at all keeps its thread for as
 * long as the container waits for a byte: set that to 5 s ({@code connectionTimeout} of Tomcat's
 * connector, {@code idleTimeout} of Jetty's). Give the receiver an executor with a bounded queue,
 * so that a slow application does not hold the container's threads for long.
 *
 * <p>Map it to the very path that the gateway posts to, or say which that is: the path is signed.
 * In Spring Boot:
 *
 * <pre>{@code
 * @Bean
 * ServletRegistrationBean<CallbackServlet> callbacks(CallbackReceiver receiver) {
 *   return new ServletRegistrationBean<>(new CallbackServlet(receiver), "/gov/callbacks");
 * }
 * }</pre>
 */
@SuppressWarnings("exports") // Who extends or calls it has the other module anyway.
public final class CallbackServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient CallbackReceiver receiver;
  private final @Nullable String publicPath;

  /** Hands requests to that receiver. */
  public CallbackServlet(CallbackReceiver receiver) {
    this(receiver, null);
  }

  /**
   * Hands requests to that receiver where a proxy rewrites the path, which is signed.
   *
   * @param publicPath the path of the URL that the gateway posts to, percent-encoded as there; null
   *     where it arrives as it is
   */
  public CallbackServlet(CallbackReceiver receiver, @Nullable String publicPath) {
    this.receiver = receiver;
    this.publicPath = CallbackPath.check(publicPath);
  }

  /** Answers methods that are refused, too: the container would read their body to its end. */
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
      // An answer that has begun and fails makes a container close the connection. After one that
      // ends well it would read the rest of the body first.
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

package io.yiwang.callbacks.servlet;

import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.internal.CallbackBody;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Hands requests of a servlet container to a {@link CallbackReceiver}, the body as the bytes that
 * travelled, never more than the interface allows, nor for longer than the gateway waits.
 * Thread-safe. Give the receiver an executor with a bounded queue, so that a slow application does
 * not hold the container's threads for long.
 *
 * <p>Map it to the very path that the gateway posts to: the path is signed. In Spring Boot:
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

  /** Hands requests to that receiver. */
  public CallbackServlet(CallbackReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body;
    try {
      body = CallbackBody.read(request.getInputStream());
    } catch (TimeoutException e) {
      response.setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, String.join(", ", Collections.list(request.getHeaders(name))));
    }
    response.setStatus(
        receiver
            .receive(
                new CallbackRequest(request.getMethod(), request.getRequestURI(), headers, body))
            .status());
  }
}

package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.core.FaultInjector;
import com.github.tomakehurst.wiremock.jetty.JettyFaultInjectorFactory;
import com.github.tomakehurst.wiremock.jetty11.Jetty11HttpUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wiremock.jakarta.servlet.ServletException;
import wiremock.jakarta.servlet.http.HttpServletRequest;
import wiremock.jakarta.servlet.http.HttpServletResponse;
import wiremock.org.eclipse.jetty.http.HttpField;
import wiremock.org.eclipse.jetty.server.Handler;
import wiremock.org.eclipse.jetty.server.Request;
import wiremock.org.eclipse.jetty.server.handler.AbstractHandler;

/** Passes requests from the network to the {@link Dispatcher}, and sends its answers. */
final class GatewayHandler extends AbstractHandler {
  /** The number of pieces in which a slow body is sent. */
  private static final int PIECES = 10;

  private final Dispatcher dispatcher;
  private volatile @Nullable Handler stubs;

  GatewayHandler(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** Sets the handlers of every request from now on, which pass some to the dispatcher. */
  void stubs(Handler handlers) {
    handlers.setServer(getServer());
    addManaged(handlers);
    stubs = handlers;
  }

  @Override
  public void handle(
      String target, Request base, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    BodyLimit bounded = new BodyLimit(request);
    Handler first = stubs;
    if (first != null) {
      first.handle(target, base, bounded, response);
      return;
    }
    base.setHandled(true);
    send(dispatcher.answer(received(base, bounded.unpacked())), request, response);
  }

  private static Received received(Request request, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : request.getHttpFields()) {
      headers.merge(
          field.getLowerCaseName(),
          Objects.requireNonNullElse(field.getValue(), ""),
          (first, second) -> first + ", " + second);
    }
    // HTTP/2 has no Host header.
    String host =
        Objects.requireNonNullElseGet(
            headers.get("host"), () -> request.getServerName() + ":" + request.getServerPort());
    String query = request.getQueryString();
    return new Received(
        request.getMethod().toUpperCase(Locale.ROOT),
        request.getRequestURI(),
        query == null || query.isEmpty() ? null : query,
        Received.authority(host, request.getScheme()),
        headers,
        body);
  }

  private static void send(Sent sent, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (sent.way()) {
      case LOST -> connection(request, response).emptyResponseAndCloseConnection();
      case RESET -> connection(request, response).connectionResetByPeer();
      case HALF -> {
        begin(sent, response);
        OutputStream out = response.getOutputStream();
        out.write(sent.body(), 0, sent.body().length / 2);
        // The body is shorter than the length that is sent now: the server closes the connection.
        out.flush();
      }
      case WHOLE -> {
        begin(sent, response);
        if (sent.over().isZero()) {
          response.getOutputStream().write(sent.body());
        } else {
          slowly(sent.body(), sent.over(), response.getOutputStream());
        }
      }
    }
  }

  private static FaultInjector connection(
      HttpServletRequest request, HttpServletResponse response) {
    return new JettyFaultInjectorFactory(new Jetty11HttpUtils())
        .buildFaultInjector(request, response);
  }

  private static void begin(Sent sent, HttpServletResponse response) {
    response.setStatus(sent.status());
    sent.headers().forEach(response::addHeader);
    if (sent.body().length > 0) {
      response.setContentLength(sent.body().length);
    }
  }

  private static void slowly(byte[] body, Duration over, OutputStream out) throws IOException {
    int pieces = Math.min(PIECES, body.length);
    try {
      for (int i = 0; i < pieces; i++) {
        Thread.sleep(over.toMillis() / pieces);
        int start = (int) ((long) body.length * i / pieces);
        int end = (int) ((long) body.length * (i + 1) / pieces);
        out.write(body, start, end - start);
        out.flush();
      }
    } catch (InterruptedException e) {
      // The server is being stopped.
      Thread.currentThread().interrupt();
    }
  }
}

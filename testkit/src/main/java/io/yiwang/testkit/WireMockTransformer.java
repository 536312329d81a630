package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.ChunkedDribbleDelay;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Forwards requests that no stub of a test matches from WireMock to the {@link Dispatcher}. */
final class WireMockTransformer implements ResponseTransformerV2 {
  static final String NAME = "igs-gateway";

  private final Dispatcher dispatcher;

  WireMockTransformer(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public Response transform(Response response, ServeEvent event) {
    return response(dispatcher.answer(received(event.getRequest())));
  }

  private static Received received(Request request) {
    String url = request.getUrl();
    int mark = url.indexOf('?');
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders().all()) {
      headers.merge(
          header.key().toLowerCase(Locale.ROOT),
          String.join(", ", header.values()),
          (first, second) -> first + ", " + second);
    }
    // HTTP/2 has no Host header.
    String host =
        Objects.requireNonNullElseGet(
            headers.get("host"), () -> request.getHost() + ":" + request.getPort());
    return new Received(
        request.getMethod().getName(),
        mark < 0 ? url : url.substring(0, mark),
        mark < 0 ? null : url.substring(mark + 1),
        Received.authority(host, request.getScheme()),
        headers,
        Objects.requireNonNullElse(request.getBody(), new byte[0]));
  }

  private static Response response(Sent sent) {
    Response.Builder response = Response.response().status(sent.status());
    List<HttpHeader> headers = new ArrayList<>();
    sent.headers().forEach((name, value) -> headers.add(new HttpHeader(name, value)));
    switch (sent.way()) {
      case LOST -> {
        return response.fault(com.github.tomakehurst.wiremock.http.Fault.EMPTY_RESPONSE).build();
      }
      case RESET -> {
        return response
            .fault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER)
            .build();
      }
      case HALF -> {
        // The body is shorter than this length: the server closes the connection.
        headers.add(new HttpHeader("Content-Length", Integer.toString(sent.body().length)));
        response.body(Arrays.copyOf(sent.body(), sent.body().length / 2));
      }
      case WHOLE -> response.body(sent.body());
    }
    if (!sent.over().isZero()) {
      response.chunkedDribbleDelay(
          new ChunkedDribbleDelay(10, (int) Math.min(sent.over().toMillis(), Integer.MAX_VALUE)));
    }
    return response.headers(new HttpHeaders(headers)).build();
  }
}

package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.ChunkedDribbleDelay;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where WireMock's requests come in and the gateway's answers go out. */
final class WireMockTransformer implements ResponseTransformerV2 {
  static final String NAME = "igs-gateway";

  private final Faults faults;
  private volatile CompletableFuture<Behind> opened = new CompletableFuture<>();

  private record Behind(World world, SandboxPages pages, ExchangeRecorder recorder) {}

  WireMockTransformer(Faults faults) {
    this.faults = faults;
  }

  /**
   * Answers by that gateway from now on. The first comes after the server, whose port is a part of
   * its address.
   */
  void opens(World world, SandboxPages pages, ExchangeRecorder recorder) {
    Behind behind = new Behind(world, pages, recorder);
    if (!opened.complete(behind)) {
      opened = CompletableFuture.completedFuture(behind);
    }
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
    Behind behind = opened.join();
    GatewayEngine engine = behind.world().engine();
    Received request = received(event.getRequest());
    Answer plain = behind.pages().answer(request);
    if (plain != null) {
      return response(plain(plain));
    }
    Instant at = engine.parts().clock().instant();
    RecordedRequest.Keys keys = behind.world().recordKeys();
    plain = behind.world().openId().answer(request);
    if (plain != null) {
      Sent sent = plain(plain);
      behind.recorder().add(at, request, null, null, null, sent, keys);
      return response(sent);
    }
    Operation operation = engine.operation(request);
    Fault fault = faults.take(operation == null ? null : operation.id());
    Attempt attempt = new Attempt(engine, request);
    Sent sent = fault.answer(attempt);
    String name = fault.name().isEmpty() ? null : fault.name();
    behind.recorder().add(at, request, operation, name, attempt.done(), sent, keys);
    return response(sent);
  }

  private static Sent plain(Answer answer) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    if (answer.contentType() != null) {
      headers.put("Content-Type", answer.contentType());
    }
    return Sent.whole(answer.status(), headers, answer.content());
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
    return new Received(
        request.getMethod().getName(),
        mark < 0 ? url : url.substring(0, mark),
        mark < 0 ? null : url.substring(mark + 1),
        authority(headers.get("host"), request),
        headers,
        Objects.requireNonNullElse(request.getBody(), new byte[0]));
  }

  /** Lower-case, and without the port that goes without saying (RFC 9421 section 2.2.3). */
  private static String authority(@Nullable String header, Request request) {
    // HTTP/2 has no Host header.
    String host = header == null ? request.getHost() + ":" + request.getPort() : header;
    String implied = request.getScheme().equals("https") ? ":443$" : ":80$";
    return host.toLowerCase(Locale.ROOT).replaceFirst(implied, "");
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
        // A length that is promised and not kept: the server closes the connection.
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

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request of {@link GatewayCheck}, which it signs rightly or with one part wrong. */
final class Probe {
  private final ProbeContext context;
  private final String method;
  private final URI uri;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, Object> parameters;
  private byte[] body = {};
  private @Nullable String digest;
  private @Nullable List<String> covering;
  private @Nullable URI sentTo;
  private byte @Nullable [] sentInstead;
  private Consumer<Map<String, String>> afterSigning = signed -> {};
  private boolean signing = true;

  Probe(ProbeContext context, String method, String path) {
    this.context = context;
    this.method = method;
    uri = context.base().resolve(path);
    ProbeContext.Platform platform = context.platform();
    parameters =
        SignedParts.parameters(
            context.clock().instant(),
            platform.keyId(),
            platform.scheme().algorithm(),
            "igs-request");
  }

  Probe json(JsonNode json) {
    return body("application/json", Json.bytes(json));
  }

  Probe body(String contentType, byte[] content) {
    body = content;
    return header("content-type", contentType);
  }

  Probe key(String idempotencyKey) {
    return header("idempotency-key", idempotencyKey);
  }

  Probe header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Probe parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** Sets another Content-Digest than the right one. */
  Probe digest(String header) {
    digest = header;
    return this;
  }

  /** Signs these components and no others. */
  Probe covering(String... components) {
    covering = List.of(components);
    return this;
  }

  /** Sends another body than the signed one. */
  Probe sendsInstead(byte[] other) {
    sentInstead = other;
    return this;
  }

  /** Sends the request to another path than the signed one. */
  Probe sendsTo(String path) {
    sentTo = context.base().resolve(path);
    return this;
  }

  /** Changes the headers after the request was signed. */
  Probe afterSigning(Consumer<Map<String, String>> change) {
    afterSigning = change;
    return this;
  }

  Probe unsigned() {
    signing = false;
    return this;
  }

  ProbeAnswer send() throws IOException, InterruptedException, GeneralSecurityException {
    prepare();
    return again();
  }

  /** Sends the same bytes again. */
  ProbeAnswer again() throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer = exchange();
    try {
      return answer(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e.getCause() instanceof TimeoutException
          ? new HttpTimeoutException("the answer did not end in time")
          : new IOException("the answer could not be read");
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Sends the request with a time limit for the whole answer; that of the client covers only its
   * head.
   */
  private CompletableFuture<HttpResponse<byte[]>> exchange() {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        context.http().sendAsync(request(), head -> new BoundedBody());
    CompletableFuture<HttpResponse<byte[]>> inTime = new CompletableFuture<>();
    CompletableFuture<HttpResponse<byte[]>> unused =
        exchange.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                inTime.complete(answer);
              } else {
                inTime.completeExceptionally(
                    failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure);
              }
            });
    CompletableFuture<HttpResponse<byte[]>> unusedToo =
        inTime
            .orTimeout(context.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (answer, failure) -> {
                  if (failure != null) {
                    exchange.cancel(true);
                  }
                });
    return inTime;
  }

  /** Sends the request without waiting for the answer. */
  CompletableFuture<ProbeAnswer> sendAsync() throws IOException, GeneralSecurityException {
    prepare();
    return exchange().thenApply(this::answer);
  }

  private ProbeAnswer answer(HttpResponse<byte[]> http) {
    Map<String, String> received = new LinkedHashMap<>();
    http.headers().map().forEach((name, values) -> received.put(name, String.join(", ", values)));
    ProbeAnswer answer =
        new ProbeAnswer(
            context,
            method,
            uri,
            http.statusCode(),
            received,
            http.body(),
            readable(headers.get("signature")));
    context.addViolations(answer.violations());
    return answer;
  }

  /**
   * Returns the value of the signature that an answer is bound to; absent if it is not readable.
   */
  private static @Nullable String readable(@Nullable String header) {
    return header != null && header.matches("igs=:[A-Za-z0-9+/]+={0,2}:")
        ? header.substring("igs=".length())
        : null;
  }

  private HttpRequest request() {
    byte[] content = Objects.requireNonNullElse(sentInstead, body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Objects.requireNonNullElse(sentTo, uri))
            .timeout(context.answerTimeout())
            .method(
                method,
                content.length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(content));
    headers.forEach(request::header);
    return request.build();
  }

  private void prepare() throws IOException, GeneralSecurityException {
    if (body.length > 0) {
      headers.put(
          "content-digest",
          Objects.requireNonNullElse(
              digest, Digests.header(context.platform().scheme().digest(), body)));
    }
    if (signing) {
      SignedParts parts = SignedParts.of(covered(), parameters);
      byte[] signature = context.platform().sign(parts.base(this::value).getBytes(UTF_8));
      headers.put("signature-input", "igs=" + parts.text());
      headers.put("signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":");
    }
    afterSigning.accept(headers);
  }

  private List<String> covered() {
    List<String> names = covering;
    if (names == null) {
      names = new ArrayList<>(List.of("@method", "@authority", "@path", "@query"));
      for (String name :
          List.of("content-type", "content-digest", "idempotency-key", "authorization")) {
        if (headers.containsKey(name)) {
          names.add(name);
        }
      }
    }
    return names.stream().map(name -> '"' + name + '"').toList();
  }

  private @Nullable String value(String component) {
    return switch (component) {
      case "@method" -> method;
      case "@authority" -> authority();
      case "@path" -> uri.getRawPath();
      case "@query" -> "?" + Objects.requireNonNullElse(uri.getRawQuery(), "");
      default -> headers.get(component);
    };
  }

  /**
   * Returns the authority by RFC 9421 section 2.2.3: in lower case, without the scheme's default
   * port.
   */
  private String authority() {
    String implied = uri.getScheme().equals("https") ? ":443$" : ":80$";
    return uri.getAuthority().toLowerCase(Locale.ROOT).replaceFirst(implied, "");
  }
}

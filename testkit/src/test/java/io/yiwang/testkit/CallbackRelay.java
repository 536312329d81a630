package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a sandbox's callbacks wrongly: changes each and signs it again with the gateway's key.
 */
final class CallbackRelay {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Consumer<ObjectNode> event = json -> {};
  private Consumer<Map<String, Object>> parameters = all -> {};
  private List<String> components =
      List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\"");
  private String type = "application/cloudevents+json";
  private @Nullable String digest;
  private IntUnaryOperator answer = status -> status;

  CallbackRelay event(Consumer<ObjectNode> change) {
    event = change;
    return this;
  }

  CallbackRelay parameters(Consumer<Map<String, Object>> change) {
    parameters = change;
    return this;
  }

  CallbackRelay components(String... others) {
    components = List.of(others);
    return this;
  }

  CallbackRelay type(String other) {
    type = other;
    return this;
  }

  CallbackRelay digest(String other) {
    digest = other;
    return this;
  }

  /** Answers another status to the sandbox. */
  CallbackRelay answer(IntUnaryOperator change) {
    answer = change;
    return this;
  }

  /** Delivers the waiting callbacks with the changes. */
  void deliver(GovSandbox sandbox, URI listener) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.createContext("/", exchange -> relay(exchange, sandbox, listener));
      server.start();
      int port = server.getAddress().getPort();
      sandbox.callbackControls().deliverTo(URI.create("http://127.0.0.1:" + port + "/"));
      sandbox.callbackControls().deliver();
      server.stop(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void relay(HttpExchange exchange, GovSandbox sandbox, URI listener) throws IOException {
    try (exchange) {
      ObjectNode json = (ObjectNode) Json.MAPPER.readTree(exchange.getRequestBody());
      event.accept(json);
      int status = forward(sandbox, listener, Json.bytes(json));
      exchange.sendResponseHeaders(answer.applyAsInt(status), -1);
    }
  }

  private int forward(GovSandbox sandbox, URI listener, byte[] body) throws IOException {
    String keyId = sandbox.gatewayVerifier().keyId();
    SandboxScheme scheme = sandbox.scheme();
    String header = digest == null ? Digests.header(scheme.digest(), body) : digest;
    long now = sandbox.clock().instant().getEpochSecond();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("created", now);
    all.put("expires", now + 300);
    all.put("nonce", Nonces.next());
    all.put("keyid", keyId);
    all.put("alg", scheme.algorithm());
    all.put("tag", "igs-callback");
    parameters.accept(all);
    SignedParts parts = SignedParts.of(components, all);
    String base =
        parts.base(
            component ->
                switch (component) {
                  case "@method" -> "POST";
                  case "@path" -> listener.getRawPath();
                  case "content-type" -> type;
                  default -> header;
                });
    try {
      byte[] signature =
          scheme.signing(KeyPool.pair(scheme, keyId).getPrivate()).sign(base.getBytes(UTF_8));
      HttpRequest request =
          HttpRequest.newBuilder(listener)
              .header("Content-Type", type)
              .header("Content-Digest", header)
              .header("Signature-Input", "igs=" + parts.text())
              .header("Signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":")
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key in memory signs", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

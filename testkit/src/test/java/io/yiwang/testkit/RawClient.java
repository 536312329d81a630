package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Signs requests by hand, correctly or with one mistake. */
final class RawClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final GovSandbox sandbox;
  private final String method;
  private final URI uri;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, String> signed = new LinkedHashMap<>();
  private UnaryOperator<String> textChange = UnaryOperator.identity();
  private byte[] body = {};
  private byte @Nullable [] sentInstead;
  private Signer signer;

  RawClient(GovSandbox sandbox, String method, String path) {
    this.sandbox = sandbox;
    this.method = method;
    uri = sandbox.endpoint().resolve(path);
    signer = sandbox.platformSigner();
    long now = sandbox.clock().instant().getEpochSecond();
    parameters.put("created", now);
    parameters.put("expires", now + 300);
    parameters.put("nonce", Nonces.next());
    parameters.put("keyid", signer.keyId());
    parameters.put("alg", signer.algorithm());
    parameters.put("tag", "igs-request");
  }

  RawClient json(String text) {
    return body("application/json", text.replace('\'', '"').getBytes(UTF_8));
  }

  RawClient body(String contentType, byte[] content) {
    body = content;
    headers.put("content-type", contentType);
    return this;
  }

  RawClient key(String idempotencyKey) {
    return header("idempotency-key", idempotencyKey);
  }

  RawClient header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  RawClient parameter(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** Signs another value of a component than it sends. */
  RawClient signs(String component, String value) {
    signed.put(component, value);
    return this;
  }

  /** Changes the text before it is signed. */
  RawClient signsText(UnaryOperator<String> change) {
    textChange = change;
    return this;
  }

  RawClient without(String parameter) {
    parameters.remove(parameter);
    return this;
  }

  RawClient signer(Signer other) {
    signer = other;
    return this;
  }

  /** Sends another body than it signs. */
  RawClient sendsInstead(String other) {
    sentInstead = other.getBytes(UTF_8);
    return this;
  }

  Reply send() throws IOException, InterruptedException, GeneralSecurityException {
    if (body.length > 0) {
      headers.put("content-digest", Digests.header(signer.digest(), body));
    }
    List<String> covered = new ArrayList<>(List.of("@method", "@authority", "@path", "@query"));
    for (String name :
        List.of("content-type", "content-digest", "idempotency-key", "authorization")) {
      if (headers.containsKey(name)) {
        covered.add(name);
      }
    }
    StringBuilder text = new StringBuilder();
    StringBuilder input = new StringBuilder();
    for (String component : covered) {
      text.append('"')
          .append(component)
          .append("\": ")
          .append(signed.getOrDefault(component, value(component)))
          .append('\n');
      input.append(input.isEmpty() ? "(\"" : " \"").append(component).append('"');
    }
    input.append(')');
    parameters.forEach(
        (name, value) ->
            input
                .append(';')
                .append(name)
                .append('=')
                .append(value instanceof Number ? value : "\"" + value + "\""));
    text.append("\"@signature-params\": ").append(input);
    headers.put("signature-input", "igs=" + input);
    byte[] signature = signer.sign(textChange.apply(text.toString()).getBytes(UTF_8));
    headers.put("signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":");
    return sendAsIs();
  }

  /** Sends the headers of the last request again, or no signature. */
  Reply sendAsIs() throws IOException, InterruptedException {
    byte[] content = Objects.requireNonNullElse(sentInstead, body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                method,
                content.length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(content));
    headers.forEach(request::header);
    return new Reply(sandbox, HTTP.send(request.build(), BodyHandlers.ofByteArray()), headers);
  }

  private String value(String component) {
    return switch (component) {
      case "@method" -> method;
      case "@authority" -> uri.getAuthority();
      case "@path" -> uri.getRawPath();
      case "@query" -> "?" + Objects.requireNonNullElse(uri.getRawQuery(), "");
      default -> Objects.requireNonNull(headers.get(component));
    };
  }

  /** An answer with its request. */
  record Reply(GovSandbox sandbox, HttpResponse<byte[]> http, Map<String, String> asked) {
    int status() {
      return http.statusCode();
    }

    @Nullable String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }

    JsonNode json() throws IOException {
      return Json.MAPPER.readTree(http.body());
    }

    String code() throws IOException {
      return json().path("code").asText();
    }

    /** Throws unless the gateway signed it for this request or without one. */
    Reply verified(boolean bound) throws GeneralSecurityException {
      String type = header("content-type");
      String digest = header("content-digest");
      String input = Objects.requireNonNull(header("signature-input")).substring("igs=".length());
      String text = "\"@status\": " + status() + "\n";
      String covered = "(\"@status\"";
      if (http.body().length > 0) {
        text += "\"content-type\": " + type + "\n\"content-digest\": " + digest + "\n";
        covered += " \"content-type\" \"content-digest\"";
      }
      for (String name : List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed")) {
        if (header(name) != null) {
          text += "\"" + name + "\": " + header(name) + "\n";
          covered += " \"" + name + "\"";
        }
      }
      if (bound) {
        String signature = Objects.requireNonNull(asked.get("signature"));
        text += "\"signature\";req;key=\"igs\": " + signature.substring("igs=".length()) + "\n";
        covered += " \"signature\";req;key=\"igs\"";
      }
      if (!input.startsWith(covered + ");created=")) {
        throw new GeneralSecurityException("the answer covers " + input);
      }
      String signature = Objects.requireNonNull(header("signature"));
      sandbox
          .gatewayVerifier()
          .verify(
              (text + "\"@signature-params\": " + input).getBytes(UTF_8),
              Base64.getDecoder().decode(signature.substring(5, signature.length() - 1)));
      return this;
    }
  }
}

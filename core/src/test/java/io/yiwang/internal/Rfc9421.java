package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads the messages, keys and vectors of RFC 9421 from files. */
final class Rfc9421 {
  /** One signature in the RFC. */
  record Vector(
      String label,
      String section,
      String algorithm,
      String key,
      String input,
      String base,
      String signature) {
    byte[] signed() {
      return Base64.getDecoder().decode(signature);
    }

    @Override
    public String toString() {
      return section;
    }
  }

  private static final JsonNode DOCUMENT = json("/fixtures/rfc9421/vectors.json");

  private Rfc9421() {}

  static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(bytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String path) throws IOException {
    try (InputStream in = Rfc9421.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no resource " + path);
      }
      return in.readAllBytes();
    }
  }

  /** Returns the vectors of appendix B.2, in order. */
  static List<Vector> appendixB() {
    return vectors("vectors");
  }

  /** Returns the vectors of section 2.4: answers bound to a request. */
  static List<Vector> bound() {
    return vectors("bound");
  }

  private static List<Vector> vectors(String member) {
    return StreamSupport.stream(DOCUMENT.path(member).spliterator(), false)
        .map(
            vector -> {
              List<String> base = new ArrayList<>();
              vector.path("base").forEach(line -> base.add(line.textValue()));
              return new Vector(
                  vector.path("label").textValue(),
                  vector.path("section").textValue(),
                  vector.path("algorithm").textValue(),
                  vector.path("key").textValue(),
                  vector.path("input").textValue(),
                  String.join("\n", base),
                  vector.path("signature").textValue());
            })
        .toList();
  }

  static Vector vector(String section) {
    return appendixB().stream()
        .filter(vector -> vector.section().equals(section))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the request of appendix B.2. */
  static UnsignedRequest request() {
    JsonNode request = DOCUMENT.path("request");
    return new UnsignedRequest(
        request.path("method").textValue(),
        "https",
        request.path("authority").textValue(),
        request.path("path").textValue(),
        request.path("query").textValue(),
        headers(request),
        request.path("body").textValue().getBytes(UTF_8));
  }

  private static Map<String, String> headers(JsonNode message) {
    Map<String, String> headers = new LinkedHashMap<>();
    message
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
    return headers;
  }

  /** Returns the value of any component that the RFC's examples cover. */
  static String value(String component, String answer) {
    if (component.startsWith("\"signature\";req;key=")) {
      return DOCUMENT.path("request").path("signatures").path("sig1").textValue();
    }
    if (component.startsWith("\"@query-param\"")) {
      return "dog"; // IGS/1 covers the whole query, so the client does not have this component.
    }
    if (component.equals("\"@status\"")) {
      return DOCUMENT.path(answer).path("status").asText();
    }
    if (component.endsWith(";req") || answer.isEmpty()) {
      UnsignedRequest request = request();
      return MessageSignature.requestValue(
          component.replace(";req", ""),
          request,
          name -> request.headers().getOrDefault(name, "absent"));
    }
    return headers(DOCUMENT.path(answer))
        .getOrDefault(component.substring(1, component.length() - 1), "absent");
  }

  static PublicKey publicKey(String name, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(pem(name + ".pub.pem")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static PrivateKey privateKey(String name, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(pem(name + ".pem")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pem(String file) {
    try {
      String text = new String(bytes("/fixtures/rfc9421/" + file), UTF_8);
      return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

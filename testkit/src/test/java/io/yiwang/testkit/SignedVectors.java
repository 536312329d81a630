package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a file of signed messages. */
abstract class SignedVectors {
  private final Vectors keys;
  private final JsonNode old;
  private final ObjectNode json;
  private final ArrayNode vectors;

  /**
   * Starts a file.
   *
   * @param name the name of the file, whose signatures are kept where they are right
   * @param section the section of the interface
   */
  SignedVectors(Vectors keys, String name, String section) throws IOException {
    this.keys = keys;
    old = Vectors.read(name);
    json = Vectors.file(section).put("now", Vectors.NOW);
    vectors = json.putArray("vectors");
  }

  /** Adds the vectors. */
  abstract void add() throws GeneralSecurityException;

  final JsonNode json() throws GeneralSecurityException {
    add();
    return json;
  }

  final Vectors keys() {
    return keys;
  }

  final ArrayNode vectors() {
    return vectors;
  }

  /** Returns the old signature of a name if it is right, or a new one. */
  final byte[] signature(String name, Vectors.Key key, String base)
      throws GeneralSecurityException {
    for (JsonNode vector : old.path("vectors")) {
      if (vector.path("name").asText().equals(name) && vector.path("base").asText().equals(base)) {
        byte[] signature =
            Base64.getDecoder()
                .decode(vector.path("signature").asText().replaceAll("^igs=:|:$", ""));
        try {
          key.scheme().verifying(key.publicKey()).verify(base.getBytes(UTF_8), signature);
          return signature;
        } catch (GeneralSecurityException e) {
          // Replaced below.
        }
      }
    }
    return key.scheme().signing(key.privateKey()).sign(base.getBytes(UTF_8));
  }

  /** Signs a message and adds the base, the header and the signature to it. */
  final void sign(
      ObjectNode message, Vectors.Key key, List<String> covered, Map<String, Object> parameters)
      throws GeneralSecurityException {
    SignedParts parts = SignedParts.of(covered, parameters);
    String base = parts.base(component -> component(message, component));
    byte[] signature = signature(message.path("name").asText(), key, base);
    message.put("base", base).put("signatureInput", "igs=" + parts.text());
    message.put("signature", "igs=:" + Vectors.base64(signature) + ":").put("valid", true);
    vectors.add(message);
  }

  private static @Nullable String component(ObjectNode message, String component) {
    return switch (component) {
      case "@method" -> message.path("method").asText();
      case "@authority" -> message.path("authority").asText();
      case "@path" -> message.path("path").asText();
      case "@query" ->
          message.path("query").asText().isEmpty() ? "?" : message.path("query").asText();
      case "@status" -> message.path("status").asText();
      case SignedParts.BINDING ->
          message.path("requestSignature").asText().replaceFirst("^igs=", "");
      default -> message.path("headers").path(component).asText();
    };
  }

  /** Adds a message again, changed after it was signed. */
  final void changed(String from, String why, String refusal, Consumer<ObjectNode> change) {
    for (JsonNode vector : vectors) {
      if (vector.path("name").asText().equals(from)) {
        ObjectNode other = vector.deepCopy();
        other.put("name", from + ", " + why).put("valid", false).put("refusal", refusal);
        other.remove("base");
        change.accept(other);
        vectors.add(other);
        return;
      }
    }
    throw new IllegalStateException("no vector " + from);
  }

  final void body(ObjectNode message, Vectors.Key key, String type, String body) {
    ((ObjectNode) message.path("headers"))
        .put("content-type", type)
        .put("content-digest", Digests.header(key.scheme().digest(), body.getBytes(UTF_8)));
    message.put("body", body);
  }

  final Map<String, Object> parameters(Vectors.Key key, String tag, String nonceOf) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("created", Vectors.NOW);
    parameters.put("expires", Vectors.NOW + 300);
    byte[] random = Arrays.copyOf(ContentDigest.SHA_256.digest(nonceOf.getBytes(UTF_8)), 16);
    parameters.put("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    parameters.put("keyid", key.id());
    parameters.put("alg", key.alg());
    parameters.put("tag", tag);
    return parameters;
  }

  /** Marks a message as refused though its signature is right. */
  final void refused(ObjectNode message, String refusal) {
    message.put("valid", false).put("refusal", refusal);
  }

  /** Returns the header with one bit of the signature changed. */
  static String flipped(String header) {
    byte[] bytes = Base64.getDecoder().decode(header.substring(5, header.length() - 1));
    bytes[bytes.length / 2] ^= 1;
    return "igs=:" + Vectors.base64(bytes) + ":";
  }
}

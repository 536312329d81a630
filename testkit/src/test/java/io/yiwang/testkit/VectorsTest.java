package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the files of docs/vectors with the contract and with the sandbox. To write them again:
 * {@code mvn test -pl testkit -am -Dtest=VectorsTest -Dvectors.write=true}.
 */
class VectorsTest {
  private static final Instant NOW = Instant.ofEpochSecond(Vectors.NOW);

  @BeforeAll
  static void writeIfAsked() throws Exception {
    if (Boolean.getBoolean("vectors.write")) {
      for (Map.Entry<String, JsonNode> file : new Vectors().files().entrySet()) {
        Files.writeString(Vectors.FOLDER.resolve(file.getKey()), Vectors.text(file.getValue()));
      }
    }
  }

  private static List<JsonNode> vectors(String file) throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    Vectors.read(file).path("vectors").forEach(vectors::add);
    assertTrue(vectors.size() > 4, file);
    return vectors;
  }

  @Test
  void files_all_areAsTheContractSays() throws Exception {
    Map<String, JsonNode> files = new Vectors().files();

    for (Map.Entry<String, JsonNode> file : files.entrySet()) {
      assertEquals(
          Vectors.text(file.getValue()),
          Files.readString(Vectors.FOLDER.resolve(file.getKey())),
          file.getKey());
    }
    Set<String> expected = new TreeSet<>(files.keySet());
    expected.addAll(List.of("keys.json", "README.md"));
    try (Stream<Path> there = Files.list(Vectors.FOLDER)) {
      assertEquals(
          expected, new TreeSet<>(there.map(file -> file.getFileName().toString()).toList()));
    }
  }

  private static byte[] body(JsonNode vector) {
    return vector.has("body") ? vector.path("body").asText().getBytes(UTF_8) : new byte[0];
  }

  private static Map<String, String> headers(JsonNode vector) {
    Map<String, String> headers = new LinkedHashMap<>();
    vector
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    if (vector.has("signature")) {
      headers.put("signature-input", vector.path("signatureInput").asText());
      headers.put("signature", vector.path("signature").asText());
    }
    return headers;
  }

  private static Received received(JsonNode vector) {
    String query = vector.path("query").asText();
    return new Received(
        vector.path("method").asText(),
        vector.path("path").asText(),
        query.isEmpty() ? null : query.substring(1),
        vector.path("authority").asText(),
        headers(vector),
        body(vector));
  }

  @Test
  void requests_all_areAcceptedOrRefusedAsTheFileSays() throws Exception {
    Vectors keys = new Vectors();
    for (JsonNode vector : vectors("requests.json")) {
      RequestVerifier verifier = new RequestVerifier("wallet", "igs-1.md");
      for (String id :
          List.of("test-ed25519", "test-sm2", "test-p256", "test-rsa-pss", "test-rsa")) {
        Vectors.Key key = keys.key(id);
        verifier.keys().register(id, key.scheme(), key.publicKey());
      }
      String name = vector.path("name").asText();
      if (vector.path("valid").asBoolean()) {
        assertEquals("wallet", verifier.check(received(vector), NOW), name);
      } else {
        Refusal refusal =
            assertThrows(Refusal.class, () -> verifier.check(received(vector), NOW), name);
        assertEquals(vector.path("refusal").asText(), refusal.code(), name);
      }
    }
  }

  /** The header is the same, and in a deterministic scheme the signature. */
  @Test
  void answers_valid_areAsTheSandboxSigns() throws Exception {
    Vectors keys = new Vectors();
    for (JsonNode vector : vectors("answers.json")) {
      if (!vector.path("valid").asBoolean()) {
        continue;
      }
      String name = vector.path("name").asText();
      String input = vector.path("signatureInput").asText();
      Vectors.Key key = keys.key(input.replaceFirst(".*keyid=\"([^\"]*)\".*", "$1"));
      SandboxKey signing =
          new SandboxKey(
              key.id(),
              key.scheme(),
              new java.security.KeyPair(key.publicKey(), key.privateKey()),
              NOW,
              NOW);
      Map<String, String> headers = headers(vector);
      String type = headers.remove("content-type");
      headers.keySet().removeAll(List.of("content-digest", "signature", "signature-input"));
      String bound = vector.path("requestSignature").asText().replaceAll("^igs=:|:$", "");
      Sent sent =
          new AnswerSignature(signing.signer(), NOW, bound)
              .on(new Answer(vector.path("status").asInt(), type, body(vector), headers));

      assertEquals(input, sent.headers().get("Signature-Input"), name);
      if (Set.of("ed25519", "rsa-v1_5-sha256").contains(key.alg())) {
        assertEquals(vector.path("signature").asText(), sent.headers().get("Signature"), name);
      }
    }
  }

  @Test
  void bases_verifyUnderTheirKeys() throws Exception {
    Vectors keys = new Vectors();
    for (String file : List.of("requests.json", "answers.json", "callbacks.json")) {
      for (JsonNode vector : vectors(file)) {
        if (vector.path("valid").asBoolean()) {
          String base = vector.path("base").asText();
          String id = base.replaceFirst("(?s).*keyid=\"([^\"]*)\".*", "$1");
          byte[] signature =
              Base64.getDecoder()
                  .decode(vector.path("signature").asText().replaceAll("^igs=:|:$", ""));
          Vectors.Key key = keys.key(id);
          assertDoesNotThrow(
              () -> key.scheme().verifying(key.publicKey()).verify(base.getBytes(UTF_8), signature),
              vector.path("name").asText());
          signature[3] ^= 1;
          assertThrows(
              GeneralSecurityException.class,
              () ->
                  key.scheme().verifying(key.publicKey()).verify(base.getBytes(UTF_8), signature));
        }
      }
    }
  }

  @Test
  void sealed_values_openAsTheFileSays() throws Exception {
    Vectors keys = new Vectors();
    for (JsonNode vector : vectors("sealed.json")) {
      SealingKey key = keys.key(vector.path("key").asText()).sealing();
      String pointer = vector.path("pointer").asText();
      if (vector.path("valid").asBoolean()) {
        assertEquals(
            vector.path("text").asText(), key.open(Vectors.sealed(vector.path("sealed")), pointer));
      } else {
        assertThrows(
            GeneralSecurityException.class,
            () -> key.open(Vectors.sealed(vector.path("sealed")), pointer));
      }
    }
  }

  @Test
  void canonicalJson_all_areAsTheSandboxSeals() throws Exception {
    for (JsonNode vector : vectors("canonical-json.json")) {
      assertArrayEquals(
          vector.path("canonical").asText().getBytes(UTF_8),
          CanonicalJson.bytes(Json.MAPPER.readTree(vector.path("json").asText())));
    }
  }
}

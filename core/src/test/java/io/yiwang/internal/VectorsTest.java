package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.internal.json.CanonicalJson;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaUnsealer;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests that the client agrees with the files of docs/vectors, which the sandbox's code has
 * written.
 */
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode file(String name) throws IOException {
    return JSON.readTree(Path.of("..", "docs", "vectors", name).toFile());
  }

  private static List<JsonNode> vectors(String name, Predicate<JsonNode> which) throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    for (JsonNode vector : file(name).path("vectors")) {
      if (which.test(vector)) {
        vectors.add(vector);
      }
    }
    assertTrue(vectors.size() > 1, name);
    return vectors;
  }

  private static boolean isValid(JsonNode vector) {
    return vector.path("valid").asBoolean();
  }

  private static boolean isOfSm2(JsonNode vector) {
    return vector.path("name").asText().contains("test-sm2");
  }

  private static JsonNode key(String id) throws IOException {
    for (JsonNode key : file("keys.json").path("keys")) {
      if (key.path("keyid").asText().equals(id)) {
        return key;
      }
    }
    throw new IOException("no key " + id);
  }

  /** Returns the verifier of a key of this module's schemes; SM2 is another module's. */
  private static @Nullable Verifier verifier(String id) {
    try {
      String alg = key(id).path("alg").asText();
      if (alg.equals("sm2-sm3")) {
        return null;
      }
      PublicKey key = PemKeys.publicKey(key(id).path("publicKey").asText().getBytes(UTF_8));
      return switch (alg) {
        case "ed25519" -> new Ed25519Verifier(id, key);
        case "ecdsa-p256-sha256" -> new EcdsaP256Verifier(id, key);
        case "rsa-pss-sha512" -> new RsaPssVerifier(id, key);
        default -> new RsaVerifier(id, key);
      };
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String parameter(JsonNode vector, String name) {
    return vector
        .path("signatureInput")
        .asText()
        .replaceFirst(".*;" + name + "=\"?([^\";]*).*", "$1");
  }

  private static byte[] body(JsonNode vector) {
    return vector.path("body").asText().getBytes(UTF_8);
  }

  private static Map<String, String> headers(JsonNode vector) {
    Map<String, String> headers = new LinkedHashMap<>();
    vector
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return headers;
  }

  /** Records the message that it signs. */
  private record Capture(String keyId, String algorithm, List<byte[]> signed) implements Signer {
    @Override
    public ContentDigest digest() {
      return ContentDigest.SHA_256;
    }

    @Override
    public byte[] sign(byte[] message) {
      signed.add(message);
      return new byte[64];
    }
  }

  @Test
  void sign_requests_signsTheTextOfTheFile() throws Exception {
    for (JsonNode vector : vectors("requests.json", VectorsTest::isValid)) {
      UnsignedRequest request =
          new UnsignedRequest(
              vector.path("method").asText(),
              "https",
              vector.path("authority").asText(),
              vector.path("path").asText(),
              vector.path("query").asText(),
              headers(vector),
              body(vector));
      Capture signer =
          new Capture(parameter(vector, "keyid"), parameter(vector, "alg"), new ArrayList<>());
      Instant created = Instant.ofEpochSecond(Long.parseLong(parameter(vector, "created")));

      Signed signed =
          new RequestSigner(signer, () -> parameter(vector, "nonce")).sign(request, created);

      String name = vector.path("name").asText();
      assertEquals(vector.path("signatureInput").asText(), signed.input(), name);
      byte[] base = signer.signed().get(0);
      assertEquals(vector.path("base").asText(), new String(base, UTF_8), name);
      Verifier verifier = verifier(signer.keyId());
      if (verifier != null) {
        String signature = vector.path("signature").asText().replaceAll("^igs=:|:$", "");
        assertDoesNotThrow(
            () -> verifier.verify(base, Base64.getDecoder().decode(signature)), name);
      }
    }
  }

  private static RawReply reply(JsonNode vector) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(headers(vector));
    if (vector.has("signature")) {
      headers.put("signature-input", vector.path("signatureInput").asText());
      headers.put("signature", vector.path("signature").asText());
    }
    return new RawReply(vector.path("status").asInt(), headers, body(vector));
  }

  @Test
  void verify_answers_decidesAsTheFile() throws Exception {
    Instant now = Instant.ofEpochSecond(file("answers.json").path("now").asLong());
    ReplyVerifier verifier = new ReplyVerifier(ContentDigest.SHA_256);
    for (JsonNode vector : vectors("answers.json", each -> !isOfSm2(each))) {
      String name = vector.path("name").asText();
      String bound = vector.path("requestSignature").asText().replaceFirst("^igs=", "");
      if (isValid(vector)) {
        VerifiedReply verified = verifier.verify(reply(vector), bound, VectorsTest::verifier, now);
        assertTrue(verified.fresh(), name);
        headers(vector)
            .forEach((header, value) -> assertEquals(value, verified.reply().header(header), name));
      } else {
        assertThrows(
            UntrustedReplyException.class,
            () -> verifier.verify(reply(vector), bound, VectorsTest::verifier, now),
            name);
      }
    }
  }

  @Test
  void receive_callbacks_decidesAsTheFile() throws Exception {
    Instant now = Instant.ofEpochSecond(file("callbacks.json").path("now").asLong());
    CallbackVerifier verifier = new CallbackVerifier();
    for (JsonNode vector : vectors("callbacks.json", each -> !isOfSm2(each))) {
      String name = vector.path("name").asText();
      RawReply message = reply(vector);
      String method = vector.path("method").asText();
      String path = vector.path("path").asText();
      if (isValid(vector)) {
        verifier.verify(
            method, path, message.headers(), message.body(), VectorsTest::verifier, now);
        assertEquals(2, verifier.event(message.body()).revision(), name);
      } else {
        assertThrows(
            CallbackRefusedException.class,
            () ->
                verifier.verify(
                    method, path, message.headers(), message.body(), VectorsTest::verifier, now),
            name);
      }
    }
  }

  @Test
  void digest_ofTheFile_isTheSame() throws Exception {
    for (JsonNode vector : vectors("digests.json", each -> true)) {
      byte[] text = vector.path("text").asText().getBytes(UTF_8);
      assertEquals(
          vector.path("sha-256").asText(),
          HexFormat.of().formatHex(ContentDigest.SHA_256.digest(text)));
      assertEquals(
          vector.path("sha-256 header").asText(),
          RequestSigner.contentDigest(ContentDigest.SHA_256, text));
    }
  }

  @Test
  void open_sealedValues_decidesAsTheFile() throws Exception {
    RsaUnsealer unsealer =
        new RsaUnsealer(
            "test-seal-rsa",
            PemKeys.privateKey(key("test-seal-rsa").path("privateKey").asText().getBytes(UTF_8)));
    for (JsonNode vector :
        vectors("sealed.json", each -> each.path("key").asText().equals("test-seal-rsa"))) {
      Sealed sealed = JSON.convertValue(vector.path("sealed"), Sealed.class);
      String pointer = vector.path("pointer").asText();
      if (isValid(vector)) {
        assertEquals(vector.path("text").asText(), unsealer.open(sealed, pointer));
      } else {
        assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, pointer));
      }
    }
  }

  @Test
  void canonicalJson_ofTheFile_isTheSame() throws Exception {
    for (JsonNode vector : vectors("canonical-json.json", each -> true)) {
      assertArrayEquals(
          vector.path("canonical").asText().getBytes(UTF_8),
          CanonicalJson.of(vector.path("json").asText().getBytes(UTF_8), null));
    }
  }
}

package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.signing.Sealed;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests SM2, SM3 and SM4 with the files of docs/vectors, which the sandbox's code has written. */
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> vectors(String name, Predicate<JsonNode> which) throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    JsonNode file = JSON.readTree(Path.of("..", "docs", "vectors", name).toFile());
    for (JsonNode vector : file.path(name.equals("keys.json") ? "keys" : "vectors")) {
      if (which.test(vector)) {
        vectors.add(vector);
      }
    }
    assertTrue(vectors.size() > 0, name);
    return vectors;
  }

  private static Sm2PrivateKey key() throws IOException, InvalidKeyException {
    JsonNode key =
        vectors("keys.json", each -> each.path("keyid").asText().equals("test-sm2")).get(0);
    Sm2PrivateKey secret = SmKeys.privateKey(key.path("privateKey").asText().getBytes(UTF_8));
    assertEquals(key.path("publicKey").asText(), SmKeys.spkiPem(secret.publicKey()));
    return secret;
  }

  private static boolean isOfSm2(JsonNode vector) {
    return vector.path("name").asText().contains("test-sm2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"requests.json", "answers.json", "callbacks.json", "qr-codes.json"})
  void verify_signatures_decidesAsTheFile(String file) throws Exception {
    Sm2Verifier verifier = new Sm2Verifier("test-sm2", key().publicKey());
    for (JsonNode vector : vectors(file, each -> isOfSm2(each) && each.has("base"))) {
      byte[] base = vector.path("base").asText().getBytes(UTF_8);
      byte[] signature =
          Base64.getDecoder().decode(vector.path("signature").asText().replaceAll("^igs=:|:$", ""));
      String name = vector.path("name").asText();

      assertDoesNotThrow(() -> verifier.verify(base, signature), name);
      byte[] own = new Sm2Signer("test-sm2", key()).sign(base);
      assertDoesNotThrow(() -> verifier.verify(base, own), name);
      signature[63] ^= 1;
      assertThrows(GeneralSecurityException.class, () -> verifier.verify(base, signature), name);
    }
  }

  @Test
  void signature_inAsn1_isRefused() throws Exception {
    JsonNode good =
        vectors("requests.json", each -> each.path("name").asText().equals("post test-sm2")).get(0);
    JsonNode wrong =
        vectors("requests.json", each -> each.path("name").asText().endsWith("in DER")).get(0);
    Sm2Verifier verifier = new Sm2Verifier("test-sm2", key().publicKey());
    byte[] signature =
        Base64.getDecoder().decode(wrong.path("signature").asText().replaceAll("^igs=:|:$", ""));

    assertTrue(signature.length > 64);
    assertThrows(
        GeneralSecurityException.class,
        () -> verifier.verify(good.path("base").asText().getBytes(UTF_8), signature));
  }

  @Test
  void digest_ofTheFile_isTheSame() throws Exception {
    for (JsonNode vector : vectors("digests.json", each -> true)) {
      assertEquals(
          vector.path("sm3").asText(),
          HexFormat.of()
              .formatHex(Sm3Digest.INSTANCE.digest(vector.path("text").asText().getBytes(UTF_8))));
    }
  }

  @Test
  void open_sealedValues_decidesAsTheFile() throws Exception {
    Sm2Unsealer unsealer = new Sm2Unsealer("test-seal-sm2", key());
    for (JsonNode vector :
        vectors("sealed.json", each -> each.path("key").asText().equals("test-seal-sm2"))) {
      Sealed sealed = JSON.convertValue(vector.path("sealed"), Sealed.class);
      String pointer = vector.path("pointer").asText();
      if (vector.path("valid").asBoolean()) {
        assertEquals(vector.path("text").asText(), unsealer.open(sealed, pointer));
      } else {
        assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, pointer));
      }
    }
  }
}

package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.KeyRing;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads the codes of docs/vectors. */
class VectorsTest {
  private static JsonNode file(String name) throws IOException {
    return new ObjectMapper().readTree(Path.of("..", "docs", "vectors", name).toFile());
  }

  private static Verifier verifier(String id) throws IOException, GeneralSecurityException {
    for (JsonNode key : file("keys.json").path("keys")) {
      if (key.path("keyid").asText().equals(id)) {
        PublicKey half = PemKeys.publicKey(key.path("publicKey").asText().getBytes(UTF_8));
        return switch (key.path("alg").asText()) {
          case "ed25519" -> new Ed25519Verifier(id, half);
          case "ecdsa-p256-sha256" -> new EcdsaP256Verifier(id, half);
          case "rsa-pss-sha512" -> new RsaPssVerifier(id, half);
          default -> new RsaVerifier(id, half);
        };
      }
    }
    throw new IOException("no key " + id);
  }

  @Test
  void read_everyVector_hasTheResultOfTheFile() throws Exception {
    JsonNode file = file("qr-codes.json");
    Clock clock = Clock.fixed(Instant.ofEpochSecond(file.path("now").asLong()), ZoneOffset.UTC);
    int read = 0;
    for (JsonNode vector : file.path("vectors")) {
      String name = vector.path("name").asText();
      String text = vector.path("text").asText();
      String keyId = text.replaceFirst(".*&k=([^&]*)&s=.*", "$1");
      if (keyId.equals("test-sm2")) {
        continue; // with yiwang-sm
      }
      GovQrReader reader =
          new GovQrReader(
              Set.of(vector.path("host").asText()), KeyRing.pinned(verifier(keyId)), clock);
      if (vector.path("valid").asBoolean()) {
        GovQr code = reader.read(text);
        assertEquals(vector.path("kind").asText(), code.kind().letter(), name);
        assertEquals(vector.path("id").asText(), code.id(), name);
        assertEquals(vector.path("expires").asLong(), code.expiresAt().getEpochSecond(), name);
      } else {
        QrRefusedException refused =
            assertThrows(QrRefusedException.class, () -> reader.read(text), name);
        assertEquals(vector.path("refusal").asText(), refused.reason().name(), name);
      }
      read++;
    }
    assertTrue(read > 8, "codes");
  }
}

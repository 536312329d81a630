package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.callbacks.CallbackVerdict;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.qr.GovQr;
import io.yiwang.qr.GovQrReader;
import io.yiwang.qr.QrRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests callbacks and QR codes signed with SM2 against docs/vectors. */
class VectorsTest {
  private static JsonNode file(String name) throws IOException {
    return new ObjectMapper().readTree(Path.of("..", "docs", "vectors", name).toFile());
  }

  private static KeyRing keys() throws IOException, InvalidKeyException {
    for (JsonNode key : file("keys.json").path("keys")) {
      if (key.path("keyid").asText().equals("test-sm2")) {
        byte[] pem = key.path("publicKey").asText().getBytes(UTF_8);
        return KeyRing.pinned(new Sm2Verifier("test-sm2", SmKeys.publicKey(pem)));
      }
    }
    throw new IOException("no key test-sm2");
  }

  private static List<JsonNode> vectors(JsonNode file) {
    List<JsonNode> vectors = new ArrayList<>();
    for (JsonNode vector : file.path("vectors")) {
      if (vector.path("name").asText().contains("test-sm2")) {
        vectors.add(vector);
      }
    }
    assertTrue(vectors.size() > 3);
    return vectors;
  }

  private static Clock clock(JsonNode file) {
    return Clock.fixed(Instant.ofEpochSecond(file.path("now").asLong()), ZoneOffset.UTC);
  }

  @Test
  void receive_eachVector_isHandledOrRefusedAsExpected() throws Exception {
    JsonNode file = file("callbacks.json");
    for (JsonNode vector : vectors(file)) {
      List<Callback> handled = new ArrayList<>();
      CallbackReceiver receiver =
          CallbackReceiver.builder()
              .keyRing(keys())
              .handler(handled::add)
              .clock(clock(file))
              .build();
      Map<String, String> headers = new LinkedHashMap<>();
      vector
          .path("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
      headers.put("signature-input", vector.path("signatureInput").asText());
      headers.put("signature", vector.path("signature").asText());

      CallbackVerdict verdict =
          receiver.receive(
              new CallbackRequest(
                  vector.path("method").asText(),
                  vector.path("path").asText(),
                  headers,
                  vector.path("body").asText().getBytes(UTF_8)));

      String name = vector.path("name").asText();
      if (vector.path("valid").asBoolean()) {
        assertInstanceOf(CallbackVerdict.Handled.class, verdict, name);
        assertEquals(Optional.of("pay-1"), handled.get(0).subject(), name);
      } else {
        assertInstanceOf(CallbackVerdict.Refused.class, verdict, name);
        assertEquals(List.of(), handled, name);
      }
    }
  }

  @Test
  void read_eachVector_isReadOrRefusedAsExpected() throws Exception {
    JsonNode file = file("qr-codes.json");
    for (JsonNode vector : vectors(file)) {
      GovQrReader reader =
          new GovQrReader(Set.of(vector.path("host").asText()), keys(), clock(file));
      String name = vector.path("name").asText();
      if (vector.path("valid").asBoolean()) {
        GovQr code = reader.read(vector.path("text").asText());
        assertEquals(vector.path("id").asText(), code.id(), name);
      } else {
        QrRefusedException refused =
            assertThrows(
                QrRefusedException.class, () -> reader.read(vector.path("text").asText()), name);
        assertEquals(vector.path("refusal").asText(), refused.reason().name(), name);
      }
    }
  }
}

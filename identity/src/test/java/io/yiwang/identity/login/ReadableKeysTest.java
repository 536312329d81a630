package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadableKeysTest {
  private static final String X = "MsSuLB8ZgRlfmQRGajnJlI_jC7_yZgvhcVpFiTM0x0c";
  private static final String Y = "vDc2ovT2d5xZvc7ja2khU9Cph3zGKkdAAt8y5SE58KA";

  /** Keys of kinds that the library does not know, and broken keys. */
  static final List<Object> UNREADABLE =
      List.of(
          Map.of("kty", "EC", "crv", "SM2", "kid", "1", "alg", "SM2", "x", X, "y", Y),
          Map.of("kty", "EC", "crv", "P-256", "kid", "2", "x", X, "y", Y),
          Map.of("kty", "EC", "crv", "P-256", "kid", "3", "x", X),
          Map.of("kty", "RSA", "kid", "4", "n", X),
          Map.of("kty", "OKP", "crv", "Ed25519", "kid", "5", "x", "AAAA"),
          Map.of("kty", "OKP", "crv", "Ed448", "kid", "6", "x", X),
          Map.of("kty", "OKP", "crv", "X25519", "kid", "7", "x", X),
          Map.of("kty", "AKP", "alg", "ML-DSA-44", "kid", "8", "pub", X),
          Map.of("kty", "oct", "kid", "9", "k", X),
          Map.of("kty", 1),
          Map.of(),
          List.of(),
          "key",
          7);

  @Test
  void of_list_readsWhatItCanAndCountsTheRest() throws Exception {
    String good =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\","
            + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
    String text = new ObjectMapper().writeValueAsString(UNREADABLE);

    ReadableKeys read =
        ReadableKeys.of("{\"keys\":[" + good + "," + text.substring(1) + ",\"more\":1}");

    assertEquals(1, read.keys().size());
    assertEquals(UNREADABLE.size(), read.skipped());
    for (String none : List.of("", "[]", "{}", "{\"keys\":1}", "{\"keys\":null}", "null")) {
      assertThrows(IOException.class, () -> ReadableKeys.of(none), none);
    }
  }
}

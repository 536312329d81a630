package io.yiwang.callbacks;

import static io.yiwang.callbacks.SignedCallback.NOW;
import static io.yiwang.callbacks.SignedCallback.PATH;
import static io.yiwang.callbacks.SignedCallback.settled;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.callbacks.CallbackVerdict.Reason;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which callbacks are refused before their handler is called. */
class CallbackRefusalTest extends CallbackReceiverFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "igs-callback | igs-request    | WRONG_COVERAGE",
        "ed25519      | sm2-sm3        | WRONG_ALGORITHM",
        "gw-1         | gw-2           | UNKNOWN_KEY",
        "1800000300   | 1800000301     | WRONG_COVERAGE",
        "1800000000   | 1799999699     | WRONG_COVERAGE",
        ";nonce=\"n-1\" | ''           | WRONG_COVERAGE",
        "\"n-1\"      | \"\"           | WRONG_COVERAGE",
        ";expires=1800000300 | ''      | WRONG_COVERAGE"
      })
  void receive_parametersOfAnotherMessage_areRefused(
      String part, String replacement, Reason reason) {
    assertRefused(reason, receive(signed(settled("e-1", "p", 1)).parameters(part, replacement)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301})
  void receive_signedTooEarlyOrTooLate_isRefused(long seconds) {
    String created = Long.toString(NOW.getEpochSecond() + seconds);
    String expires = Long.toString(NOW.getEpochSecond() + seconds + 300);

    assertRefused(
        Reason.STALE,
        receive(
            signed(settled("e-1", "p", 1))
                .parameters("1800000300", expires)
                .parameters("created=1800000000", "created=" + created)));
  }

  @Test
  void receive_expired_isRefused() {
    assertRefused(
        Reason.STALE,
        receive(
            signed(settled("e-1", "p", 1))
                .parameters("created=1800000000", "created=1799999990")
                .parameters("1800000300", "1799999999")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"@method\" \"@path\" \"content-type\"",
        "\"@path\" \"@method\" \"content-type\" \"content-digest\"",
        "\"@method\" \"content-type\" \"content-digest\"",
        "\"@method\" \"@path\" \"content-type\" \"content-digest\" \"date\""
      })
  void receive_otherCoverage_isRefused(String components) {
    assertRefused(
        Reason.WRONG_COVERAGE, receive(signed(settled("e-1", "p", 1)).covering(components)));
  }

  @Test
  void receive_forAnotherPathOrMethod_isRefused() {
    SignedCallback callback = signed(settled("e-1", "p", 1));

    assertRefused(
        Reason.WRONG_SIGNATURE,
        receiver.receive(callback.request("POST", PATH + "/x", callback.body())));
    assertRefused(
        Reason.WRONG_SIGNATURE, receiver.receive(callback.request("PUT", PATH, callback.body())));
  }

  @Test
  void receive_bodyReserialised_isRefused() {
    SignedCallback callback = signed(settled("e-1", "p", 1));
    byte[] changed = (new String(callback.body(), UTF_8) + "\n").getBytes(UTF_8);

    assertRefused(Reason.WRONG_DIGEST, receiver.receive(callback.request("POST", PATH, changed)));
  }

  @Test
  void receive_unsignedAndMalformed_areRefused() {
    byte[] body = settled("e-1", "p", 1).getBytes(UTF_8);

    assertRefused(
        Reason.UNSIGNED, receiver.receive(new CallbackRequest("POST", PATH, Map.of(), body)));
    assertRefused(
        Reason.MALFORMED_SIGNATURE,
        receive(signed(settled("e-1", "p", 1)).header("Signature-Input", "igs=((")));
    assertRefused(
        Reason.NO_KNOWN_DIGEST,
        receive(signed(settled("e-1", "p", 1)).header("Content-Digest", "md5=:AA==:")));
    assertRefused(
        Reason.WRONG_COVERAGE,
        receive(signed(settled("e-1", "p", 1)).header("Content-Type", "application/json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"specversion\":\"1.0\"}",
        "{\"specversion\":\"0.3\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":1}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":\"1\"}}",
        // Truncated to a long, it would be smaller than an earlier one.
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":9223372036854775808}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":1,\"a\":1,\"a\":1}}"
      })
  void receive_signedButNotAnEvent_isRefused(String body) {
    assertRefused(Reason.UNREADABLE, receive(signed(body)));
  }

  @Test
  void receive_tooLarge_isRefused() {
    CallbackVerdict verdict = receive(signed("x".repeat((1 << 20) + 1)));

    assertRefused(Reason.TOO_LARGE, verdict);
    assertEquals(413, verdict.status());
  }

  /** Flips every fifth bit, which is at least one of each byte. */
  @Test
  void receive_someBitsFlipped_isRefused() {
    flippedBitsAreRefused(5);
  }

  @Test
  @Tag("proof")
  void receive_anyBitFlipped_isRefused() {
    flippedBitsAreRefused(1);
  }

  private void flippedBitsAreRefused(int step) {
    SignedCallback callback = signed(settled("e-1", "p", 1));
    Map<String, String> headers = callback.headers();
    int flips = 0;
    for (int bit = 0; bit < callback.body().length * 8; bit += step, flips++) {
      byte[] body = callback.body();
      body[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(Reason.WRONG_DIGEST, receiver.receive(callback.request("POST", PATH, body)));
    }
    int harmless = 0;
    for (String name : headers.keySet()) {
      String value = headers.get(name);
      for (int bit = 0; bit < value.length() * 7; bit += step, flips++) {
        char[] changed = value.toCharArray();
        changed[bit / 7] ^= (char) (1 << (bit % 7));
        Map<String, String> tampered = new HashMap<>(headers);
        tampered.put(name, new String(changed));
        if (name.equals("Signature") && isSameSignature(value, tampered.get(name))) {
          harmless++;
          continue;
        }
        CallbackVerdict verdict =
            receiver.receive(new CallbackRequest("POST", PATH, tampered, callback.body()));
        int at = bit;
        assertTrue(verdict.status() >= 400, () -> name + " bit " + at + ": " + verdict);
      }
    }
    assertEquals(List.of(), handled);
    System.out.println(flips + " single bits of a callback flipped, " + harmless + " harmless");
    assertTrue(flips > 3000 / step, flips + " flips");
    assertTrue(harmless < 8, harmless + " of them change the spelling of the signature alone");
  }

  /**
   * Returns whether two texts are the same signature, since the last letter of base64 has unused
   * bits.
   */
  private static boolean isSameSignature(String value, String changed) {
    try {
      return changed.startsWith("igs=:")
          && changed.endsWith(":")
          && Arrays.equals(decoded(value), decoded(changed));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] decoded(String value) {
    return Base64.getDecoder().decode(value.substring("igs=:".length(), value.length() - 1));
  }
}

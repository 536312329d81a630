package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A message in the form of the fuzzer's inputs: a first line, header lines, an empty line, a body.
 *
 * @param headers have lower-case names
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record FuzzedMessage(String first, Map<String, String> headers, byte[] body) {
  /** Reads a message from any bytes. */
  public static FuzzedMessage read(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    int end = text.indexOf("\n\n");
    String[] head = (end < 0 ? text : text.substring(0, end)).split("\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : head) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new FuzzedMessage(
        head[0], headers, end < 0 ? new byte[0] : Arrays.copyOfRange(bytes, end + 2, bytes.length));
  }

  /**
   * Returns a message with a digest of the body and a signature over these components.
   *
   * @param values the components by name, including headers; a request's signature is named {@code
   *     request}
   */
  public static FuzzedMessage signed(
      String first, String components, String parameters, Map<String, String> values, byte[] body) {
    FuzzedMessage message = new FuzzedMessage(first, new LinkedHashMap<>(values), body);
    message.headers.put("content-digest", digest(message.body));
    StringBuilder base = new StringBuilder();
    for (String component : components.split(" ")) {
      String name = component.replace("\"", "");
      String value = message.headers.get(name.startsWith("signature") ? "request" : name);
      base.append(component).append(": ").append(value).append('\n');
    }
    String input = "(" + components + ")" + parameters;
    base.append("\"@signature-params\": ").append(input);
    message.headers.put("signature-input", "igs=" + input);
    message.headers.put("signature", "igs=:" + MacKey.sign(base.toString().getBytes(UTF_8)) + ":");
    return message;
  }

  private static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the bytes that {@link #read} reads as this message. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(first).append('\n');
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(new String(body, ISO_8859_1)).toString().getBytes(ISO_8859_1);
  }
}

package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.ScriptedServer.Received;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the signature parameters of a received request after checking its signature and digest as a
 * gateway does: from the bytes received, without any of the client's code.
 */
record SignedParameters(long created, long expires, String nonce, String keyid) {
  private static final Pattern INPUT =
      Pattern.compile(
          "igs=(\\(([^)]*)\\);created=(\\d+);expires=(\\d+);nonce=\"([^\"]+)\";keyid=\"([^\"]+)\";"
              + "alg=\"ed25519\";tag=\"igs-request\")");

  static SignedParameters check(Received request, PublicKey key) {
    Matcher input = INPUT.matcher(request.header("signature-input"));
    assertTrue(input.matches(), "the form of Signature-Input");
    String[] line = request.line().split(" ");
    String[] target = line[1].split("\\?", 2);
    StringBuilder base = new StringBuilder();
    for (String component : input.group(2).split(" ")) {
      String name = component.replace("\"", "");
      String value =
          switch (name) {
            case "@method" -> line[0];
            case "@authority" -> request.header("host");
            case "@path" -> target[0];
            case "@query" -> "?" + (target.length > 1 ? target[1] : "");
            default -> request.header(name);
          };
      base.append(component).append(": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    if (request.body().length > 0) {
      assertEquals(Answer.sha256(request.body()), request.header("content-digest"));
    }
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(base.toString().getBytes(UTF_8));
      String text = request.signature();
      assertTrue(
          signature.verify(Base64.getDecoder().decode(text.substring(1, text.length() - 1))),
          () -> "the signature must hold for\n" + base);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return new SignedParameters(
        Long.parseLong(input.group(3)),
        Long.parseLong(input.group(4)),
        input.group(5),
        input.group(6));
  }
}

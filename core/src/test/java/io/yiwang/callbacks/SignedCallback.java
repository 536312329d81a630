package io.yiwang.callbacks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A callback signed as in IGS/1 section 7, except for what a test changes. */
final class SignedCallback {
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  static final String PATH = "/gov/callbacks";

  private final KeyPair keys;
  private String body;
  private String components = "\"@method\" \"@path\" \"content-type\" \"content-digest\"";
  private String parameters =
      ";created=1800000000;expires=1800000300;nonce=\"n-1\";keyid=\"gw-1\";alg=\"ed25519\""
          + ";tag=\"igs-callback\"";
  private final Map<String, String> headers = new LinkedHashMap<>();

  SignedCallback(KeyPair keys, String body) {
    this.keys = keys;
    this.body = body;
    headers.put("Content-Type", "application/cloudevents+json");
  }

  static String settled(String id, String subject, long revision) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"https://gw.example.gov.cn/igs/v1\",\"type\":\"igs.payment.settled\","
        + "\"time\":\"2026-10-22T10:17:06+08:00\",\"subject\":\""
        + subject
        + "\",\"data\":{\"paymentId\":\""
        + subject
        + "\",\"amount\":15900,\"revision\":"
        + revision
        + "}}";
  }

  SignedCallback covering(String other) {
    components = other;
    return this;
  }

  SignedCallback parameters(String part, String replacement) {
    if (!parameters.contains(part)) {
      throw new AssertionError("no such part: " + part);
    }
    parameters = parameters.replace(part, replacement);
    return this;
  }

  SignedCallback nonce(String nonce) {
    parameters = parameters.replaceAll("nonce=\"[^\"]*\"", "nonce=\"" + nonce + "\"");
    return this;
  }

  SignedCallback header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  CallbackRequest request() {
    return request("POST", PATH, body.getBytes(UTF_8));
  }

  /** Signs for the right path and method, and sends it with the given ones. */
  CallbackRequest request(String method, String path, byte[] sent) {
    return new CallbackRequest(method, path, headers(), sent);
  }

  byte[] body() {
    return body.getBytes(UTF_8);
  }

  Map<String, String> headers() {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Content-Digest", digest());
    StringBuilder base = new StringBuilder();
    for (String component : components.split(" ")) {
      String value =
          switch (component) {
            case "\"@method\"" -> "POST";
            case "\"@path\"" -> PATH;
            case "\"content-type\"" -> all.get("Content-Type");
            case "\"content-digest\"" -> all.get("Content-Digest");
            default -> "";
          };
      base.append(component).append(": ").append(value).append('\n');
    }
    String input = "(" + components + ")" + parameters;
    base.append("\"@signature-params\": ").append(input);
    all.putIfAbsent("Signature-Input", "igs=" + input);
    all.putIfAbsent("Signature", "igs=:" + sign(base.toString()) + ":");
    return all;
  }

  private String digest() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
      return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

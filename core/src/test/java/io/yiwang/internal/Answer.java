package io.yiwang.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An answer signed as in IGS/1 section 2.2, except for what a test changes. */
final class Answer {
  private final TestGateway gateway;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private byte[] body;
  private @Nullable String components;
  private String parameters;

  Answer(TestGateway gateway, int status, byte[] body) {
    this.gateway = gateway;
    this.status = status;
    this.body = body;
    if (body.length > 0) {
      headers.put("content-type", "application/json");
    }
    parameters =
        ";created="
            + TestGateway.NOW.getEpochSecond()
            + ";keyid=\""
            + gateway.keyId()
            + "\";alg=\"ed25519\";tag=\"igs-response\"";
  }

  Answer header(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  Answer created(Instant at) {
    return parameters(
        Long.toString(TestGateway.NOW.getEpochSecond()), Long.toString(at.getEpochSecond()));
  }

  /** Replaces a part of the signature's parameters before signing. */
  Answer parameters(String part, String replacement) {
    if (!parameters.contains(part)) {
      throw new AssertionError("no such part: " + part);
    }
    parameters = parameters.replace(part, replacement);
    return this;
  }

  /** Covers these components instead, written as between the parentheses. */
  Answer covering(String components) {
    this.components = components;
    return this;
  }

  /** Compresses the body and sets {@code Content-Encoding}. */
  Answer gzip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    body = bytes.toByteArray();
    return header("content-encoding", "gzip");
  }

  static String sha256(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the answer to a request with this signature, given as in the request's header. */
  RawReply to(String requestSignature) {
    Map<String, String> all = new TreeMap<>(headers);
    List<String> covered = new ArrayList<>(List.of("\"@status\""));
    if (body.length > 0) {
      all.putIfAbsent("content-digest", sha256(body));
      covered.add("\"content-type\"");
      covered.add("\"content-digest\"");
    }
    for (String name : List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed")) {
      if (all.containsKey(name)) {
        covered.add('"' + name + '"');
      }
    }
    covered.add("\"signature\";req;key=\"igs\"");
    if (components != null) {
      covered = components.isEmpty() ? List.of() : List.of(components.split(" "));
    }
    StringBuilder base = new StringBuilder();
    for (String component : covered) {
      String value =
          switch (component) {
            case "\"@status\"" -> Integer.toString(status);
            case "\"signature\";req;key=\"igs\"" -> requestSignature;
            default -> String.valueOf(all.get(component.replace("\"", "")));
          };
      base.append(component).append(": ").append(value).append('\n');
    }
    String input = "(" + String.join(" ", covered) + ")" + parameters;
    byte[] signature = gateway.sign(base + "\"@signature-params\": " + input);
    all.putIfAbsent("signature-input", "igs=" + input);
    all.putIfAbsent("signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":");
    return new RawReply(status, all, body);
  }

  /** Returns the answer without signature headers, as a proxy would send it. */
  RawReply unsigned() {
    RawReply signed = to(":YQ==:");
    Map<String, String> bare = new TreeMap<>(signed.headers());
    bare.keySet().removeAll(List.of("signature", "signature-input", "content-digest"));
    return new RawReply(status, bare, body);
  }
}

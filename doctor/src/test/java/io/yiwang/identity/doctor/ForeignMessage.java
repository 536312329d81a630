package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Builds a message that foreign code signs by RFC 9421. It is correct except for what a test
 * changes: the text to sign, the signature, how it is written, and what arrives.
 */
final class ForeignMessage {
  static final long CREATED = 1_795_600_000L;
  static final String BODY =
      "{\"title\":\"西湖边的路灯\",\"amount\":20000,\"path\":\"a/b\",\"tags\":[\"灯\",\"路\"],\"author\":{\"anonymous\":true}}";

  final ForeignKey key;

  /** The values that are signed, by component and in order; a wrong signer replaces some. */
  private final Map<String, String> covered = new LinkedHashMap<>();

  /** The headers that are sent; a proxy replaces some. */
  private final Map<String, String> sent = new LinkedHashMap<>();

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private byte[] body;
  private String start;
  private UnaryOperator<String> text = text -> text;
  private Function<byte[], byte[]> signature;
  private Function<byte[], String> written =
      signature -> ":" + Base64.getEncoder().encodeToString(signature) + ":";

  private ForeignMessage(ForeignKey key, String keyId, boolean answer, String body) {
    this.key = key;
    this.body = body.getBytes(UTF_8);
    signature = key::sign;
    parameters.put("created", Long.toString(CREATED));
    if (!answer) {
      parameters.put("expires", Long.toString(CREATED + 300));
      parameters.put("nonce", "\"AAECAwQFBgcICQoLDA0ODw\"");
    }
    parameters.put("keyid", '"' + keyId + '"');
    parameters.put("alg", '"' + key.kind.algorithm + '"');
    parameters.put("tag", answer ? "\"igs-response\"" : "\"igs-request\"");
  }

  static ForeignMessage request(ForeignKey key) {
    return request(key, BODY);
  }

  static ForeignMessage request(ForeignKey key, String body) {
    ForeignMessage message = new ForeignMessage(key, "wallet-2026", false, body);
    message.start = "POST /igs/v1/messages?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1";
    message.covered.put("\"@method\"", "POST");
    message.covered.put("\"@authority\"", "gw.example.gov.cn");
    message.covered.put("\"@path\"", "/igs/v1/messages");
    message.covered.put("\"@query\"", "?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20");
    message.content();
    message.sent.put("host", "gw.example.gov.cn");
    message.header("idempotency-key", "5e0c7d2e-1");
    message.header("authorization", "Bearer abc.def");
    return message;
  }

  static ForeignMessage answer(ForeignKey key, HttpMessage request) {
    ForeignMessage message = new ForeignMessage(key, "gw-1", true, BODY);
    message.start = "HTTP/1.1 202 Accepted";
    message.covered.put("\"@status\"", "202");
    message.content();
    message.covered.put(
        "\"signature\";req;key=\"igs\"", request.header("signature").replaceFirst("^igs=", ""));
    return message;
  }

  private void content() {
    header("content-type", "application/json");
    header("content-digest", digest(body));
  }

  String digest(byte[] content) {
    return key.kind.digestName()
        + "=:"
        + Base64.getEncoder().encodeToString(ForeignKey.digest(key.kind.digest(), content))
        + ":";
  }

  byte[] body() {
    return body;
  }

  /** Adds a header that is signed as it is sent. */
  ForeignMessage header(String name, String value) {
    covered.put('"' + name + '"', value);
    sent.put(name, value);
    return this;
  }

  /** Signs another value than the one that is sent. */
  ForeignMessage signs(String component, String value) {
    covered.put('"' + component + '"', value);
    return this;
  }

  ForeignMessage leavesOut(String component) {
    covered.remove('"' + component + '"');
    return this;
  }

  ForeignMessage parameter(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  ForeignMessage withoutParameter(String name) {
    parameters.remove(name);
    return this;
  }

  /** Changes the text before it is signed. */
  ForeignMessage text(UnaryOperator<String> text) {
    this.text = text;
    return this;
  }

  ForeignMessage signedBy(Function<byte[], byte[]> signature) {
    this.signature = signature;
    return this;
  }

  ForeignMessage written(Function<byte[], String> written) {
    this.written = written;
    return this;
  }

  /** Replaces the start line after signing. */
  ForeignMessage arrivesAs(String start) {
    this.start = start;
    return this;
  }

  /** Replaces the value of a header after signing. */
  ForeignMessage arrivesWith(String header, String value) {
    sent.put(header, value);
    return this;
  }

  /** Replaces the body after signing. */
  ForeignMessage arrivesWith(byte[] body) {
    this.body = body;
    return this;
  }

  private String input() {
    List<String> written = new ArrayList<>();
    parameters.forEach((name, value) -> written.add(";" + name + "=" + value));
    return "(" + String.join(" ", covered.keySet()) + ")" + String.join("", written);
  }

  /** Returns the correct text to sign. */
  String right() {
    StringBuilder right = new StringBuilder();
    covered.forEach((name, value) -> right.append(name).append(": ").append(value).append('\n'));
    return right + "\"@signature-params\": " + input();
  }

  /** Returns the message that arrives. */
  HttpMessage message() {
    return HttpMessage.read(raw());
  }

  byte[] raw() {
    byte[] signed = signature.apply(text.apply(right()).getBytes(ISO_8859_1));
    Map<String, String> headers = new LinkedHashMap<>(sent);
    headers.putIfAbsent("signature-input", "igs=" + input());
    headers.putIfAbsent("signature", "igs=" + written.apply(signed));
    StringBuilder head = new StringBuilder(start).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    raw.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    raw.writeBytes(body);
    return raw.toByteArray();
  }
}

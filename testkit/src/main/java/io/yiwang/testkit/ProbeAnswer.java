package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's answer to a {@link Probe}. Its checks throw {@link CheckFailed}.
 *
 * @param headers by lower-case name
 * @param bound the request's signature, to which the answer must be bound; absent if it has no
 *     readable one
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record ProbeAnswer(
    ProbeContext context,
    String method,
    URI uri,
    int status,
    Map<String, String> headers,
    byte[] body,
    @Nullable String bound) {
  private static final List<String> ACTED_ON =
      List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed");
  private static final Pattern SIGNATURE = Pattern.compile("igs=:([A-Za-z0-9+/]+={0,2}):");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Returns the body's tree; a missing node if it is not JSON. */
  JsonNode json() {
    return Json.parseLeniently(body);
  }

  String text(String member) {
    return json().path(member).asText();
  }

  /** Returns a member that the answer must have. */
  String needed(String member) {
    String value = text(member);
    if (value.isEmpty()) {
      throw new CheckFailed("an answer with " + member, seen() + " without it");
    }
    return value;
  }

  String code() {
    String code = text("code");
    return CODE.matcher(code).matches() ? code : "";
  }

  /** Returns the status, and the code of a refusal. */
  String seen() {
    return (status + " " + code()).strip();
  }

  /** Checks the signature and the status. */
  ProbeAnswer is(int expected) {
    genuine();
    if (status != expected) {
      throw new CheckFailed(Integer.toString(expected), seen());
    }
    return this;
  }

  /** Checks the signature, and that the answer is a refusal with one of these codes. */
  ProbeAnswer isRefused(int expected, String... codes) {
    genuine();
    if (status != expected || !List.of(codes).contains(code())) {
      throw new CheckFailed(expected + " " + String.join(" or ", codes), seen());
    }
    return this;
  }

  /** Checks the signature, and that the answer refuses a place of the request. */
  ProbeAnswer isBadRequest(String pointer, String... codes) {
    isRefused(400, "BAD_REQUEST");
    for (JsonNode field : json().path("fields")) {
      boolean code = codes.length == 0 || List.of(codes).contains(field.path("code").asText());
      if (field.path("pointer").asText().equals(pointer) && code) {
        return this;
      }
    }
    String why = codes.length == 0 ? "" : " and code " + String.join(" or ", codes);
    throw new CheckFailed(
        "400 BAD_REQUEST with fields of pointer \"" + pointer + "\"" + why,
        "400 BAD_REQUEST without that");
  }

  /**
   * Checks that the gateway signed all that it must sign, for this request, with a trusted key and
   * just now (IGS/1 sections 2.2 to 2.4).
   */
  ProbeAnswer genuine() {
    String of = "a signed answer";
    SignedParts parts = SignedParts.read(header("signature-input"));
    Matcher signature = SIGNATURE.matcher(header("signature") == null ? "" : header("signature"));
    if (parts == null || !signature.matches()) {
      String headerState =
          header("signature-input") == null ? "without signature" : "whose signature is unreadable";
      throw new CheckFailed(of + " of label igs", seen() + " " + headerState);
    }
    same("an answer that covers ", covered(), parts.components());
    same(
        "the signature parameters ",
        List.of("created", "keyid", "alg", "tag"),
        parts.parameterNames());
    if (!parts.string("tag").equals("igs-response")) {
      throw new CheckFailed("tag=\"igs-response\"", seen() + " with another tag");
    }
    TrustedKeys.Key key = context.keys().find(parts.string("keyid"));
    if (key == null) {
      throw new CheckFailed(of + " by a key that is trusted", seen() + " by another key");
    }
    if (!key.scheme().algorithm().equals(parts.string("alg"))) {
      throw new CheckFailed("alg=\"" + key.scheme().algorithm() + "\"", seen() + " with another");
    }
    checkDigest(key);
    long age = context.clock().instant().getEpochSecond() - parts.number("created");
    if (Math.abs(age) > 300) {
      throw new CheckFailed(
          "created within 300 s of the clock here", seen() + ", " + age + " s old");
    }
    try {
      key.verify(parts.base(this::value), Base64.getDecoder().decode(signature.group(1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CheckFailed("a signature that verifies for this request", seen() + ", it does not");
    }
    return this;
  }

  private void checkDigest(TrustedKeys.Key key) {
    if (body.length == 0) {
      return;
    }
    String digest = header("content-digest");
    String algorithm = key.scheme().digest().algorithm();
    if (digest == null || !Digests.match(digest, body)) {
      throw new CheckFailed("Content-Digest of the received body", seen() + " with another");
    }
    if (!digest.contains(algorithm + "=:")) {
      throw new CheckFailed(
          "Content-Digest by " + algorithm + ", as the key's algorithm asks",
          seen() + " with only another digest");
    }
  }

  private static void same(String what, List<String> expected, List<String> actual) {
    if (!actual.equals(expected)) {
      throw new CheckFailed(what + String.join(" ", expected), String.join(" ", actual));
    }
  }

  private List<String> covered() {
    List<String> covered = new ArrayList<>(List.of("\"@status\""));
    if (body.length > 0) {
      covered.add("\"content-type\"");
      covered.add("\"content-digest\"");
    }
    for (String name : ACTED_ON) {
      if (headers.containsKey(name)) {
        covered.add('"' + name + '"');
      }
    }
    if (bound != null) {
      covered.add(SignedParts.BINDING);
    }
    return covered;
  }

  private @Nullable String value(String component) {
    return switch (component) {
      case "@status" -> Integer.toString(status);
      case SignedParts.BINDING -> bound;
      default -> header(component);
    };
  }

  /** Returns the media type without parameters, in lower case. */
  String mediaType() {
    String type = header("content-type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** Returns the places where the answer violates the OpenAPI document, without values. */
  List<String> violations() {
    String base = context.base().getRawPath();
    String path = uri.getRawPath();
    Operation operation =
        path.startsWith(base) ? Operations.find(method, "/" + path.substring(base.length())) : null;
    if (operation == null) {
      return List.of();
    }
    String type = body.length == 0 ? null : mediaType();
    return AnswerShape.violations(operation, new Answer(status, type, body, headers));
  }

  String bodyText() {
    return new String(body, UTF_8);
  }

  /** Shows only the request and the status. */
  @Override
  public String toString() {
    return method + " answered " + status;
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.RecordedSignature.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a request's signature should cover with what it covers, on demand after the
 * exchange. {@link RequestVerifier} says what is wrong with it, as it did during the exchange.
 */
final class SignatureComparison {
  private static final String PARAMS = "@signature-params";

  private final Received request;
  private final Instant now;
  private final RequestVerifier verifier;
  private final @Nullable SignatureInput input;
  private final @Nullable PlatformKey key;

  private SignatureComparison(Received request, Instant now, RequestVerifier verifier) {
    this.request = request;
    this.now = now;
    this.verifier = verifier;
    String header = request.header("signature-input");
    input = header == null ? null : SignatureInput.read(header);
    key = verifier.keys().find(keyId());
  }

  private String keyId() {
    return input == null ? "" : Objects.requireNonNullElse(input.string("keyid"), "");
  }

  /**
   * Compares a request's signature.
   *
   * @param now the gateway's time when the request arrived
   * @param code the code that the gateway found then; absent if it did not check
   * @param answer the answer of the gateway then
   */
  static RecordedSignature of(
      Received request,
      Instant now,
      RequestVerifier verifier,
      @Nullable String code,
      JsonNode answer) {
    SignatureComparison examination = new SignatureComparison(request, now, verifier);
    Refusal again = verifier.diagnose(request, now);
    String found = code == null ? code(again) : code;
    String id = examination.keyId();
    return new RecordedSignature(
        found,
        code != null,
        words(found, again, answer),
        id.isEmpty() ? null : id,
        examination.lines(found));
  }

  /** Returns the code of a refusal. */
  static String code(@Nullable Refusal refusal) {
    return refusal == null ? RecordedSignature.VERIFIED : refusal.code();
  }

  private static Words words(String found, @Nullable Refusal again, JsonNode answer) {
    if (found.equals(RecordedSignature.VERIFIED)) {
      return new Words("验签通过", "it verifies");
    }
    // The reason has changed: a replay is found only once, and keys may have been added or revoked.
    if (again == null || !again.code().equals(found)) {
      String then = answer.path("detail").asText(found);
      return new Words(then, then);
    }
    return new Words(
        Objects.requireNonNullElse(again.detail("zh-CN"), found),
        Objects.requireNonNullElse(again.detail("en"), found));
  }

  private List<Line> lines(String found) {
    List<String> expected = SignatureBase.covered(request);
    List<String> actual = input == null ? List.of() : input.components();
    Map<String, String> signed =
        input != null && found.equals("SIGNATURE_INVALID") && actual.equals(expected)
            ? verifier.advice(request, input).signed()
            : Map.of();
    List<Line> lines = new ArrayList<>();
    int at = 0;
    for (String name : expected) {
      int index = actual.subList(at, actual.size()).indexOf(name);
      for (int i = 0; i < index; i++) {
        lines.add(new Line(null, line(actual.get(at), value(actual.get(at)))));
        at++;
      }
      String signedLine = index < 0 ? null : line(name, signed.getOrDefault(name, value(name)));
      lines.add(new Line(line(name, expectedValue(name)), signedLine));
      at += index < 0 ? 0 : 1;
    }
    actual
        .subList(at, actual.size())
        .forEach(name -> lines.add(new Line(null, line(name, value(name)))));
    lines.add(parametersLine(found, expected, signed));
    return lines;
  }

  private static String line(String name, String value) {
    return "\"" + name + "\": " + value;
  }

  private String value(String name) {
    return SignatureBase.of(request, List.of(name), "").value(0);
  }

  private String expectedValue(String name) {
    String value = value(name);
    return switch (name) {
      case "content-type" -> value.isEmpty() ? "<the body's type>" : value;
      case "content-digest" ->
          Digests.match(value, request.body()) ? value : Digests.header(digest(), request.body());
      default -> value;
    };
  }

  private ContentDigest digest() {
    return key == null ? ContentDigest.SHA_256 : key.scheme().digest();
  }

  private Line parametersLine(String found, List<String> expected, Map<String, String> signed) {
    String header = request.header("signature-input");
    String actual = input == null ? header : signed.getOrDefault(PARAMS, input.text());
    boolean right = List.of(RecordedSignature.VERIFIED, "SIGNATURE_REPLAYED").contains(found);
    String list =
        expected.stream().map(each -> '"' + each + '"').collect(Collectors.joining(" ", "(", ")"));
    return new Line(
        line(PARAMS, right && actual != null ? actual : list + expectedParameters(found)),
        actual == null ? null : line(PARAMS, actual));
  }

  /** Returns the received parameters, with a description in angle brackets for each wrong one. */
  private String expectedParameters(String found) {
    Map<String, Object> actual = input == null ? Map.of() : input.parameters();
    boolean stale = found.equals("CLOCK_SKEW") || found.equals("SIGNATURE_EXPIRED");
    Object created =
        actual.get("created") instanceof Long value && !stale
            ? value
            : "<" + now.getEpochSecond() + " give or take 300>";
    Object expires = actual.get("expires") instanceof Long value && !stale ? value : null;
    if (!(created instanceof Long from)
        || !(expires instanceof Long to)
        || to < from
        || to > from + SignatureForm.MAX_AGE_SECONDS) {
      expires = "<created + 300 at most>";
    }
    Object nonce =
        actual.get("nonce") instanceof String value && SignatureForm.NONCE.matcher(value).matches()
            ? value
            : "<22 or more of A-Z a-z 0-9 _ ->";
    boolean keyIsRight = key != null && !found.equals("KEY_REVOKED");
    Object id = keyIsRight ? keyId() : "<" + String.join(" or ", verifier.keys().activeIds()) + ">";
    Object alg = key != null ? key.scheme().algorithm() : "<of the key>";
    return ";created=%s;expires=%s;nonce=\"%s\";keyid=\"%s\";alg=\"%s\";tag=\"igs-request\""
        .formatted(created, expires, nonce, id, alg);
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows one request that reached the sandbox, and its answer. Bodies are parsed, signatures
 * compared and sealed members opened only on demand. The assertions return the request itself, so
 * that they can be chained:
 *
 * <pre>{@code
 * sandbox.requests().of("fine.hold").only()
 *     .assertVerified()
 *     .assertMember("/orderNo", "order-1")
 *     .assertSealed("/payerName", "李晓明")
 *     .assertAnswered(201);
 * }</pre>
 *
 * <p>Thread-safe. Neither {@link #toString} nor the message of a failed assertion contains what was
 * sealed.
 */
public final class RecordedRequest {
  /**
   * The keys that verify and open requests.
   *
   * @param sealing returns the sealing key of an id, even if it is no longer in use
   */
  record Keys(RequestVerifier verifier, Function<String, @Nullable SealingKey> sealing) {}

  private static final Set<String> OF_SIGNATURES =
      Set.of(
          "SIGNATURE_MISSING",
          "SIGNATURE_INVALID",
          "SIGNATURE_EXPIRED",
          "SIGNATURE_REPLAYED",
          "CLOCK_SKEW",
          "KEY_UNKNOWN",
          "KEY_REVOKED",
          "DIGEST_MISMATCH",
          "ALGORITHM_REFUSED");

  private final long number;
  private final Instant at;
  private final Received request;
  private final int requestSize;
  private final @Nullable String operation;
  private final @Nullable String fault;
  private final Attempt.@Nullable Outcome outcome;
  private final Sent sent;
  private final int answerSize;
  private final Keys keys;
  private volatile @Nullable RecordedSignature signature;

  RecordedRequest(
      long number,
      Instant at,
      Received request,
      int requestSize,
      @Nullable String operation,
      @Nullable String fault,
      Attempt.@Nullable Outcome outcome,
      Sent sent,
      int answerSize,
      Keys keys) {
    this.number = number;
    this.at = at;
    this.request = request;
    this.requestSize = requestSize;
    this.operation = operation;
    this.fault = fault;
    this.outcome = outcome;
    this.sent = sent;
    this.answerSize = answerSize;
    this.keys = keys;
  }

  long bytesKept() {
    Answer gatewayAnswer = gatewayAnswer();
    // Without a fault both answers share one array.
    long withoutFault =
        gatewayAnswer == null || gatewayAnswer.content() == sent.body()
            ? 0
            : gatewayAnswer.content().length;
    return withoutFault + request.body().length + sent.body().length;
  }

  /** Returns the number of the request among all of this sandbox, from 1. */
  public long number() {
    return number;
  }

  /** Returns when the request arrived, by the gateway's clock. */
  public Instant at() {
    return at;
  }

  /** Returns the operation as named in the OpenAPI document; empty if the path has none. */
  public Optional<String> operation() {
    return Optional.ofNullable(operation);
  }

  /** Returns the HTTP method. */
  public String method() {
    return request.method();
  }

  /** Returns the path as sent, still escaped. */
  public String path() {
    return request.path();
  }

  /** Returns the query as sent, without the question mark; empty if there was none. */
  public Optional<String> query() {
    return Optional.ofNullable(request.query());
  }

  /** Returns a header of the request; several with one name are joined by commas. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.header(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns the body as sent; empty if there was none, or if it was too large to keep. */
  public byte[] body() {
    return request.body().clone();
  }

  /**
   * Returns a member of the JSON body as text, opened if it is sealed.
   *
   * @param pointer a JSON Pointer such as {@code /proof/value} (RFC 6901)
   */
  public Optional<String> member(String pointer) {
    String opened = opened().get(pointer);
    if (opened != null) {
      return Optional.of(opened);
    }
    JsonNode node = Json.parseLeniently(request.body()).at(JsonPointer.compile(pointer));
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(node.isValueNode() ? node.asText() : node.toString());
  }

  /** Returns the gateway's verdict on the signature; a login request has none. */
  public RecordedSignature signature() {
    RecordedSignature known = signature;
    if (known == null) {
      Answer gatewayAnswer = gatewayAnswer();
      known =
          SignatureComparison.of(
              request,
              checkedAt(),
              keys.verifier(),
              checkedCode(),
              Json.parseLeniently(gatewayAnswer == null ? new byte[0] : gatewayAnswer.content()));
      signature = known;
    }
    return known;
  }

  /** Returns the code of {@link #signature} without the comparison, which takes longer. */
  String signatureCode() {
    String code = checkedCode();
    return code == null
        ? SignatureComparison.code(keys.verifier().diagnose(request, checkedAt()))
        : code;
  }

  private Instant checkedAt() {
    return outcome == null ? at : Objects.requireNonNullElse(outcome.at(), at);
  }

  /** Returns the code that the gateway found; absent if it did not check the signature. */
  @Nullable String checkedCode() {
    Answer gatewayAnswer = gatewayAnswer();
    return gatewayAnswer == null || isKeys() ? null : code(gatewayAnswer);
  }

  private boolean isKeys() {
    return "keys.list".equals(operation);
  }

  private static String code(Answer gatewayAnswer) {
    String code =
        gatewayAnswer.status() == 401
            ? Json.parseLeniently(gatewayAnswer.content()).path("code").asText()
            : "";
    return OF_SIGNATURES.contains(code) ? code : RecordedSignature.VERIFIED;
  }

  /** Returns whether the request belongs to a citizen's login, which is not signed. */
  boolean isLogin() {
    return outcome == null;
  }

  /** Returns the fault that happened to the request, such as {@code answerLost}. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** Returns the status that was sent; empty if a fault prevented an answer. */
  public Optional<Integer> status() {
    boolean nothing = sent.way() == Sent.Way.LOST || sent.way() == Sent.Way.RESET;
    return nothing ? Optional.empty() : Optional.of(sent.status());
  }

  /** Returns a header of the answer. */
  public Optional<String> answerHeader(String name) {
    return sent.headers().entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns the body that was sent. */
  public byte[] answerBody() {
    return sent.body().clone();
  }

  /** Returns a member of the answer's JSON body as text. */
  public Optional<String> answerMember(String pointer) {
    JsonNode node = Json.parseLeniently(sent.body()).at(JsonPointer.compile(pointer));
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(node.isValueNode() ? node.asText() : node.toString());
  }

  /** Returns the {@code code} of the problem document that was answered. */
  public Optional<String> problemCode() {
    return sent.status() >= 400 ? answerMember("/code") : Optional.empty();
  }

  /** Returns the {@code traceId} of the problem document that was answered. */
  public Optional<String> traceId() {
    return sent.status() >= 400 ? answerMember("/traceId") : Optional.empty();
  }

  // Assertions.

  /** Fails unless the signature verifies. */
  public RecordedRequest assertVerified() {
    if (!signatureCode().equals(RecordedSignature.VERIFIED)) {
      RecordedSignature found = signature();
      throw failure(
          "does not verify: " + found.code() + ", " + found.reason(),
          found.baseString(),
          actualText(found));
    }
    return this;
  }

  private static String actualText(RecordedSignature found) {
    return String.join(
        "\n",
        found.lines().stream()
            .map(RecordedSignature.Line::actual)
            .filter(Objects::nonNull)
            .toList());
  }

  /** Fails unless the gateway refused the signature with this code. */
  public RecordedRequest assertSignatureRefused(String code) {
    String found = signatureCode();
    if (!found.equals(code)) {
      throw failure("has the signature code " + found + ", not " + code, code, found);
    }
    return this;
  }

  /** Fails unless the request was answered with this status. */
  public RecordedRequest assertAnswered(int status) {
    Optional<Integer> found = status();
    if (!found.equals(Optional.of(status))) {
      String text = found.map(each -> "was answered " + each).orElse("was not answered");
      String code = problemCode().map(each -> " " + each).orElse("");
      throw failure(text + code + ", not " + status, status, found.orElse(null));
    }
    return this;
  }

  /** Fails unless the request was answered with a problem document with this code. */
  public RecordedRequest assertRejected(String code) {
    String found = problemCode().orElse(null);
    if (!code.equals(found)) {
      String text = found == null ? "was not rejected" : "was rejected with " + found;
      throw failure(text + ", not with " + code, code, found);
    }
    return this;
  }

  /** Fails unless the JSON body has this value at this place, unsealed. */
  public RecordedRequest assertMember(String pointer, Object expected) {
    if (opened().containsKey(pointer)) {
      throw failure("has " + pointer + " sealed; use assertSealed", "unsealed", "sealed");
    }
    String found = member(pointer).orElse(null);
    if (!expected.toString().equals(found)) {
      throw failure(
          found == null
              ? "has no " + pointer
              : "has " + pointer + " = " + found + ", not " + expected,
          expected,
          found);
    }
    return this;
  }

  /** Fails if the body has this member. */
  public RecordedRequest assertNoMember(String pointer) {
    if (member(pointer).isPresent()) {
      throw failure("has " + pointer, "no " + pointer, pointer);
    }
    return this;
  }

  /** Fails unless the member is sealed, opens, and contains this text. */
  public RecordedRequest assertSealed(String pointer, String expected) {
    String found = opened().get(pointer);
    if (found == null) {
      String there = member(pointer).isPresent() ? "has " + pointer + " unsealed" : "has no ";
      throw failure(
          member(pointer).isPresent() ? there + ", or it does not open" : there + pointer,
          "sealed",
          "not sealed");
    }
    if (!found.equals(expected)) {
      throw Unexpected.of(this + " has another text sealed in " + pointer + " than expected");
    }
    return this;
  }

  /** Fails unless the request has this header with this value. */
  public RecordedRequest assertHeader(String name, String expected) {
    String found = header(name).orElse(null);
    if (!expected.equals(found)) {
      String text = found == null ? "has no header " : "has another value of the header ";
      throw failure(text + name, expected, found);
    }
    return this;
  }

  /** Fails unless this fault happened to the request. */
  public RecordedRequest assertFault(String name) {
    if (!name.equals(fault)) {
      throw failure(
          fault == null ? "met no fault" : "met the fault " + fault + ", not " + name, name, fault);
    }
    return this;
  }

  private AssertionError failure(String what, @Nullable Object expected, @Nullable Object found) {
    return Unexpected.of(this + " " + what, expected, found);
  }

  // For the console.

  Received received() {
    return request;
  }

  Sent sent() {
    return sent;
  }

  int requestSize() {
    return requestSize;
  }

  int answerSize() {
    return answerSize;
  }

  /** Returns the answer before a fault changed it; absent if there was none. */
  @Nullable Answer gatewayAnswer() {
    return outcome == null ? null : outcome.answer();
  }

  /** Returns the texts of the sealed members that open, by JSON Pointer. */
  Map<String, String> opened() {
    JsonNode body = Json.parseLeniently(request.body());
    return body instanceof ObjectNode object
        ? SealedMembers.texts(object, keys.sealing())
        : Map.of();
  }

  Keys keys() {
    return keys;
  }

  Map<String, String> headers() {
    return new TreeMap<>(request.headers());
  }

  @Override
  public String toString() {
    return "request "
        + number
        + " ("
        + Objects.requireNonNullElse(operation, isLogin() ? "login" : "no operation")
        + ")";
  }
}

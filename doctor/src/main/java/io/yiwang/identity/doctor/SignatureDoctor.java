package io.yiwang.identity.doctor;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says which usual mistake keeps a request, a callback or an answer from verifying: it undoes them
 * one by one, and two at a time, until the signature holds. For whoever connects two systems; not a
 * verifier, and nothing that it calls sound is to be trusted for that.
 *
 * <pre>{@code
 * Diagnosis diagnosis =
 *     SignatureDoctor.builder()
 *         .theirs(KnownKey.of("gw-1", gatewayKeyPem))
 *         .own(KnownKey.of("wallet-2026", ownPublicKeyPem))
 *         .build()
 *         .examine(HttpMessage.read(answer), HttpMessage.read(request));
 * System.out.print(diagnosis.report());
 * }</pre>
 *
 * <p>Immutable, thread-safe. Takes up to some seconds. Keeps, prints and logs nothing of a message.
 *
 * @see "IGS/1 section 2; RFC 9421; RFC 9530"
 */
public final class SignatureDoctor {
  private static final long MAX_AGE_SECONDS = 300;
  private static final long CHINA_OFFSET_SECONDS = 8 * 3600;
  private static final long FIRST_MILLISECONDS = 100_000_000_000L;
  private static final int NONCE_CHARACTERS = 22;
  private static final String BINDING = "\"signature\";req;key=\"igs\"";

  private final List<KnownKey> theirs;
  private final List<KnownKey> own;
  private final List<byte[]> userIds;
  private final List<String> authorities;
  private final List<String> paths;
  private final @Nullable Instant at;

  private SignatureDoctor(Builder builder) {
    theirs = List.copyOf(builder.theirs);
    own = List.copyOf(builder.own);
    userIds = List.copyOf(builder.userIds);
    authorities = List.copyOf(builder.authorities);
    paths = List.copyOf(builder.paths);
    at = builder.at;
  }

  /** Starts describing a doctor. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Examines a message.
   *
   * @param requests for an answer: first the request that it is to, then others that it might be
   *     to, such as earlier attempts
   */
  public Diagnosis examine(HttpMessage message, HttpMessage... requests) {
    String header = message.header("signature-input");
    String signatures = message.header("signature");
    if (header == null || signatures == null) {
      return new Diagnosis(List.of(new Finding(Mistake.UNSIGNED, "signature")));
    }
    Optional<SignatureInput> read = SignatureInput.read(header);
    if (read.isEmpty()) {
      return new Diagnosis(List.of(new Finding(Mistake.FIELD_SYNTAX, "signature-input")));
    }
    SignatureInput input = read.get();
    Set<Finding> findings = new LinkedHashSet<>(coverage(message, input));
    findings.addAll(times(input, requests));
    if (message.lacksBody()) {
      findings.add(new Finding(Mistake.BODY_MISSING, "body"));
    } else if (message.hasBody() || message.header("content-digest") != null) {
      findings.addAll(message.digestFindings());
    }
    List<Finding> masked = masked(message, input);
    findings.addAll(
        masked.isEmpty() ? signature(message, input, signatures, List.of(requests)) : masked);
    return new Diagnosis(List.copyOf(findings));
  }

  /**
   * Names what a capture has left out of what is signed: to look further would blame another part.
   */
  private static List<Finding> masked(HttpMessage message, SignatureInput input) {
    return input.items().stream()
        .filter(item -> !item.contains(";req"))
        .map(item -> item.replaceAll("\"([^\"]*)\".*", "$1"))
        .filter(message::isMasked)
        .map(name -> new Finding(Mistake.MASKED, name))
        .toList();
  }

  private static List<Finding> coverage(HttpMessage message, SignatureInput input) {
    List<Finding> findings = new ArrayList<>();
    List<String> parameters = new ArrayList<>(List.of("created", "keyid", "alg", "tag"));
    String tag = "igs-response";
    if (!message.isAnswer()) {
      parameters.addAll(List.of("expires", "nonce"));
      tag = input.parameter("tag").equals("igs-callback") ? "igs-callback" : "igs-request";
    }
    for (String item : covered(message, tag, input.items())) {
      if (!input.items().contains(item)) {
        findings.add(new Finding(Mistake.COVERAGE, item.replace("\"", "")));
      }
    }
    if (findings.isEmpty() && !input.items().equals(covered(message, tag, input.items()))) {
      findings.add(new Finding(Mistake.COVERAGE, "order of components"));
    }
    for (String parameter : parameters) {
      boolean there =
          switch (parameter) {
            case "tag" -> input.parameter("tag").equals(tag);
            case "nonce" -> input.parameter("nonce").length() >= NONCE_CHARACTERS;
            default -> !input.parameter(parameter).isEmpty();
          };
      if (!there) {
        findings.add(new Finding(Mistake.COVERAGE, parameter));
      }
    }
    if (!input.label().equals("igs")) {
      findings.add(new Finding(Mistake.COVERAGE, "label"));
    }
    return findings;
  }

  private static List<String> covered(HttpMessage message, String tag, List<String> items) {
    List<String> covered = new ArrayList<>();
    covered.addAll(
        switch (tag) {
          case "igs-response" -> List.of("\"@status\"");
          case "igs-callback" -> List.of("\"@method\"", "\"@path\"");
          default -> List.of("\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\"");
        });
    if (message.hasBody() || message.lacksBody()) {
      covered.addAll(List.of("\"content-type\"", "\"content-digest\""));
    }
    if (tag.equals("igs-response")) {
      // Where the gateway has left one out, a client ignores the header and takes the answer.
      for (String name : List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed")) {
        if (message.header(name) != null && items.contains('"' + name + '"')) {
          covered.add('"' + name + '"');
        }
      }
      covered.add(BINDING);
    }
    if (tag.equals("igs-request")) {
      for (String name : List.of("idempotency-key", "authorization")) {
        if (message.header(name) != null) {
          covered.add('"' + name + '"');
        }
      }
    }
    return covered;
  }

  private List<Finding> times(SignatureInput input, HttpMessage... requests) {
    Optional<Long> created = input.number("created");
    if (created.isEmpty()) {
      return List.of();
    }
    if (created.get() > FIRST_MILLISECONDS) {
      return List.of(new Finding(Mistake.TIME_UNIT, "created"));
    }
    Optional<Long> now =
        at != null
            ? Optional.of(at.getEpochSecond())
            : Arrays.stream(requests)
                .findFirst()
                .flatMap(request -> SignatureInput.read(request.header("signature-input")))
                .flatMap(request -> request.number("created"));
    if (now.isEmpty()) {
      return List.of();
    }
    long off = Math.abs(created.get() - now.get());
    if (Math.abs(off - CHINA_OFFSET_SECONDS) <= MAX_AGE_SECONDS) {
      return List.of(new Finding(Mistake.TIME_UNIT, "created"));
    }
    if (off > MAX_AGE_SECONDS) {
      return List.of(new Finding(Mistake.CLOCK, "created"));
    }
    return input.number("expires").filter(end -> now.get() > end).isPresent()
        ? List.of(new Finding(Mistake.CLOCK, "expires"))
        : List.of();
  }

  private List<Finding> signature(
      HttpMessage message, SignatureInput input, String header, List<HttpMessage> requests) {
    if (requests.isEmpty() && input.items().stream().anyMatch(item -> item.contains(";req"))) {
      return List.of(new Finding(Mistake.REQUEST_MISSING, "request"));
    }
    List<Interpretation<Scheme>> schemes = schemes(input);
    if (schemes.isEmpty()) {
      return List.of(new Finding(Mistake.KEY_UNKNOWN, "keyid"));
    }
    boolean twoNumbers =
        schemes.stream()
            .map(scheme -> scheme.value().algorithm())
            .anyMatch(name -> name.startsWith("sm2") || name.startsWith("ecdsa"));
    String member = Digests.members(header).getOrDefault(input.label(), header);
    List<Interpretation<byte[]>> bytes = SignatureReadings.of(member, twoNumbers);
    if (bytes.isEmpty()) {
      return List.of(new Finding(Mistake.FIELD_SYNTAX, "signature"));
    }
    // The last part is read otherwise first: a far-fetched use of a key costs the most.
    SignedText text = new SignedText(2, input, message, requests, authorities, paths);
    List<List<? extends Interpretation<?>>> parts = new ArrayList<>(List.of(schemes, bytes));
    parts.addAll(text.parts());
    return new Search(parts, message.headLength())
        .first(
            choice ->
                schemes
                    .get(choice.at(0))
                    .value()
                    .check()
                    .holds(text.chosen(choice), bytes.get(choice.at(1)).value()))
        .orElse(List.of(new Finding(Mistake.UNEXPLAINED, "signature")));
  }

  /**
   * Returns the schemes: first those of the key that the message names, then other keys as they
   * should be used.
   */
  private List<Interpretation<Scheme>> schemes(SignatureInput input) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    List<KnownKey> named =
        theirs.stream().filter(key -> key.keyId().equals(input.parameter("keyid"))).toList();
    for (KnownKey key : named) {
      schemes.addAll(ordered(key, input));
    }
    for (KnownKey key : theirs) {
      if (!named.contains(key)) {
        Mistake mistake = named.isEmpty() ? Mistake.KEY_UNKNOWN : Mistake.OTHER_KEY;
        schemes.add(Interpretation.of(key, mistake, "keyid").then(ordered(key, input).get(0)));
      }
    }
    for (KnownKey key : own) {
      schemes.add(
          Interpretation.of(key, Mistake.OWN_KEY, "keyid").then(ordered(key, input).get(0)));
    }
    return schemes;
  }

  private List<Interpretation<Scheme>> ordered(KnownKey key, SignatureInput input) {
    String claimed = input.parameter("alg").toLowerCase(Locale.ROOT);
    List<Interpretation<Scheme>> right = new ArrayList<>();
    List<Interpretation<Scheme>> others = new ArrayList<>();
    for (Interpretation<Scheme> scheme : key.schemes()) {
      boolean first = right.isEmpty() && scheme.value().algorithm().equals(claimed);
      (first ? right : others).add(scheme);
    }
    Interpretation<String> renamed = Interpretation.of(claimed, Mistake.WRONG_ALGORITHM, "alg");
    for (Interpretation<Scheme> scheme : others) {
      boolean otherName = !scheme.value().algorithm().equals(claimed);
      right.add(otherName ? renamed.then(scheme) : scheme);
    }
    key.withUserIds(userIds).forEach(right::add);
    Stream.concat(own.stream(), theirs.stream())
        .flatMap(other -> key.withZOf(other).stream())
        .forEach(right::add);
    return right;
  }

  /** Collects what is known; all of it is optional but their key. Not thread-safe. */
  public static final class Builder {
    private final List<KnownKey> theirs = new ArrayList<>();
    private final List<KnownKey> own = new ArrayList<>();
    private final List<byte[]> userIds = new ArrayList<>();
    private final List<String> authorities = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private @Nullable Instant at;

    private Builder() {}

    /** Adds a key of whoever ought to have signed the message. */
    public Builder theirs(KnownKey key) {
      theirs.add(key);
      return this;
    }

    /** Sets a key of the other side of the exchange, which ought not to have signed it. */
    public Builder own(KnownKey key) {
      own.add(key);
      return this;
    }

    /** Sets an SM2 user id that may have been used, such as an application's secret. */
    public Builder userId(byte[] userId) {
      userIds.add(userId.clone());
      return this;
    }

    /**
     * Adds another host, with its port where it has one, that the message may have been signed for.
     */
    public Builder authority(String authority) {
      authorities.add(authority.toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Adds another path that the message may have been signed for, such as the public one of a
     * callback whose path a proxy rewrites.
     */
    public Builder path(String path) {
      paths.add(path);
      return this;
    }

    /** Sets when the message arrived; without it an answer is compared with its request's time. */
    public Builder at(Instant at) {
      this.at = at;
      return this;
    }

    /**
     * Builds the doctor.
     *
     * @throws IllegalStateException if no key is given
     */
    public SignatureDoctor build() {
      if (theirs.isEmpty()) {
        throw new IllegalStateException(
            "SignatureDoctor needs a key; call .theirs(...) before .build()");
      }
      return new SignatureDoctor(this);
    }
  }
}

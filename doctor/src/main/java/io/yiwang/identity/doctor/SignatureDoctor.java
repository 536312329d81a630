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
 * Finds out which common mistake keeps a request, a callback or an answer from verifying. It undoes
 * the mistakes one by one, and two at a time, until the signature verifies. It helps to connect two
 * systems. It is not a verifier: do not trust a message because the doctor finds nothing wrong.
 *
 * <pre>{@code
 * Diagnosis diagnosis =
 *     SignatureDoctor.builder()
 *         .signerKey(KnownKey.of("gw-1", gatewayKeyPem))
 *         .ownKey(KnownKey.of("wallet-2026", ownPublicKeyPem))
 *         .build()
 *         .examine(HttpMessage.read(answer), HttpMessage.read(request));
 * System.out.print(diagnosis.report());
 * }</pre>
 *
 * <p>Immutable, thread-safe. An examination takes up to some seconds. The doctor keeps, prints and
 * logs nothing of a message.
 *
 * @see "IGS/1 section 2; RFC 9421; RFC 9530"
 */
public final class SignatureDoctor {
  private static final long MAX_AGE_SECONDS = 300;
  private static final long CHINA_OFFSET_SECONDS = 8 * 3600;

  /** A larger time is in milliseconds: in seconds it would be in the year 5138. */
  private static final long MAX_SECONDS = 100_000_000_000L;

  private static final int NONCE_CHARACTERS = 22;
  private static final String BINDING = "\"signature\";req;key=\"igs\"";

  private final List<KnownKey> signerKeys;
  private final List<KnownKey> ownKeys;
  private final List<byte[]> userIds;
  private final List<String> authorities;
  private final List<String> paths;
  private final @Nullable Instant at;

  private SignatureDoctor(Builder builder) {
    signerKeys = List.copyOf(builder.signerKeys);
    ownKeys = List.copyOf(builder.ownKeys);
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
   * @param requests for an answer: first its request, then others that it might belong to, such as
   *     earlier attempts
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
   * Returns the signed components that a capture has masked. A search that went on without them
   * would blame another part.
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
      // A client accepts an answer without these, and then ignores the header.
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
    if (created.get() > MAX_SECONDS) {
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
    List<Interpretation<byte[]>> bytes = SignatureInterpretations.of(member, twoNumbers);
    if (bytes.isEmpty()) {
      return List.of(new Finding(Mistake.FIELD_SYNTAX, "signature"));
    }
    // The search varies the last part first, so the schemes, which cost the most, come first.
    SignedText text =
        new SignedText(
            2, input, new ComponentInterpretations(message, requests, authorities, paths));
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
   * Returns the schemes: first all of the key that the message names, then the correct scheme of
   * each other key.
   */
  private List<Interpretation<Scheme>> schemes(SignatureInput input) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    List<KnownKey> named =
        signerKeys.stream().filter(key -> key.keyId().equals(input.parameter("keyid"))).toList();
    for (KnownKey key : named) {
      schemes.addAll(ordered(key, input));
    }
    for (KnownKey key : signerKeys) {
      if (!named.contains(key)) {
        Mistake mistake = named.isEmpty() ? Mistake.KEY_UNKNOWN : Mistake.OTHER_KEY;
        schemes.add(Interpretation.of(key, mistake, "keyid").then(ordered(key, input).get(0)));
      }
    }
    for (KnownKey key : ownKeys) {
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
    Stream.concat(ownKeys.stream(), signerKeys.stream())
        .flatMap(other -> key.withZOf(other).stream())
        .forEach(right::add);
    return right;
  }

  /** Collects what is known. Only a signer's key is required. Not thread-safe. */
  public static final class Builder {
    private final List<KnownKey> signerKeys = new ArrayList<>();
    private final List<KnownKey> ownKeys = new ArrayList<>();
    private final List<byte[]> userIds = new ArrayList<>();
    private final List<String> authorities = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private @Nullable Instant at;

    private Builder() {}

    /** Adds a key of the party that should have signed the message. */
    public Builder signerKey(KnownKey key) {
      signerKeys.add(key);
      return this;
    }

    /** Adds a key of the party that received the message, and so should not have signed it. */
    public Builder ownKey(KnownKey key) {
      ownKeys.add(key);
      return this;
    }

    /** Adds an SM2 user id that may have been used, such as an application's secret. */
    public Builder userId(byte[] userId) {
      userIds.add(userId.clone());
      return this;
    }

    /** Adds another host, with its port if it has one, that may have been signed. */
    public Builder authority(String authority) {
      authorities.add(authority.toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Adds another path that may have been signed, such as the public path of a callback that a
     * proxy rewrites.
     */
    public Builder path(String path) {
      paths.add(path);
      return this;
    }

    /** Sets when the message arrived; by default an answer is compared with its request's time. */
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
      if (signerKeys.isEmpty()) {
        throw new IllegalStateException(
            "SignatureDoctor needs signerKey; call .signerKey(...) before .build()");
      }
      return new SignatureDoctor(this);
    }
  }
}

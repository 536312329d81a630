package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the signatures of requests (IGS/1 sections 2.1 and 2.4). Thread-safe. */
final class RequestSignature {
  static final long MAX_AGE_SECONDS = 300;

  private static final Pattern SIGNATURE = Pattern.compile("\\s*igs=:([A-Za-z0-9+/]+={0,2}):\\s*");

  /** 22 characters of base64url are 128 bits and a little more. */
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  private static final List<String> PARAMETERS =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");

  private final String platform;
  private final Map<String, Verifier> keys = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  /** The oldest first, as they came. */
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  /** Checks the requests of one platform, whatever keys it has. */
  RequestSignature(String platform) {
    this.platform = platform;
  }

  void register(Verifier key) {
    if (keys.putIfAbsent(key.keyId(), key) != null) {
      throw new IllegalArgumentException("key " + key.keyId() + " is registered already");
    }
  }

  void revoke(String keyId) {
    if (!keys.containsKey(keyId)) {
      throw new IllegalArgumentException("no key " + keyId + " is registered");
    }
    revoked.add(keyId);
  }

  /** Returns the signature in base64, if the request bears one that can be read. */
  static @Nullable String readable(Received request) {
    String header = request.header("signature");
    if (header == null) {
      return null;
    }
    Matcher member = SIGNATURE.matcher(header);
    return member.matches() ? member.group(1) : null;
  }

  /**
   * Returns the name of the platform that signed the request, the same under all its keys.
   *
   * @throws Refusal with the code that says what is wrong
   */
  String check(Received request, Instant now) {
    String header = request.header("signature-input");
    if (header == null || request.header("signature") == null) {
      throw refusal("SIGNATURE_MISSING", "请求未签名");
    }
    SignatureInput input = SignatureInput.read(header);
    String signature = readable(request);
    if (input == null || signature == null) {
      throw invalid("the header cannot be read");
    }
    checkForm(request, input);
    Verifier key = key(input);
    verify(request, input, signature, key);
    checkDigest(request);
    checkFresh(input, now);
    remember(input, now);
    return platform;
  }

  private static void checkForm(Received request, SignatureInput input) {
    if (!input.components().equals(covered(request))) {
      throw invalid("the covered components must be " + covered(request));
    }
    if (!List.copyOf(input.parameters().keySet()).equals(PARAMETERS)) {
      throw invalid("the parameters must be " + PARAMETERS);
    }
    if (!"igs-request".equals(input.string("tag"))) {
      throw invalid("the tag must be igs-request");
    }
    String nonce = input.string("nonce");
    if (nonce == null || !NONCE.matcher(nonce).matches()) {
      throw invalid("the nonce must be 128 random bits or more, in base64url");
    }
    Long created = input.number("created");
    Long expires = input.number("expires");
    if (created == null || expires == null) {
      throw invalid("created and expires must be whole numbers");
    }
    if (expires < created || expires > created + MAX_AGE_SECONDS) {
      throw invalid("expires must be within 300 s of created");
    }
  }

  private static List<String> covered(Received request) {
    List<String> covered = new ArrayList<>(List.of("@method", "@authority", "@path", "@query"));
    if (request.body().length > 0) {
      covered.add("content-type");
      covered.add("content-digest");
    }
    for (String name : List.of("idempotency-key", "authorization")) {
      if (request.header(name) != null) {
        covered.add(name);
      }
    }
    return covered;
  }

  private Verifier key(SignatureInput input) {
    String id = Objects.requireNonNullElse(input.string("keyid"), "");
    Verifier key = keys.get(id);
    if (key == null) {
      throw refusal("KEY_UNKNOWN", "未登记的密钥");
    }
    if (revoked.contains(id)) {
      throw refusal("KEY_REVOKED", "密钥已吊销");
    }
    if (!key.algorithm().equals(input.string("alg"))) {
      throw refusal("ALGORITHM_REFUSED", "算法与登记的密钥不符");
    }
    return key;
  }

  private static void verify(
      Received request, SignatureInput input, String signature, Verifier key) {
    StringBuilder text = new StringBuilder();
    for (String component : input.components()) {
      String value =
          switch (component) {
            case "@method" -> request.method();
            case "@authority" -> request.authority();
            case "@path" -> request.path();
            case "@query" -> "?" + Objects.requireNonNullElse(request.query(), "");
            default -> request.header(component);
          };
      if (value == null) {
        throw invalid("a covered header is missing");
      }
      text.append('"').append(component).append("\": ").append(value.strip()).append('\n');
    }
    text.append("\"@signature-params\": ").append(input.text());
    try {
      key.verify(
          text.toString().getBytes(UTF_8),
          Base64.getDecoder().decode(signature.getBytes(US_ASCII)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw invalid("it does not verify");
    }
  }

  private static void checkDigest(Received request) {
    String digest = request.header("content-digest");
    if (request.body().length > 0 && (digest == null || !Digests.match(digest, request.body()))) {
      throw refusal("DIGEST_MISMATCH", "Content-Digest与请求体不符");
    }
  }

  private static void checkFresh(SignatureInput input, Instant now) {
    long seconds = now.getEpochSecond();
    // First, so that a client whose clock is slow learns of that and not of the expiry it made.
    if (Math.abs(seconds - Objects.requireNonNull(input.number("created"))) > MAX_AGE_SECONDS) {
      throw refusal("CLOCK_SKEW", "created与网关时间相差超过300秒");
    }
    if (seconds > Objects.requireNonNull(input.number("expires"))) {
      throw refusal("SIGNATURE_EXPIRED", "签名已过期");
    }
  }

  private synchronized void remember(SignatureInput input, Instant now) {
    Duration memory = Duration.ofSeconds(4 * MAX_AGE_SECONDS);
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().plus(memory).isBefore(now)) {
      oldest.remove();
    }
    if (seen.putIfAbsent(input.string("keyid") + " " + input.string("nonce"), now) != null) {
      throw refusal("SIGNATURE_REPLAYED", "nonce已使用");
    }
  }

  private static Refusal invalid(String rule) {
    return refusal("SIGNATURE_INVALID", "签名无效: " + rule);
  }

  private static Refusal refusal(String code, String detail) {
    return new Refusal(401, code, detail);
  }
}

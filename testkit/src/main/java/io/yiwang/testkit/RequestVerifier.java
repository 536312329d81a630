package io.yiwang.testkit;

import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the signatures of requests (IGS/1 sections 2.1 and 2.4). Thread-safe. */
final class RequestVerifier {
  static final long MAX_AGE_SECONDS = 300;

  private static final Pattern SIGNATURE = Pattern.compile("\\s*igs=:([A-Za-z0-9+/]+={0,2}):\\s*");

  /** 22 characters of base64url are 128 bits and a little more. */
  static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  static final List<String> PARAMETERS =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");

  /** The member of a problem that shows the text to sign. */
  private static final String EXPECTED = "signatureBase";

  // Sections of the interface's text.
  private static final String REQUEST = "#21-request";
  private static final String ALGORITHMS = "#23-algorithms";
  private static final String FRESHNESS = "#24-freshness-and-replay";

  private static final long FIRST_MILLISECONDS = 100_000_000_000L;
  private static final long CHINA_OFFSET_SECONDS = 8 * 3600;

  /** A registered key, ready to verify. */
  private record Registered(SignatureAdvice.Known known, Verifier verifier) {}

  private final String platform;
  private final String text;
  private final Map<String, Registered> keys = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  /** The oldest first, as they came. */
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  /**
   * Checks the requests of one platform, whatever keys it has.
   *
   * @param text the address of the interface's text, which refusals name
   */
  RequestVerifier(String platform, String text) {
    this.platform = platform;
    this.text = text;
  }

  void register(String keyId, SandboxScheme scheme, PublicKey key) {
    Registered registered =
        new Registered(
            new SignatureAdvice.Known(keyId, scheme, key), SandboxKey.verifier(keyId, scheme, key));
    if (keys.putIfAbsent(keyId, registered) != null) {
      throw new IllegalArgumentException("key " + keyId + " is registered already");
    }
  }

  void revoke(String keyId) {
    if (!keys.containsKey(keyId)) {
      throw new IllegalArgumentException("no key " + keyId + " is registered");
    }
    revoked.add(keyId);
  }

  /** Returns the registered keys, by id. */
  List<SignatureAdvice.Known> keys() {
    return keys.values().stream()
        .map(Registered::known)
        .sorted(Comparator.comparing(SignatureAdvice.Known::keyId))
        .toList();
  }

  boolean isRevoked(String keyId) {
    return revoked.contains(keyId);
  }

  /** Returns the ids of the keys that are registered and not revoked. */
  List<String> inForce() {
    return keys.keySet().stream().filter(each -> !revoked.contains(each)).sorted().toList();
  }

  SignatureAdvice.@Nullable Known find(String keyId) {
    Registered key = keys.get(keyId);
    return key == null ? null : key.known();
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
   * @throws Refusal with the code that says what is wrong, and a detail that says what to change
   */
  String check(Received request, Instant now) {
    remember(verified(request, now), now);
    return platform;
  }

  /** Returns why a request would be refused, replays apart; absent if its signature holds. */
  @Nullable Refusal examine(Received request, Instant now) {
    try {
      verified(request, now);
      return null;
    } catch (Refusal refusal) {
      return refusal;
    }
  }

  /** Returns what a usual mistake explains of a signature that is well formed. */
  SignatureAdvice.Found advice(Received request, SignatureInput input) {
    SignatureAdvice.Known key = find(Objects.requireNonNullElse(input.string("keyid"), ""));
    String signature = readable(request);
    boolean complete =
        SignatureBase.of(request, input.components(), "").lines().stream()
            .allMatch(line -> line.value() != null);
    if (key == null || signature == null || !complete) {
      return SignatureAdvice.Found.NOTHING;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(signature);
      return SignatureAdvice.of(request, input, bytes, key, keys());
    } catch (IllegalArgumentException e) {
      return SignatureAdvice.Found.NOTHING;
    }
  }

  private SignatureInput verified(Received request, Instant now) {
    String header = request.header("signature-input");
    String signed = request.header("signature");
    if (header == null || signed == null) {
      throw missing(request, header == null, signed == null, now);
    }
    SignatureInput input = SignatureInput.read(header);
    String signature = readable(request);
    if (input == null) {
      throw refusal("SIGNATURE_INVALID", REQUEST, unreadableInput(header))
          .with(EXPECTED, sample(request, now));
    }
    if (signature == null) {
      throw refusal("SIGNATURE_INVALID", REQUEST, unreadableSignature(signed));
    }
    checkForm(request, input);
    Registered key = key(request, input, signature);
    verify(request, input, signature, key);
    checkDigest(request, key);
    checkFresh(input, now);
    return input;
  }

  private Refusal missing(Received request, boolean input, boolean signature, Instant now) {
    String headers =
        input && signature ? "Signature-Input, Signature" : input ? "Signature-Input" : "Signature";
    return refusal(
            "SIGNATURE_MISSING",
            REQUEST,
            new Words(
                "请求未签名：缺少 "
                    + headers
                    + "。每个请求都须签名（RFC 9421，标签 igs）；本请求须签的文本见 "
                    + EXPECTED
                    + "，其中时间、nonce 和密钥由您填写",
                "the request is not signed: "
                    + headers
                    + " is missing. Sign every request (RFC 9421, label igs); "
                    + EXPECTED
                    + " has the text to sign for this one, with times, nonce and key of your own"))
        .with(EXPECTED, sample(request, now));
  }

  /** Returns the text to sign for a request, with a nonce and a key to be filled in. */
  private String sample(Received request, Instant now) {
    SignatureAdvice.Known first = keys().get(0);
    List<String> covered = SignatureBase.covered(request);
    String list =
        covered.stream()
            .map(component -> '"' + component + '"')
            .collect(Collectors.joining(" ", "(", ")"));
    String parameters =
        "%s;created=%d;expires=%d;nonce=\"...\";keyid=\"%s\";alg=\"%s\";tag=\"igs-request\""
            .formatted(
                list,
                now.getEpochSecond(),
                now.getEpochSecond() + MAX_AGE_SECONDS,
                first.keyId(),
                first.scheme().algorithm());
    return SignatureBase.of(request, covered, parameters).shown();
  }

  private static Words unreadableInput(String header) {
    String start = header.strip();
    if (!start.startsWith("igs=")) {
      return new Words(
          "Signature-Input 只能有一个签名，标签须为 igs，即以 `igs=(` 开头",
          "Signature-Input must hold one signature of the label igs: begin with `igs=(`");
    }
    if (!start.startsWith("igs=(") || start.indexOf(')') < 0) {
      return new Words(
          "Signature-Input 中的组件须在括号内，以空格分隔：`igs=(\"@method\" \"@authority\" ...)`",
          "the components in Signature-Input stand in parentheses, separated by blanks:"
              + " `igs=(\"@method\" \"@authority\" ...)`");
    }
    String list = start.substring(5, start.indexOf(')'));
    if (!list.matches("(\"[a-z0-9@_-]+\"(?: \"[a-z0-9@_-]++\")*+)?")) {
      return new Words(
          "Signature-Input 中的组件须小写、加双引号、各以一个空格分隔、不重复且不带参数",
          "each component in Signature-Input is in lower case, in double quotes, separated by one"
              + " blank, there once, and without parameters");
    }
    return new Words(
        "Signature-Input 的参数须写作 `;created=1700000000;expires=1700000300;nonce=\"...\";keyid=\"...\";alg=\"...\";tag=\"igs-request\"`：整数不加引号，其余加双引号，分号后无空格",
        "the parameters in Signature-Input are written"
            + " `;created=1700000000;expires=1700000300;nonce=\"...\";keyid=\"...\";alg=\"...\";tag=\"igs-request\"`:"
            + " whole numbers without quotes, the others in double quotes, no blank after a"
            + " semicolon");
  }

  private static Words unreadableSignature(String header) {
    String value = header.strip();
    if (!value.startsWith("igs=")) {
      return new Words(
          "Signature 的标签须为 igs，即 `igs=:...:`", "the label in Signature must be igs: `igs=:...:`");
    }
    if (!value.matches("igs=:.*:")) {
      return new Words(
          "Signature 的值须在两个冒号之间：`igs=:Base64:`",
          "the value in Signature stands between colons: `igs=:base64:`");
    }
    if (value.contains("-") || value.contains("_")) {
      return new Words(
          "Signature 用的是 base64url（含 - 或 _），应为标准 Base64（+ 和 /，有填充）",
          "Signature is in base64url (with - or _); it must be standard base64 (+ and /, with"
              + " padding)");
    }
    return new Words(
        "Signature 只能有一个签名，写作 `igs=:Base64:`",
        "Signature must hold one signature, written `igs=:base64:`");
  }

  private void checkForm(Received request, SignatureInput input) {
    List<String> covered = SignatureBase.covered(request);
    if (!input.components().equals(covered)) {
      throw invalid(list("组件", "components", input.components(), covered))
          .with(EXPECTED, SignatureBase.of(request, covered, "...").shown());
    }
    List<String> parameters = List.copyOf(input.parameters().keySet());
    if (!parameters.equals(PARAMETERS)) {
      throw invalid(list("参数", "parameters", parameters, PARAMETERS));
    }
    if (!"igs-request".equals(input.string("tag"))) {
      throw invalid(
          new Words("参数 tag 须为 \"igs-request\"", "the parameter tag must be \"igs-request\""));
    }
    String nonce = input.string("nonce");
    if (nonce == null || !NONCE.matcher(nonce).matches()) {
      throw invalid(
          new Words(
              "参数 nonce 须为至少 128 个随机位，base64url 不填充，即 22 个或更多的 [A-Za-z0-9_-]",
              "the parameter nonce must be 128 random bits or more in base64url without padding:"
                  + " 22 or more of [A-Za-z0-9_-]"));
    }
    checkTimes(input);
  }

  private void checkTimes(SignatureInput input) {
    Long created = input.number("created");
    Long expires = input.number("expires");
    if (created == null || expires == null) {
      throw invalid(
          new Words(
              "参数 created 和 expires 须为整数（Unix 秒），不加引号",
              "the parameters created and expires must be whole numbers (Unix seconds), without"
                  + " quotes"));
    }
    if (created > FIRST_MILLISECONDS) {
      throw invalid(
          new Words(
              "参数 created 是毫秒，应为秒：" + created / 1000,
              "the parameter created is in milliseconds; it must be in seconds: "
                  + created / 1000));
    }
    if (expires < created || expires > created + MAX_AGE_SECONDS) {
      throw invalid(
          new Words(
              "参数 expires 须在 created 之后 300 秒以内，现相差 " + (expires - created) + " 秒",
              "the parameter expires must be within 300 s after created; it is %d s after it"
                  .formatted(expires - created)));
    }
  }

  /** Says how two lists differ. */
  private static Words list(
      String chinese, String english, List<String> given, List<String> right) {
    List<String> missing = right.stream().filter(each -> !given.contains(each)).toList();
    List<String> extra = given.stream().filter(each -> !right.contains(each)).toList();
    String wanted = String.join(" ", right);
    if (!missing.isEmpty()) {
      return new Words(
          "所签的%s缺少 %s；依次须为 %s".formatted(chinese, String.join(" ", missing), wanted),
          "of the %s that must be signed, %s is missing; they must be, in this order, %s"
              .formatted(english, String.join(" ", missing), wanted));
    }
    if (!extra.isEmpty()) {
      return new Words(
          "所签的%s多了 %s；依次须为 %s".formatted(chinese, String.join(" ", extra), wanted),
          "of the signed %s, %s is too much; they must be, in this order, %s"
              .formatted(english, String.join(" ", extra), wanted));
    }
    return new Words(
        "所签的%s次序不对；依次须为 %s".formatted(chinese, wanted),
        "the signed %s are in another order; they must be, in this order, %s"
            .formatted(english, wanted));
  }

  private Registered key(Received request, SignatureInput input, String signature) {
    String id = Objects.requireNonNullElse(input.string("keyid"), "");
    Registered key = keys.get(id);
    if (key == null) {
      String known = String.join(", ", keys().stream().map(SignatureAdvice.Known::keyId).toList());
      String signer = signer(request, input, signature);
      throw refusal(
          "KEY_UNKNOWN",
          ALGORITHMS,
          new Words(
              "keyid 未登记；已登记的是 "
                  + known
                  + (signer == null ? "" : "。签名用的密钥正是 " + signer + "，请以它为 keyid"),
              "no key of that keyid is registered; registered are "
                  + known
                  + (signer == null
                      ? ""
                      : ". The signature is by " + signer + ": send that as keyid")));
    }
    if (revoked.contains(id)) {
      throw refusal(
          "KEY_REVOKED",
          ALGORITHMS,
          new Words(
              "密钥 " + id + " 已吊销，请改用另一个已登记的密钥",
              "the key " + id + " is revoked; sign with another that is registered"));
    }
    String algorithm = key.known().scheme().algorithm();
    if (!algorithm.equals(input.string("alg"))) {
      throw refusal(
          "ALGORITHM_REFUSED",
          ALGORITHMS,
          new Words(
              "参数 alg 与登记的密钥不符：密钥 " + id + " 的算法是 " + algorithm,
              "the parameter alg is not that of the key: %s is registered for %s"
                  .formatted(id, algorithm)));
    }
    return key;
  }

  /** Returns the id of the registered key under which a signature holds. */
  private @Nullable String signer(Received request, SignatureInput input, String signature) {
    byte[] base = SignatureBase.of(request, input.components(), input.text()).bytes();
    for (Registered each : keys.values()) {
      try {
        each.verifier().verify(base, Base64.getDecoder().decode(signature));
        return each.known().keyId();
      } catch (GeneralSecurityException | RuntimeException e) {
        // By another key.
      }
    }
    return null;
  }

  private void verify(Received request, SignatureInput input, String signature, Registered key) {
    SignatureBase base = SignatureBase.of(request, input.components(), input.text());
    for (SignatureBase.Line line : base.lines()) {
      if (line.value() == null) {
        throw invalid(
            new Words(
                "签名包含 " + line.component() + "，而请求没有这个头",
                "the signature covers "
                    + line.component()
                    + ", and the request has no such header"));
      }
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
      key.verifier().verify(base.bytes(), bytes);
      return;
    } catch (IllegalArgumentException e) {
      throw invalid(
          new Words(
              "Signature 的 Base64 不完整（填充）", "the base64 in Signature is not complete (padding)"));
    } catch (GeneralSecurityException e) {
      bytes = Base64.getDecoder().decode(signature);
    }
    throw unverified(request, input, base, bytes, key.known());
  }

  private Refusal unverified(
      Received request,
      SignatureInput input,
      SignatureBase base,
      byte[] signature,
      SignatureAdvice.Known key) {
    List<Words> changes = SignatureAdvice.of(request, input, signature, key, keys()).changes();
    Words detail =
        changes.isEmpty()
            ? new Words(
                "签名验证不通过，也不属于常见错误。请将您所签的文本与 "
                    + EXPECTED
                    + " 逐行逐字比较，并核对私钥是否与登记为 "
                    + key.keyId()
                    + " 的公钥成对"
                    + length(signature, key, "；签名应为 64 字节，收到 %d 字节"),
                "the signature does not verify, and no usual mistake explains it. Compare the text"
                    + " that you signed with "
                    + EXPECTED
                    + ", line by line, and check that your private key belongs to the public key"
                    + " registered as "
                    + key.keyId()
                    + length(signature, key, "; a signature has 64 bytes, this one %d"))
            : new Words(
                changes.stream().map(Words::chinese).collect(Collectors.joining("；")),
                changes.stream().map(Words::english).collect(Collectors.joining("; and ")));
    return invalid(detail).with(EXPECTED, base.shown());
  }

  private static String length(byte[] signature, SignatureAdvice.Known key, String words) {
    boolean rsa = key.scheme() == SandboxScheme.RSA || key.scheme() == SandboxScheme.RSA_PSS;
    return rsa || signature.length == 64 ? "" : words.formatted(signature.length);
  }

  private void checkDigest(Received request, Registered key) {
    String digest = request.header("content-digest");
    byte[] body = request.body();
    if (body.length > 0 && (digest == null || !Digests.match(digest, body))) {
      throw refusal(
          "DIGEST_MISMATCH",
          ALGORITHMS,
          SignatureAdvice.digest(digest, body, key.known().scheme().digest()));
    }
  }

  private void checkFresh(SignatureInput input, Instant now) {
    long seconds = now.getEpochSecond();
    long created = Objects.requireNonNull(input.number("created"));
    long expires = Objects.requireNonNull(input.number("expires"));
    // First, so that a client whose clock is slow learns of that and not of the expiry it made.
    if (Math.abs(seconds - created) > MAX_AGE_SECONDS) {
      long off = created - seconds;
      boolean zone = Math.abs(Math.abs(off) - CHINA_OFFSET_SECONDS) <= MAX_AGE_SECONDS;
      throw refusal(
          "CLOCK_SKEW",
          FRESHNESS,
          new Words(
              "参数 created 比网关时间%s %d 秒，最多可差 300 秒；网关现为 %d%s"
                  .formatted(
                      off > 0 ? "快" : "慢",
                      Math.abs(off),
                      seconds,
                      zone ? "。相差约 8 小时：created 应为 UTC 的 Unix 秒" : ""),
              "the parameter created is %d s %s the gateway's clock, and 300 s are allowed; the"
                      .formatted(Math.abs(off), off > 0 ? "ahead of" : "behind")
                  + " gateway has "
                  + seconds
                  + (zone ? ". That is about 8 hours: created is Unix seconds, in UTC" : "")));
    }
    if (seconds > expires) {
      throw refusal(
          "SIGNATURE_EXPIRED",
          FRESHNESS,
          new Words(
              "参数 expires 已过 %d 秒；每次发送都要重新签名".formatted(seconds - expires),
              "the parameter expires passed %d s ago; sign each attempt afresh"
                  .formatted(seconds - expires)));
    }
  }

  private synchronized void remember(SignatureInput input, Instant now) {
    Duration memory = Duration.ofSeconds(4 * MAX_AGE_SECONDS);
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().plus(memory).isBefore(now)) {
      oldest.remove();
    }
    if (seen.putIfAbsent(input.string("keyid") + " " + input.string("nonce"), now) != null) {
      throw refusal(
          "SIGNATURE_REPLAYED",
          FRESHNESS,
          new Words(
              "参数 nonce 已用过：同样的请求字节不能发送两次，每次都要以新的 nonce 和 created 重新签名，幂等键不变",
              "the parameter nonce was used before: no request bytes can be sent twice; sign each"
                  + " attempt afresh with a new nonce and created, under the same idempotency"
                  + " key"));
    }
  }

  private Refusal invalid(Words rule) {
    return refusal("SIGNATURE_INVALID", REQUEST, rule);
  }

  /** Returns a refusal that names the section to read. */
  private Refusal refusal(String code, String section, Words detail) {
    String link = text + section;
    return new Refusal(
            401, code, detail.chinese() + "。见 " + link, detail.english() + ". See " + link)
        .with("see", link);
  }
}

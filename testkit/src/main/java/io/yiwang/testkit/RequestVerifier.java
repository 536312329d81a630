package io.yiwang.testkit;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies the signatures of requests (IGS/1 sections 2.1 and 2.4). Thread-safe. */
final class RequestVerifier {
  private static final Pattern SIGNATURE = Pattern.compile("\\s*igs=:([A-Za-z0-9+/]+={0,2}):\\s*");
  private static final long CHINA_OFFSET_SECONDS = 8 * 3600;

  private final String platform;
  private final SignatureRefusals refusals;
  private final SignatureForm form;
  private final PlatformKeys keys = new PlatformKeys();
  private final NonceMemory nonces = new NonceMemory();

  /**
   * Makes a verifier of the requests of one platform.
   *
   * @param text the address of the interface's text, which refusals name
   */
  RequestVerifier(String platform, String text) {
    this.platform = platform;
    refusals = new SignatureRefusals(text);
    form = new SignatureForm(refusals);
  }

  /** Returns the keys of the platform. */
  PlatformKeys keys() {
    return keys;
  }

  /** Returns the signature in base64; absent if the request has no readable one. */
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
   * @throws Refusal with a code of section 2.4 and a detail that says what to change
   */
  String check(Received request, Instant now) {
    SignatureInput input = verified(request, now);
    if (!nonces.add(input.string("keyid"), input.string("nonce"), now)) {
      throw refusals.refusal(
          "SIGNATURE_REPLAYED",
          SignatureRefusals.FRESHNESS,
          new Words(
              "参数 nonce 已用过：同样的请求字节不能发送两次，每次都要以新的 nonce 和 created 重新签名，幂等键不变",
              "the parameter nonce was used before: no request bytes can be sent twice; sign each"
                  + " attempt afresh with a new nonce and created, under the same idempotency"
                  + " key"));
    }
    return platform;
  }

  /** Returns why a request would be refused, replays apart; absent if it would not. */
  @Nullable Refusal diagnose(Received request, Instant now) {
    try {
      verified(request, now);
      return null;
    } catch (Refusal refusal) {
      return refusal;
    }
  }

  /** Returns the usual mistakes that explain a well-formed signature that does not verify. */
  SignatureAdvice.Found advice(Received request, SignatureInput input) {
    PlatformKey key = keys.find(Objects.requireNonNullElse(input.string("keyid"), ""));
    String signature = readable(request);
    boolean complete =
        SignatureBase.of(request, input.components(), "").lines().stream()
            .allMatch(line -> line.value() != null);
    if (key == null || signature == null || !complete) {
      return SignatureAdvice.Found.NOTHING;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(signature);
      return SignatureAdvice.of(request, input, bytes, key, keys.all());
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
      throw refusals
          .invalid(SignatureForm.unreadableInput(header))
          .with(SignatureRefusals.EXPECTED, sample(request, now));
    }
    if (signature == null) {
      throw refusals.invalid(SignatureForm.unreadableSignature(signed));
    }
    form.check(request, input);
    PlatformKey key = key(request, input, signature);
    verify(request, input, signature, key);
    checkDigest(request, key);
    checkFresh(input, now);
    return input;
  }

  private Refusal missing(Received request, boolean input, boolean signature, Instant now) {
    String headers =
        input && signature ? "Signature-Input, Signature" : input ? "Signature-Input" : "Signature";
    return refusals
        .refusal(
            "SIGNATURE_MISSING",
            SignatureRefusals.REQUEST,
            new Words(
                "请求未签名：缺少 "
                    + headers
                    + "。每个请求都须签名（RFC 9421，标签 igs）；本请求须签的文本见 "
                    + SignatureRefusals.EXPECTED
                    + "，其中时间、nonce 和密钥由您填写",
                "the request is not signed: "
                    + headers
                    + " is missing. Sign every request (RFC 9421, label igs); "
                    + SignatureRefusals.EXPECTED
                    + " has the text to sign for this one, with times, nonce and key of your own"))
        .with(SignatureRefusals.EXPECTED, sample(request, now));
  }

  /** Returns the text to sign for a request, in which nonce and key are samples. */
  private String sample(Received request, Instant now) {
    PlatformKey first = keys.all().get(0);
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
                now.getEpochSecond() + SignatureForm.MAX_AGE_SECONDS,
                first.keyId(),
                first.scheme().algorithm());
    return SignatureBase.of(request, covered, parameters).shown();
  }

  private PlatformKey key(Received request, SignatureInput input, String signature) {
    String id = Objects.requireNonNullElse(input.string("keyid"), "");
    PlatformKey key = keys.find(id);
    if (key == null) {
      String known = String.join(", ", keys.all().stream().map(PlatformKey::keyId).toList());
      String signer = signer(request, input, signature);
      throw refusals.refusal(
          "KEY_UNKNOWN",
          SignatureRefusals.ALGORITHMS,
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
    if (keys.isRevoked(id)) {
      throw refusals.refusal(
          "KEY_REVOKED",
          SignatureRefusals.ALGORITHMS,
          new Words(
              "密钥 " + id + " 已吊销，请改用另一个已登记的密钥",
              "the key " + id + " is revoked; sign with another that is registered"));
    }
    String algorithm = key.scheme().algorithm();
    if (!algorithm.equals(input.string("alg"))) {
      throw refusals.refusal(
          "ALGORITHM_REFUSED",
          SignatureRefusals.ALGORITHMS,
          new Words(
              "参数 alg 与登记的密钥不符：密钥 " + id + " 的算法是 " + algorithm,
              "the parameter alg is not that of the key: %s is registered for %s"
                  .formatted(id, algorithm)));
    }
    return key;
  }

  /** Returns the id of the registered key under which a signature verifies. */
  private @Nullable String signer(Received request, SignatureInput input, String signature) {
    byte[] base = SignatureBase.of(request, input.components(), input.text()).bytes();
    for (PlatformKey each : keys.all()) {
      try {
        each.verifier().verify(base, Base64.getDecoder().decode(signature));
        return each.keyId();
      } catch (GeneralSecurityException | RuntimeException e) {
        // Signed with another key.
      }
    }
    return null;
  }

  private void verify(Received request, SignatureInput input, String signature, PlatformKey key) {
    SignatureBase base = SignatureBase.of(request, input.components(), input.text());
    for (SignatureBase.Line line : base.lines()) {
      if (line.value() == null) {
        throw refusals.invalid(
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
      throw refusals.invalid(
          new Words(
              "Signature 的 Base64 不完整（填充）", "the base64 in Signature is not complete (padding)"));
    } catch (GeneralSecurityException e) {
      bytes = Base64.getDecoder().decode(signature);
    }
    throw unverified(request, input, base, bytes, key);
  }

  private Refusal unverified(
      Received request,
      SignatureInput input,
      SignatureBase base,
      byte[] signature,
      PlatformKey key) {
    List<Words> changes = SignatureAdvice.of(request, input, signature, key, keys.all()).changes();
    Words detail =
        changes.isEmpty()
            ? new Words(
                "签名验证不通过，也不属于常见错误。请将您所签的文本与 "
                    + SignatureRefusals.EXPECTED
                    + " 逐行逐字比较，并核对私钥是否与登记为 "
                    + key.keyId()
                    + " 的公钥成对"
                    + length(signature, key, "；签名应为 64 字节，收到 %d 字节"),
                "the signature does not verify, and no usual mistake explains it. Compare the text"
                    + " that you signed with "
                    + SignatureRefusals.EXPECTED
                    + ", line by line, and check that your private key belongs to the public key"
                    + " registered as "
                    + key.keyId()
                    + length(signature, key, "; a signature has 64 bytes, this one %d"))
            : new Words(
                changes.stream().map(Words::chinese).collect(Collectors.joining("；")),
                changes.stream().map(Words::english).collect(Collectors.joining("; and ")));
    return refusals.invalid(detail).with(SignatureRefusals.EXPECTED, base.shown());
  }

  private static String length(byte[] signature, PlatformKey key, String words) {
    boolean rsa = key.scheme() == SandboxScheme.RSA || key.scheme() == SandboxScheme.RSA_PSS;
    return rsa || signature.length == 64 ? "" : words.formatted(signature.length);
  }

  private void checkDigest(Received request, PlatformKey key) {
    String digest = request.header("content-digest");
    byte[] body = request.body();
    if (body.length > 0 && (digest == null || !Digests.match(digest, body))) {
      throw refusals.refusal(
          "DIGEST_MISMATCH",
          SignatureRefusals.ALGORITHMS,
          DigestAdvice.of(digest, body, key.scheme().digest()));
    }
  }

  private void checkFresh(SignatureInput input, Instant now) {
    long seconds = now.getEpochSecond();
    long created = Objects.requireNonNull(input.number("created"));
    long expires = Objects.requireNonNull(input.number("expires"));
    // Checked first: a client with a slow clock must correct it, and not its expiry.
    if (Math.abs(seconds - created) > SignatureForm.MAX_AGE_SECONDS) {
      long off = created - seconds;
      boolean zone =
          Math.abs(Math.abs(off) - CHINA_OFFSET_SECONDS) <= SignatureForm.MAX_AGE_SECONDS;
      throw refusals.refusal(
          "CLOCK_SKEW",
          SignatureRefusals.FRESHNESS,
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
      throw refusals.refusal(
          "SIGNATURE_EXPIRED",
          SignatureRefusals.FRESHNESS,
          new Words(
              "参数 expires 已过 %d 秒；每次发送都要重新签名".formatted(seconds - expires),
              "the parameter expires passed %d s ago; sign each attempt afresh"
                  .formatted(seconds - expires)));
    }
  }
}

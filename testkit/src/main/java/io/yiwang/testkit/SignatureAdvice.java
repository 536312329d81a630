package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Says what to change in a signature that does not verify: it makes the usual mistakes one by one,
 * and two at a time, until the signature holds. It is written from the interface alone; the doctor
 * module knows more mistakes.
 *
 * <p>It is asked only after a request was refused, and nothing that it finds lets one pass.
 */
final class SignatureAdvice {
  /** How long two mistakes at a time are looked for. */
  private static final long PAIRS_NANOS = 2_000_000_000;

  /** How many readings of each part, the likely ones first, are combined with another's. */
  private static final int PAIRED = 4;

  /** A platform's key. */
  record Known(String keyId, SandboxScheme scheme, PublicKey key) {}

  /**
   * What a usual mistake explains.
   *
   * @param changes what to change; empty if none explains the signature
   * @param signed the values that were signed instead of those that arrived, by component
   */
  record Found(List<Words> changes, Map<String, String> signed) {
    static final Found NOTHING = new Found(List.of(), Map.of());
  }

  /** One way to read a part of the request; the first of a part is right and says nothing. */
  private record Option<T>(T value, @Nullable Words change) {}

  private final Received request;
  private final SignatureInput input;
  private final SignatureBase base;
  private final List<List<? extends Option<?>>> parts = new ArrayList<>();
  private final int form;
  private final int bytes;
  private final int way;

  private SignatureAdvice(
      Received request,
      SignatureInput input,
      byte[] signature,
      Known named,
      Collection<Known> all) {
    this.request = request;
    this.input = input;
    base = SignatureBase.of(request, input.components(), input.text());
    for (int line = 0; line < base.lines().size(); line++) {
      parts.add(line(line, values(base.name(line), base.value(line))));
    }
    parts.add(line(base.lines().size(), parameters()));
    form = parts.size();
    parts.add(forms());
    bytes = parts.size();
    parts.add(signatures(signature));
    way = parts.size();
    parts.add(ways(named, all));
  }

  /** Returns what to change, if a usual mistake explains the signature. */
  static Found of(
      Received request,
      SignatureInput input,
      byte[] signature,
      Known named,
      Collection<Known> all) {
    return new SignatureAdvice(request, input, signature, named, all).search();
  }

  private Found search() {
    int[] chosen = new int[parts.size()];
    for (int part = 0; part < parts.size(); part++) {
      for (int i = 1; i < parts.get(part).size(); i++) {
        chosen[part] = i;
        if (holds(chosen)) {
          return found(chosen);
        }
      }
      chosen[part] = 0;
    }
    long end = System.nanoTime() + PAIRS_NANOS;
    for (int first = 0; first < parts.size(); first++) {
      for (int i = 1; i < Math.min(PAIRED, parts.get(first).size()); i++) {
        chosen[first] = i;
        for (int second = first + 1; second < parts.size(); second++) {
          for (int j = 1; j < Math.min(PAIRED, parts.get(second).size()); j++) {
            chosen[second] = j;
            if (holds(chosen)) {
              return found(chosen);
            }
            if (System.nanoTime() > end) {
              return Found.NOTHING;
            }
          }
          chosen[second] = 0;
        }
      }
      chosen[first] = 0;
    }
    return Found.NOTHING;
  }

  private boolean holds(int[] chosen) {
    SignatureBase text = base;
    for (int line = 0; line < form; line++) {
      if (chosen[line] > 0) {
        text = text.with(line, (String) parts.get(line).get(chosen[line]).value());
      }
    }
    Way check = (Way) parts.get(way).get(chosen[way]).value();
    byte[] signed = text.bytes((SignatureBase.Form) parts.get(form).get(chosen[form]).value());
    try {
      check.verify(signed, (byte[]) parts.get(bytes).get(chosen[bytes]).value());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Bytes that are not a signature at all are refused in many ways.
      return false;
    }
  }

  private Found found(int[] chosen) {
    List<Words> changes = new ArrayList<>();
    Map<String, String> signed = new TreeMap<>();
    for (int part = 0; part < parts.size(); part++) {
      Words change = parts.get(part).get(chosen[part]).change();
      if (change != null) {
        changes.add(change);
        if (part < form) {
          signed.put(base.name(part), (String) parts.get(part).get(chosen[part]).value());
        }
      }
    }
    return new Found(changes, signed);
  }

  private List<Option<String>> line(int line, Collection<String> others) {
    String right = base.value(line);
    String name = base.name(line);
    List<Option<String>> options = new ArrayList<>();
    options.add(new Option<>(right, null));
    for (String other : new LinkedHashSet<>(others)) {
      if (!other.equals(right)) {
        options.add(new Option<>(other, different(name, other, right)));
      }
    }
    return options;
  }

  private static Words different(String name, String signed, String right) {
    if (name.equals("authorization")) {
      return new Words(
          "签名文本中的 \"authorization\" 一行与所发的头不同，应为该头的全部内容",
          "the line \"authorization\" of the signature base is not the header that was sent; sign"
              + " all of it");
    }
    return new Words(
        "签名文本中的 \"%s\" 一行不同：所签为 %s，应为 %s".formatted(name, quoted(signed), quoted(right)),
        "the line \"%s\" of the signature base differs: signed was %s, it must be %s"
            .formatted(name, quoted(signed), quoted(right)));
  }

  private static String quoted(String text) {
    return '`' + (text.length() > 300 ? text.substring(0, 300) + "…" : text) + '`';
  }

  private Set<String> values(String component, String right) {
    Set<String> others = new LinkedHashSet<>();
    switch (component) {
      case "@method" -> others.addAll(List.of(right.toLowerCase(Locale.ROOT), "POST", "GET"));
      case "@authority" -> authorities(right, others);
      case "@path" -> paths(right, others);
      case "@query" -> {
        String query = right.substring(1);
        others.addAll(List.of("", query, decoded(query), "?" + decoded(query)));
        others.add("?" + Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&")));
      }
      case "content-type" -> {
        String type = right.replaceFirst("\\s*;.*$", "");
        others.addAll(List.of(type, type + "; charset=utf-8", type + ";charset=utf-8"));
        others.addAll(List.of(type + "; charset=UTF-8", type + ";charset=UTF-8", "", "text/plain"));
      }
      case "content-digest" -> digests(right, others);
      case "authorization" -> {
        others.add(right.replaceFirst("(?i)^bearer ", ""));
        others.add(right.replaceFirst("(?i)^bearer ", "bearer "));
      }
      default -> others.addAll(List.of('"' + right + '"', right.toLowerCase(Locale.ROOT), ""));
    }
    return others;
  }

  private void authorities(String right, Set<String> others) {
    String host = right.replaceFirst(":[0-9]+$", "");
    others.add(host);
    others.add(right.toUpperCase(Locale.ROOT));
    String port = right.substring(host.length());
    for (String name : List.of("localhost", "127.0.0.1", "[::1]")) {
      others.add(name);
      others.add(name + port);
    }
    for (String implied : List.of(":80", ":443")) {
      others.add(host + implied);
    }
    others.addAll(List.of("http://" + right, "https://" + right, ""));
    for (String header : List.of("x-forwarded-host", "x-original-host")) {
      String forwarded = request.header(header);
      if (forwarded != null) {
        others.add(forwarded);
      }
    }
  }

  private void paths(String right, Set<String> others) {
    String query = request.query() == null ? "" : "?" + request.query();
    others.add(right.replaceFirst("^/igs/v1", ""));
    others.addAll(List.of(right + query, decoded(right), right + "/"));
    others.add(right.replaceFirst("/$", ""));
    for (int slash = right.indexOf('/', 1); slash > 0; slash = right.indexOf('/', slash + 1)) {
      others.add(right.substring(slash));
      others.add(right.substring(slash + 1));
    }
    others.add(right.substring(1));
    for (String scheme : List.of("http://", "https://")) {
      others.add(scheme + request.authority() + right);
      others.add(scheme + request.authority() + right + query);
    }
    others.add("/igs/v1" + right);
  }

  private void digests(String right, Set<String> others) {
    others.add(right.replaceFirst("^[a-z0-9-]+=", ""));
    others.add(right.replaceFirst("^[a-z0-9-]+=:(.*):$", "$1"));
    others.add(right.replaceFirst("^([a-z0-9-]+)=:(.*):$", "$1=$2"));
    for (byte[] body : List.of(request.body(), new byte[0])) {
      byte[] sha256 = ContentDigest.SHA_256.digest(body);
      byte[] sm3 = Sm3.digest(body);
      for (Map.Entry<String, byte[]> each : Map.of("sha-256", sha256, "sm3", sm3).entrySet()) {
        others.add(
            each.getKey() + "=:" + Base64.getEncoder().encodeToString(each.getValue()) + ":");
        others.add(each.getKey() + "=:" + HexFormat.of().formatHex(each.getValue()) + ":");
        others.add(HexFormat.of().formatHex(each.getValue()));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private Set<String> parameters() {
    String text = input.text();
    String list = text.substring(0, text.indexOf(')') + 1);
    Set<String> others = new LinkedHashSet<>();
    others.add("igs=" + text);
    others.add(list);
    for (Collection<String> order :
        List.of(
            new TreeMap<>(input.parameters()).keySet(),
            List.of("created", "keyid", "alg", "expires", "nonce", "tag"),
            List.of("keyid", "alg", "created", "expires", "nonce", "tag"),
            List.of("created", "expires", "keyid", "alg", "nonce", "tag"),
            List.of("created", "expires", "nonce", "keyid", "alg"),
            List.of("created", "expires", "nonce", "keyid", "tag"),
            List.of("created", "keyid", "alg"))) {
      others.add(list + written(order, ";", ""));
      others.add(list + written(order, "; ", ""));
    }
    others.add(list + written(input.parameters().keySet(), "; ", ""));
    others.add(list + written(input.parameters().keySet(), ";", "\""));
    others.add(text.replace("\" \"", "\", \""));
    return others;
  }

  private String written(Collection<String> order, String separator, String quote) {
    StringBuilder text = new StringBuilder();
    for (String name : order) {
      Object value = input.parameters().get(name);
      if (value != null) {
        String around = value instanceof Long ? quote : "\"";
        text.append(separator).append(name).append('=').append(around).append(value).append(around);
      }
    }
    return text.toString();
  }

  private static List<Option<SignatureBase.Form>> forms() {
    List<Option<SignatureBase.Form>> options = new ArrayList<>();
    for (SignatureBase.Form each : SignatureBase.Form.values()) {
      options.add(new Option<>(each, words(each)));
    }
    return options;
  }

  private static @Nullable Words words(SignatureBase.Form form) {
    return switch (form) {
      case RIGHT -> null;
      case LINE_END_LAST ->
          new Words(
              "签名文本末尾多了换行：最后一行 \"@signature-params\" 之后不应有换行",
              "the signature base ends in a line end; there is none after the last line,"
                  + " \"@signature-params\"");
      case CRLF ->
          new Words(
              "签名文本以 CRLF 换行，应只用 LF (\\n)",
              "the lines of the signature base end in CRLF; separate them by LF (\\n) alone");
      case NO_BLANKS ->
          new Words(
              "签名文本的冒号后缺少一个空格，应为 `\"@method\": POST`",
              "the signature base has no blank after its colons; write `\"@method\": POST`");
      case NO_QUOTES ->
          new Words(
              "签名文本的组件名缺少双引号，应为 `\"@method\": POST`",
              "the names in the signature base have no quotes; write `\"@method\": POST`");
      case NO_PARAMETERS ->
          new Words(
              "签名文本缺少最后一行 \"@signature-params\"",
              "the signature base lacks its last line, \"@signature-params\"");
      case VALUES_ALONE ->
          new Words(
              "签名文本只有各组件的值；每行应为名称、冒号、空格和值，最后一行为 \"@signature-params\"",
              "the signature base has values alone; each line is name, colon, blank and value, and"
                  + " the last is \"@signature-params\"");
    };
  }

  private static List<Option<byte[]>> signatures(byte[] signature) {
    List<Option<byte[]>> options = new ArrayList<>();
    options.add(new Option<>(signature, null));
    fromDer(signature, options);
    String text = new String(signature, ISO_8859_1).strip();
    if (text.matches("(?:[0-9a-fA-F]{2}){60,600}+")) {
      options.add(
          new Option<>(
              HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT)),
              new Words(
                  "签名是十六进制文本的 Base64，应对签名的字节本身作 Base64",
                  "the signature is hexadecimal text in base64; encode its bytes themselves")));
    } else if (text.matches("[A-Za-z0-9+/]{80,}={0,2}")) {
      options.add(
          new Option<>(
              decoded64(text),
              new Words(
                  "签名作了两次 Base64，应只作一次", "the signature is in base64 twice; encode it once")));
    }
    if (signature.length == 65) {
      options.add(
          new Option<>(
              Arrays.copyOfRange(signature, 1, 65),
              new Words(
                  "签名 r‖s 之前多了一个字节，应恰为 64 字节",
                  "a byte stands before r‖s; the signature must be exactly 64 bytes")));
    }
    if (signature.length == 64) {
      byte[] swapped = new byte[64];
      System.arraycopy(signature, 32, swapped, 0, 32);
      System.arraycopy(signature, 0, swapped, 32, 32);
      options.add(
          new Option<>(
              swapped,
              new Words("签名中 r 与 s 的次序颠倒，应为 r‖s", "the signature is s‖r; it must be r‖s")));
    }
    return options;
  }

  private static byte[] decoded64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static void fromDer(byte[] signature, List<Option<byte[]>> options) {
    try {
      if (ASN1Primitive.fromByteArray(signature) instanceof ASN1Sequence numbers
          && numbers.size() == 2
          && numbers.getObjectAt(0) instanceof ASN1Integer r
          && numbers.getObjectAt(1) instanceof ASN1Integer s) {
        byte[] raw = new byte[64];
        System.arraycopy(half(r.getPositiveValue()), 0, raw, 0, 32);
        System.arraycopy(half(s.getPositiveValue()), 0, raw, 32, 32);
        options.add(
            new Option<>(
                raw,
                new Words(
                    "签名是 DER 编码，应为原始的 r‖s，恰为 64 字节，不足补零",
                    "the signature is DER; it must be raw r‖s, exactly 64 bytes, zero-padded")));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not DER: nothing to read.
    }
  }

  private static byte[] half(BigInteger number) {
    return BigIntegers.asUnsignedByteArray(32, number);
  }

  /** How a signature is checked. */
  @FunctionalInterface
  private interface Way {
    void verify(byte[] message, byte[] signature) throws GeneralSecurityException;
  }

  private static List<Option<Way>> ways(Known named, Collection<Known> all) {
    List<Option<Way>> options = new ArrayList<>();
    SandboxScheme.Verifying right = named.scheme().verifying(named.key());
    options.add(new Option<>(right::verify, null));
    for (Known other : all) {
      if (!other.keyId().equals(named.keyId())) {
        SandboxScheme.Verifying verifying = other.scheme().verifying(other.key());
        options.add(
            new Option<>(
                verifying::verify,
                new Words(
                    "签名用的是密钥 %s，keyid 却是 %s".formatted(other.keyId(), named.keyId()),
                    "the signature is by the key %s, and keyid says %s"
                        .formatted(other.keyId(), named.keyId()))));
      }
    }
    String digest = named.scheme() == SandboxScheme.SM2 ? "SM3" : "SHA-256";
    Words hashed =
        new Words(
            "签的是签名文本的 %s 摘要，应直接对签名文本签名".formatted(digest),
            "signed was the %s digest of the signature base; sign the signature base itself"
                .formatted(digest));
    options.add(
        new Option<>((message, bytes) -> right.verify(digest(named, message), bytes), hashed));
    options.add(
        new Option<>(
            (message, bytes) ->
                right.verify(
                    HexFormat.of().formatHex(digest(named, message)).getBytes(UTF_8), bytes),
            hashed));
    if (named.scheme() == SandboxScheme.SM2) {
      for (String userId : List.of("", named.keyId(), Events.PLATFORM, "ALICE123@YAHOO.COM")) {
        SandboxScheme.Verifying other = SandboxScheme.verifyingSm2(named.key(), userId);
        options.add(
            new Option<>(
                other::verify,
                new Words(
                    "SM2 用户标识为 %s，应为 16 个 ASCII 字节 1234567812345678".formatted(quoted(userId)),
                    "the SM2 user id is %s; it must be the 16 ASCII bytes 1234567812345678"
                        .formatted(quoted(userId)))));
      }
    }
    if (named.scheme() == SandboxScheme.RSA || named.scheme() == SandboxScheme.RSA_PSS) {
      SandboxScheme scheme =
          named.scheme() == SandboxScheme.RSA ? SandboxScheme.RSA_PSS : SandboxScheme.RSA;
      SandboxScheme.Verifying other = scheme.verifying(named.key());
      options.add(
          new Option<>(
              other::verify,
              new Words(
                  "签名按 %s 计算，密钥登记的算法是 %s".formatted(scheme.algorithm(), named.scheme().algorithm()),
                  "the signature is made by %s, and the key is registered for %s"
                      .formatted(scheme.algorithm(), named.scheme().algorithm()))));
    }
    return options;
  }

  private static byte[] digest(Known key, byte[] message) {
    return key.scheme().digest().digest(message);
  }

  /** Says why a digest of the body is not the one that was sent; at least one reason. */
  static Words digest(@Nullable String header, byte[] body, ContentDigest usual) {
    String right = Digests.header(usual, body);
    String given = Objects.requireNonNullElse(header, "");
    byte[] expected = usual.digest(body);
    if (given.isEmpty()) {
      return new Words(
          "请求有请求体而没有 Content-Digest，应为 " + quoted(right),
          "the request has a body and no Content-Digest; send " + quoted(right));
    }
    if (given.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(expected))) {
      return new Words(
          "Content-Digest 的摘要是十六进制，应为 Base64：" + quoted(right),
          "the digest in Content-Digest is hexadecimal; it must be base64: " + quoted(right));
    }
    if (given.contains(Base64.getEncoder().encodeToString(expected))
        || given.contains(Base64.getUrlEncoder().withoutPadding().encodeToString(expected))) {
      return new Words(
          "Content-Digest 的写法不对，应为 " + quoted(right),
          "Content-Digest is not in its form; it must be " + quoted(right));
    }
    if (!given.matches("(?s).*\\b(sm3|sha-256)=.*")) {
      return new Words(
          "Content-Digest 没有网关认识的算法（sm3、sha-256，小写），应为 " + quoted(right),
          "Content-Digest has no algorithm that the gateway knows (sm3, sha-256, in lower case); it"
              + " must be "
              + quoted(right));
    }
    byte[] empty = ContentDigest.SHA_256.digest(new byte[0]);
    if (given.contains(Base64.getEncoder().encodeToString(empty))
        || given.contains(Base64.getEncoder().encodeToString(Sm3.digest(new byte[0])))) {
      return new Words(
          "Content-Digest 是空请求体的摘要；请对实际发出的 " + body.length + " 个字节计算：" + quoted(right),
          "Content-Digest is that of an empty body; take it over the %d bytes that are sent: %s"
              .formatted(body.length, quoted(right)));
    }
    return new Words(
        "Content-Digest 与收到的 %d 个字节不符：所发为 %s，应为 %s。请对实际发出的字节计算，之后不要再序列化请求体"
            .formatted(body.length, quoted(given), quoted(right)),
        ("Content-Digest is not that of the %d bytes that arrived: sent was %s, it must be %s. Take"
                + " it over the bytes that are sent, and do not write the body again after that")
            .formatted(body.length, quoted(given), quoted(right)));
  }
}

package io.yiwang.testkit;

import io.yiwang.signing.ContentDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what to change in a {@code Content-Digest} that does not match the body. */
final class DigestAdvice {
  private DigestAdvice() {}

  /**
   * Describes why a {@code Content-Digest} is not that of the body.
   *
   * @param usual the digest that goes with the platform's key
   */
  static Words of(@Nullable String header, byte[] body, ContentDigest usual) {
    String right = Digests.header(usual, body);
    String given = Objects.requireNonNullElse(header, "");
    byte[] expected = usual.digest(body);
    if (given.isEmpty()) {
      return new Words(
          "请求有请求体而没有 Content-Digest，应为 " + Words.quoted(right),
          "the request has a body and no Content-Digest; send " + Words.quoted(right));
    }
    if (given.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(expected))) {
      return new Words(
          "Content-Digest 的摘要是十六进制，应为 Base64：" + Words.quoted(right),
          "the digest in Content-Digest is hexadecimal; it must be base64: " + Words.quoted(right));
    }
    if (given.contains(Base64.getEncoder().encodeToString(expected))
        || given.contains(Base64.getUrlEncoder().withoutPadding().encodeToString(expected))) {
      return new Words(
          "Content-Digest 的写法不对，应为 " + Words.quoted(right),
          "Content-Digest is not in its form; it must be " + Words.quoted(right));
    }
    if (!given.matches("(?s).*\\b(sm3|sha-256)=.*")) {
      return new Words(
          "Content-Digest 没有网关认识的算法（sm3、sha-256，小写），应为 " + Words.quoted(right),
          "Content-Digest has no algorithm that the gateway knows (sm3, sha-256, in lower case); it"
              + " must be "
              + Words.quoted(right));
    }
    byte[] empty = ContentDigest.SHA_256.digest(new byte[0]);
    if (given.contains(Base64.getEncoder().encodeToString(empty))
        || given.contains(Base64.getEncoder().encodeToString(Sm3.digest(new byte[0])))) {
      return new Words(
          "Content-Digest 是空请求体的摘要；请对实际发出的 " + body.length + " 个字节计算：" + Words.quoted(right),
          "Content-Digest is that of an empty body; take it over the %d bytes that are sent: %s"
              .formatted(body.length, Words.quoted(right)));
    }
    return new Words(
        "Content-Digest 与收到的 %d 个字节不符：所发为 %s，应为 %s。请对实际发出的字节计算，之后不要再序列化请求体"
            .formatted(body.length, Words.quoted(given), Words.quoted(right)),
        ("Content-Digest is not that of the %d bytes that arrived: sent was %s, it must be %s. Take"
                + " it over the bytes that are sent, and do not write the body again after that")
            .formatted(body.length, Words.quoted(given), Words.quoted(right)));
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** Lists the keys and algorithms that platforms usually sign with by mistake. */
final class MistakenKeys {
  private final PlatformKey named;
  private final SandboxScheme.Verifying right;
  private final List<Candidate<SandboxScheme.Verifying>> candidates = new ArrayList<>();

  private MistakenKeys(PlatformKey named) {
    this.named = named;
    right = named.scheme().verifying(named.key());
  }

  /**
   * Returns the right way to verify a signature, and the mistaken ones.
   *
   * @param named the key that the request names
   * @param all the keys of the platform
   */
  static List<Candidate<SandboxScheme.Verifying>> of(
      PlatformKey named, Collection<PlatformKey> all) {
    MistakenKeys mistaken = new MistakenKeys(named);
    mistaken.candidates.add(new Candidate<>(mistaken.right, null));
    all.forEach(mistaken::addOtherKey);
    mistaken.addHashedTexts();
    if (named.scheme() == SandboxScheme.SM2) {
      mistaken.addOtherUserIds();
    }
    if (named.scheme() == SandboxScheme.RSA || named.scheme() == SandboxScheme.RSA_PSS) {
      mistaken.addOtherPadding();
    }
    return mistaken.candidates;
  }

  private void addOtherKey(PlatformKey other) {
    if (!other.keyId().equals(named.keyId())) {
      candidates.add(
          new Candidate<>(
              other.scheme().verifying(other.key()),
              new Words(
                  "签名用的是密钥 %s，keyid 却是 %s".formatted(other.keyId(), named.keyId()),
                  "the signature is by the key %s, and keyid says %s"
                      .formatted(other.keyId(), named.keyId()))));
    }
  }

  private void addHashedTexts() {
    String digest = named.scheme() == SandboxScheme.SM2 ? "SM3" : "SHA-256";
    Words change =
        new Words(
            "签的是签名文本的 %s 摘要，应直接对签名文本签名".formatted(digest),
            "the %s digest of the signature base was signed; sign the signature base itself"
                .formatted(digest));
    candidates.add(
        new Candidate<>((message, bytes) -> right.verify(digest(message), bytes), change));
    candidates.add(
        new Candidate<>(
            (message, bytes) ->
                right.verify(HexFormat.of().formatHex(digest(message)).getBytes(UTF_8), bytes),
            change));
  }

  private byte[] digest(byte[] message) {
    return named.scheme().digest().digest(message);
  }

  private void addOtherUserIds() {
    for (String userId : List.of("", named.keyId(), Events.PLATFORM, "ALICE123@YAHOO.COM")) {
      candidates.add(
          new Candidate<>(
              SandboxScheme.verifyingSm2(named.key(), userId),
              new Words(
                  "SM2 用户标识为 %s，应为 16 个 ASCII 字节 1234567812345678".formatted(Words.quoted(userId)),
                  "the SM2 user id is %s; it must be the 16 ASCII bytes 1234567812345678"
                      .formatted(Words.quoted(userId)))));
    }
  }

  private void addOtherPadding() {
    SandboxScheme other =
        named.scheme() == SandboxScheme.RSA ? SandboxScheme.RSA_PSS : SandboxScheme.RSA;
    String registered = named.scheme().algorithm();
    candidates.add(
        new Candidate<>(
            other.verifying(named.key()),
            new Words(
                "签名按 %s 计算，密钥登记的算法是 %s".formatted(other.algorithm(), registered),
                "the signature is made by %s, and the key is registered for %s"
                    .formatted(other.algorithm(), registered))));
  }
}

package io.yiwang.testkit;

import io.yiwang.signing.ContentDigest;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes and checks the {@code Content-Digest} header (RFC 9530). */
final class Digests {
  private static final Pattern MEMBER =
      Pattern.compile("\\s*([a-z0-9-]+)=:([A-Za-z0-9+/]*={0,2}):\\s*");

  private Digests() {}

  static String header(ContentDigest digest, byte[] content) {
    return digest.algorithm()
        + "=:"
        + Base64.getEncoder().encodeToString(digest.digest(content))
        + ":";
  }

  /** Returns whether a header has a digest that is known here, and all such digests are right. */
  static boolean match(String header, byte[] content) {
    int known = 0;
    for (String part : header.split(",")) {
      Matcher member = MEMBER.matcher(part);
      if (!member.matches()) {
        return false;
      }
      byte[] expected;
      switch (member.group(1)) {
        case "sm3" -> expected = Sm3.digest(content);
        case "sha-256" -> expected = ContentDigest.SHA_256.digest(content);
        default -> {
          continue;
        }
      }
      known++;
      if (!MessageDigest.isEqual(expected, bytes(member.group(2)))) {
        return false;
      }
    }
    return known > 0;
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}

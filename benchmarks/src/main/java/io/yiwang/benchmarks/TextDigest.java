package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;

/** Computes a digest of many texts that does not depend on their order. Not thread-safe. */
final class TextDigest {
  private final Set<String> titles = new HashSet<>();
  private BigInteger sum = BigInteger.ZERO;
  private int count;

  void add(String title, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(title.getBytes(UTF_8));
      digest.update((byte) 0);
      sum = sum.add(new BigInteger(1, digest.digest(body.getBytes(UTF_8))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    titles.add(title);
    count++;
  }

  int count() {
    return count;
  }

  /** Returns the number of different titles; each message of a campaign has its own. */
  int distinct() {
    return titles.size();
  }

  String sum() {
    return sum.toString(16);
  }
}

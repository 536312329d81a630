package io.yiwang.identity.sm;

import java.security.SecureRandom;
import java.util.Random;

/**
 * Holds the seed of all tests that compare with other implementations: a new one in each run, or
 * that of {@code -Dsm2.seed}. It is printed, so that a failure can be reproduced.
 */
final class Seed {
  static final long VALUE = Long.getLong("sm2.seed", new SecureRandom().nextLong());

  static {
    System.out.println("to repeat this run: -Dsm2.seed=" + VALUE);
  }

  private Seed() {}

  /** Returns the sequence of the seed from its beginning. */
  static Random random() {
    return new Random(VALUE);
  }
}

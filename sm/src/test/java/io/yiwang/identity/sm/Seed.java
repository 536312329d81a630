package io.yiwang.identity.sm;

import java.security.SecureRandom;
import java.util.Random;

/**
 * The seed of all tests here that compare with other implementations: another one in each run, or
 * that of {@code -Dsm2.seed}. It is printed, so that a failure can be had again.
 */
final class Seed {
  static final long VALUE = Long.getLong("sm2.seed", new SecureRandom().nextLong());

  static {
    System.out.println("to repeat this run: -Dsm2.seed=" + VALUE);
  }

  private Seed() {}

  /** From the beginning of the seed's sequence. */
  static Random random() {
    return new Random(VALUE);
  }
}

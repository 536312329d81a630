package io.yiwang.identity.sm;

/**
 * Says whose SM2 arithmetic signs, verifies and seals with a key. The result is the same.
 *
 * <p>This is about SM2 alone: SM4-GCM is Bouncy Castle's either way, and the SM3 of a body's digest
 * and the public half of a private key, when it is read, are worked out here either way.
 */
public enum Sm2Provider {
  /** Ours, in this package: the default, two times as fast at signing, loading no other library. */
  BUILT_IN,

  /**
   * Bouncy Castle's own {@code SM2Signer} and {@code SM2Engine}, for those whose rules want an
   * implementation that others have reviewed. Choose it for every signer, verifier, sealer and
   * opener of the application, and for its trust anchors.
   */
  BOUNCY_CASTLE
}

package io.yiwang.identity.sm;

/**
 * Selects the implementation of SM2 that signs, verifies and seals. The results are the same.
 *
 * <p>The choice concerns SM2 only. SM4-GCM is always Bouncy Castle's. The SM3 of body digests, and
 * the public half of a private key when it is read, are always computed in this package.
 */
public enum Sm2Provider {
  /**
   * The implementation in this package, which is the default: twice as fast at signing, and loads
   * no other library.
   */
  BUILT_IN,

  /**
   * Bouncy Castle's {@code SM2Signer} and {@code SM2Engine}, for users who must use an
   * implementation that others have reviewed. Choose it for every signer, verifier, sealer and
   * unsealer of the application, and for its trust anchors.
   */
  BOUNCY_CASTLE
}

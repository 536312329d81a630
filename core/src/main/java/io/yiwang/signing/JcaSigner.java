package io.yiwang.signing;

import io.yiwang.internal.shared.Id;
import java.security.GeneralSecurityException;
import javax.security.auth.Destroyable;

/** Implements what the JDK's schemes have in common when they sign. */
abstract sealed class JcaSigner implements Signer, Destroyable
    permits EcdsaP256Signer, Ed25519Signer, RsaPssSigner, RsaSigner {
  private final String keyId;
  private final String algorithm;
  private final JcaEngine engine;

  JcaSigner(String keyId, String algorithm, JcaEngine engine) {
    this.keyId = Id.check(keyId, "key id");
    this.algorithm = algorithm;
    this.engine = engine;
  }

  @Override
  public final String keyId() {
    return keyId;
  }

  @Override
  public final String algorithm() {
    return algorithm;
  }

  @Override
  public final ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public final byte[] sign(byte[] message) throws GeneralSecurityException {
    return engine.sign(message);
  }

  /**
   * Drops the key, so that it can be garbage-collected; {@link #sign} throws {@link
   * IllegalStateException} from then on. The JDK's private keys cannot be zeroed.
   */
  @Override
  public final void destroy() {
    engine.destroy();
  }

  @Override
  public final boolean isDestroyed() {
    return engine.isDestroyed();
  }

  @Override
  public final String toString() {
    return algorithm + " signer " + keyId;
  }
}

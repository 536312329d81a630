package io.yiwang.identity.sm;

import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** What {@link Sm2Sealer} and {@link Sm2Opener} must agree on. */
final class Sm2Sealing {
  static final String ALGORITHM = "sm2-sm4-gcm";
  static final int KEY_BYTES = 16;
  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  /** The encrypted content key: 04, the point C1, the hash C3, and C2 as long as the key. */
  static final int WRAPPED_BYTES = 1 + 64 + 32 + KEY_BYTES;

  private Sm2Sealing() {}

  /** SM2 encryption of a short text, in the order C1 C3 C2. */
  static byte[] wrap(CipherParameters key, byte[] text) throws InvalidCipherTextException {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(true, key);
    return engine.processBlock(text, 0, text.length);
  }

  static byte[] unwrap(CipherParameters key, byte[] wrapped) throws InvalidCipherTextException {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, key);
    return engine.processBlock(wrapped, 0, wrapped.length);
  }

  /** SM4-GCM in either direction; the tag follows the text. */
  static byte[] content(boolean forSealing, byte[] key, byte[] iv, byte[] additional, byte[] in)
      throws InvalidCipherTextException {
    GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
    cipher.init(
        forSealing, new AEADParameters(new KeyParameter(key), TAG_BYTES * 8, iv, additional));
    byte[] out = new byte[cipher.getOutputSize(in.length)];
    int written = cipher.processBytes(in, 0, in.length, out, 0);
    cipher.doFinal(out, written);
    return out;
  }
}

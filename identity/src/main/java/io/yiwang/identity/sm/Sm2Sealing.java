package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bouncycastle.crypto.InvalidCipherTextException;
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

  /** SM4-GCM in either direction; the tag follows the text. */
  static byte[] content(boolean forSealing, byte[] key, byte[] iv, String pointer, byte[] in)
      throws InvalidCipherTextException {
    GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
    cipher.init(
        forSealing,
        new AEADParameters(new KeyParameter(key), TAG_BYTES * 8, iv, pointer.getBytes(UTF_8)));
    byte[] out = new byte[cipher.getOutputSize(in.length)];
    int written = cipher.processBytes(in, 0, in.length, out, 0);
    cipher.doFinal(out, written);
    return out;
  }
}

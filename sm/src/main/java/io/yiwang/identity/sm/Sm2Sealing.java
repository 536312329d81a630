package io.yiwang.identity.sm;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.Pack;

/** Holds what {@link Sm2Sealer} and {@link Sm2Unsealer} share: parameters and algorithms. */
final class Sm2Sealing {
  static final String ALGORITHM = "sm2-sm4-gcm";
  static final int KEY_BYTES = 16;
  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  /**
   * The length of the encrypted content key: 04, the point C1, the hash C3, and C2, which is as
   * long as the key.
   */
  static final int WRAPPED_BYTES = 1 + 64 + 32 + KEY_BYTES;

  private Sm2Sealing() {}

  /**
   * Encrypts a short text with SM2, in the order C1 C3 C2.
   *
   * @param key the multiples of the receiver's public key
   */
  static byte[] wrap(Sm2Multiples key, byte[] text, Supplier<int[]> nonces) {
    while (true) {
      int[] k = nonces.get();
      byte[] c1 = Sm2Multiples.OF_G.multiplySecret(k);
      byte[] shared = key.multiplySecret(k);
      Arrays.fill(k, 0);
      byte[] x = Arrays.copyOfRange(shared, 1, 1 + Sm2Curve.NUMBER_BYTES);
      byte[] y = Arrays.copyOfRange(shared, 1 + Sm2Curve.NUMBER_BYTES, shared.length);
      byte[] c2 = derived(x, y, text.length);
      int anyBit = 0;
      for (int i = 0; i < c2.length; i++) {
        anyBit |= c2[i];
        c2[i] ^= text[i];
      }
      if (anyBit != 0) {
        return Arrays.concatenate(c1, sm3(x, text, y), c2);
      }
    }
  }

  /** Derives key material from a shared point (GB/T 32918.4 section 5.4.3). */
  private static byte[] derived(byte[] x, byte[] y, int length) {
    byte[] material = new byte[length];
    int done = 0;
    for (int counter = 1; done < length; counter++) {
      byte[] block = sm3(x, y, Pack.intToBigEndian(counter));
      int taken = Math.min(block.length, length - done);
      System.arraycopy(block, 0, material, done, taken);
      done += taken;
    }
    return material;
  }

  private static byte[] sm3(byte[]... parts) {
    Sm3 digest = new Sm3();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.end();
  }

  /**
   * Decrypts what {@link #wrap} has encrypted, by the same steps for every key.
   *
   * @throws InvalidKeyException if C1 is not a point on the curve
   * @throws InvalidCipherTextException if C3 is not the hash of the decrypted text
   */
  static byte[] unwrap(int[] key, byte[] wrapped)
      throws InvalidKeyException, InvalidCipherTextException {
    int c3 = Sm2Point.ENCODED_BYTES;
    int c2 = c3 + Sm3.BYTES;
    Sm2Point c1 = Sm2Point.decode(Arrays.copyOf(wrapped, c3));
    byte[] shared = new Sm2Multiples(c1).multiplySecret(key);
    byte[] x = Arrays.copyOfRange(shared, 1, 1 + Sm2Curve.NUMBER_BYTES);
    byte[] y = Arrays.copyOfRange(shared, 1 + Sm2Curve.NUMBER_BYTES, shared.length);
    byte[] text = derived(x, y, wrapped.length - c2);
    int anyBit = 0;
    for (int i = 0; i < text.length; i++) {
      anyBit |= text[i];
      text[i] ^= wrapped[c2 + i];
    }
    if (anyBit == 0
        || !MessageDigest.isEqual(sm3(x, text, y), Arrays.copyOfRange(wrapped, c3, c2))) {
      Arrays.fill(text, (byte) 0);
      throw new InvalidCipherTextException("the hash C3 does not match");
    }
    return text;
  }

  /** Encrypts or decrypts with SM4-GCM; the tag follows the ciphertext. */
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

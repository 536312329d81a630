package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Unsealer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Seals and opens fields for one key (IGS/1 section 2.6). */
final class SealingKey implements Sealer, Unsealer {
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int REMEMBERED = 16;
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  private final SecureRandom random = new SecureRandom();
  private final Map<String, byte[]> unwrapped =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final String keyId;
  private final SandboxScheme scheme;
  private final KeyPair pair;

  SealingKey(String keyId, SandboxScheme scheme, KeyPair pair) {
    this.keyId = keyId;
    this.scheme = scheme;
    this.pair = pair;
  }

  @Override
  public String keyId() {
    return keyId;
  }

  KeyPair pair() {
    return pair;
  }

  private boolean sm() {
    return scheme == SandboxScheme.SM2;
  }

  @Override
  public Sealed seal(String text, String pointer) throws GeneralSecurityException {
    byte[] contentKey = new byte[sm() ? 16 : 32];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(contentKey);
    random.nextBytes(iv);
    byte[] sealed = gcm(Cipher.ENCRYPT_MODE, contentKey, iv, pointer).doFinal(text.getBytes(UTF_8));
    int length = sealed.length - TAG_BYTES;
    String ek = base64(sm() ? sm2(true, contentKey) : rsa(Cipher.ENCRYPT_MODE, contentKey));
    // Unwrapping what this key has wrapped itself would be the slowest part of many tests.
    remember(ek, contentKey);
    return new Sealed(
        keyId,
        scheme.sealAlgorithm(),
        ek,
        base64(iv),
        base64(Arrays.copyOf(sealed, length)),
        base64(Arrays.copyOfRange(sealed, length, sealed.length)));
  }

  @Override
  public String open(Sealed sealed, String pointer) throws GeneralSecurityException {
    if (!sealed.kid().equals(keyId) || !sealed.alg().equals(scheme.sealAlgorithm())) {
      throw new GeneralSecurityException("sealed for another key");
    }
    try {
      byte[] contentKey = contentKey(sealed.ek());
      if (contentKey.length != (sm() ? 16 : 32)
          || bytes(sealed.iv()).length != IV_BYTES
          || bytes(sealed.tag()).length != TAG_BYTES) {
        throw new GeneralSecurityException("key, iv or tag has the wrong length");
      }
      Cipher cipher = gcm(Cipher.DECRYPT_MODE, contentKey, bytes(sealed.iv()), pointer);
      // In one piece, since an update of the cipher may already return a part of the text.
      byte[] ct = bytes(sealed.ct());
      byte[] whole = Arrays.copyOf(ct, ct.length + TAG_BYTES);
      System.arraycopy(bytes(sealed.tag()), 0, whole, ct.length, TAG_BYTES);
      return new String(cipher.doFinal(whole), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not base64, or not a point of the curve");
    }
  }

  /** Unwraps a content key; the last few are cached, since members of a body may share one. */
  private byte[] contentKey(String ek) throws GeneralSecurityException {
    synchronized (unwrapped) {
      byte[] known = unwrapped.get(ek);
      if (known != null) {
        return known;
      }
    }
    byte[] wrapped = bytes(ek);
    byte[] contentKey = sm() ? sm2(false, wrapped) : rsa(Cipher.DECRYPT_MODE, wrapped);
    remember(ek, contentKey);
    return contentKey;
  }

  private void remember(String ek, byte[] contentKey) {
    synchronized (unwrapped) {
      unwrapped.put(ek, contentKey);
    }
  }

  private Cipher gcm(int mode, byte[] contentKey, byte[] iv, String pointer)
      throws GeneralSecurityException {
    String name = sm() ? "SM4" : "AES";
    Cipher cipher = Cipher.getInstance(name + "/GCM/NoPadding", Bc.PROVIDER);
    cipher.init(mode, new SecretKeySpec(contentKey, name), new GCMParameterSpec(8 * TAG_BYTES, iv));
    cipher.updateAAD(pointer.getBytes(UTF_8));
    return cipher;
  }

  private byte[] rsa(int mode, byte[] input) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", Bc.PROVIDER);
    Key key = mode == Cipher.ENCRYPT_MODE ? pair.getPublic() : ((Pkcs8) pair.getPrivate()).key();
    cipher.init(mode, key, OAEP);
    return cipher.doFinal(input);
  }

  private byte[] sm2(boolean encrypt, byte[] input) throws GeneralSecurityException {
    // The engine reads and writes C1C3C2 with a leading 04.
    SM2Engine engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
    try {
      CipherParameters key =
          encrypt
              ? new ParametersWithRandom(
                  PublicKeyFactory.createKey(pair.getPublic().getEncoded()), random)
              : PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
      engine.init(encrypt, key);
      return engine.processBlock(input, 0, input.length);
    } catch (IOException | InvalidCipherTextException e) {
      throw new GeneralSecurityException("the SM2 engine failed", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public String toString() {
    return "SealingKey[" + keyId + "]";
  }
}

package io.yiwang.systemtests.fuzz;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs by HMAC, which is a hundred times as fast as a curve and lets the fuzzer read
 * more inputs. Its secret is always the same, so that signatures in kept inputs stay valid.
 */
public final class MacKey implements Verifier {
  private static final byte[] SECRET = new byte[32];

  /** Returns the signature in base64, as it is between the colons of a header. */
  public static String sign(byte[] base) {
    return Base64.getEncoder().encodeToString(mac(base));
  }

  private static byte[] mac(byte[] base) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      return mac.doFinal(base);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String keyId() {
    return "gw-1";
  }

  @Override
  public String algorithm() {
    return "ed25519";
  }

  @Override
  public ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public void verify(byte[] message, byte[] signature) throws SignatureException {
    if (!MessageDigest.isEqual(mac(message), signature)) {
      throw new SignatureException("not this key's");
    }
  }
}

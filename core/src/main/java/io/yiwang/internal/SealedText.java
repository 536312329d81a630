package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.PayloadCipher;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Writes personal data that outlives the process as one line: a version, the id of the key, and the
 * encrypted data, bound to its kind.
 */
public final class SealedText {
  private static final String FORM = "1";

  private final String what;

  /**
   * Creates the format of one kind of data.
   *
   * @param what the kind, such as {@code citizen session}; a text of another kind cannot be
   *     decrypted
   */
  public SealedText(String what) {
    this.what = what;
  }

  /** Encrypts data. */
  public String seal(byte[] plain, PayloadCipher cipher) throws GeneralSecurityException {
    String keyId = cipher.keyId();
    byte[] encrypted = cipher.encrypt(plain, associated(keyId));
    return String.join(" ", FORM, base64(keyId.getBytes(UTF_8)), base64(encrypted));
  }

  /**
   * Decrypts a text that {@link #seal} returned.
   *
   * @throws IllegalArgumentException if the text does not have this format
   * @throws GeneralSecurityException if the cipher does not know the key, or the text was changed
   */
  public byte[] open(String text, PayloadCipher cipher) throws GeneralSecurityException {
    String[] parts = text.split(" ", 4);
    if (parts.length != 3 || !parts[0].equals(FORM)) {
      throw notThat();
    }
    String keyId;
    byte[] encrypted;
    try {
      keyId = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
      encrypted = Base64.getUrlDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes the text.
      throw notThat();
    }
    return cipher.decrypt(keyId, encrypted, associated(keyId));
  }

  /** Returns the exception for a text of another format. */
  public IllegalArgumentException notThat() {
    return new IllegalArgumentException("this is not a " + what + " as text(...) writes it");
  }

  private byte[] associated(String keyId) {
    return ("yiwang " + what + " " + FORM + " " + keyId).getBytes(UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

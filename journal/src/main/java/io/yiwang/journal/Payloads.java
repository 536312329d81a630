package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.signing.PayloadCipher;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Serializes the payloads of one kind of intent, and encrypts the sensitive ones. */
final class Payloads<B, P> {
  /** Holds a sensitive payload as it is stored. */
  static final class Sealed {
    private final byte[] bytes;
    private final String keyId;

    Sealed(byte[] bytes, String keyId) {
      this.bytes = bytes;
      this.keyId = keyId;
    }

    byte[] bytes() {
      return bytes;
    }

    String keyId() {
      return keyId;
    }
  }

  private final String account;
  private final String kind;
  private final Class<B> payload;
  private final Class<P> sensitivePayload;
  private final @Nullable PayloadCipher cipher;

  Payloads(
      String account,
      String kind,
      Class<B> payload,
      Class<P> sensitivePayload,
      @Nullable PayloadCipher cipher) {
    this.account = account;
    this.kind = kind;
    this.payload = payload;
    this.sensitivePayload = sensitivePayload;
    this.cipher = cipher;
  }

  /**
   * Returns a payload as JSON.
   *
   * @throws IllegalArgumentException if it has a confidential member
   */
  String toJson(B value) {
    try {
      return new String(StoredJson.CLEAR.write(value), UTF_8);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException("the payload of " + kind + ": " + e.getMessage());
    }
  }

  B fromJson(String id, String json) {
    try {
      return StoredJson.CLEAR.read(json.getBytes(UTF_8), payload);
    } catch (UnstorableException e) {
      throw new JournalException(
          "the payload of " + kind + " " + id + " cannot be read" + e.getMessage());
    }
  }

  @Nullable Sealed seal(String id, @Nullable P value) {
    if (value == null) {
      return null;
    }
    if (cipher == null) {
      throw new IllegalArgumentException(
          kind
              + " has personal data, and this journal has no key to encrypt it with; open it with"
              + " Journal.at(file, cipher) or Journal.on(database, cipher)");
    }
    try {
      String keyId = cipher.keyId();
      byte[] json = StoredJson.SENSITIVE.write(value);
      return new Sealed(cipher.encrypt(json, associated(id, keyId)), keyId);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException(
          "the sensitive payload of " + kind + ": " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new JournalException("the sensitive payload of " + kind + " could not be encrypted");
    }
  }

  @Nullable P open(String id, byte @Nullable [] bytes, @Nullable String keyId) {
    if (bytes == null || keyId == null) {
      return null;
    }
    if (cipher == null) {
      throw new JournalException(
          kind + " has personal data under key " + keyId + "; open the journal with its cipher");
    }
    try {
      byte[] json = decrypt(cipher, id, bytes, keyId);
      return StoredJson.SENSITIVE.read(json, sensitivePayload);
    } catch (GeneralSecurityException | UnstorableException e) {
      throw new JournalException(
          "the sensitive payload of "
              + kind
              + " "
              + id
              + " cannot be opened with key "
              + keyId
              + "; give its key, or it was changed");
    }
  }

  private byte[] decrypt(PayloadCipher with, String id, byte[] bytes, String keyId)
      throws GeneralSecurityException {
    try {
      return with.decrypt(keyId, bytes, associated(id, keyId));
    } catch (GeneralSecurityException e) {
      // It may have been sealed before there were accounts.
      return with.decrypt(keyId, bytes, (kind + '\n' + id + '\n' + keyId).getBytes(UTF_8));
    }
  }

  private byte[] associated(String id, String keyId) {
    return (account + '\n' + kind + '\n' + id + '\n' + keyId).getBytes(UTF_8);
  }
}

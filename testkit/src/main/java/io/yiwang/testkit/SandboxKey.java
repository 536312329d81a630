package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A signing key of either side.
 *
 * @param notBefore the first instant at which the key is valid
 * @param notAfter the last instant at which the key is valid
 */
record SandboxKey(
    String keyId,
    SandboxScheme scheme,
    KeyPair pair,
    Signer signer,
    Instant notBefore,
    Instant notAfter) {
  SandboxKey(
      String keyId, SandboxScheme scheme, KeyPair pair, Instant notBefore, Instant notAfter) {
    this(keyId, scheme, pair, signer(keyId, scheme, pair), notBefore, notAfter);
  }

  boolean activeAt(Instant at) {
    return !at.isBefore(notBefore) && !at.isAfter(notAfter);
  }

  /** Returns the same key, ending earlier. */
  SandboxKey until(Instant end) {
    return new SandboxKey(keyId, scheme, pair, signer, notBefore, end);
  }

  private static Signer signer(String keyId, SandboxScheme scheme, KeyPair pair) {
    SandboxScheme.Signing signing = scheme.signing(pair.getPrivate());
    return new Signer() {
      @Override
      public String keyId() {
        return keyId;
      }

      @Override
      public String algorithm() {
        return scheme.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return scheme.digest();
      }

      @Override
      public byte[] sign(byte[] message) throws GeneralSecurityException {
        return signing.sign(message);
      }
    };
  }

  /**
   * Signs a text.
   *
   * @throws IllegalStateException if the signer fails, which a key in memory does not
   */
  static byte[] sign(Signer signer, String text) {
    try {
      return signer.sign(text.getBytes(UTF_8));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot sign with a key in memory", e);
    }
  }

  Verifier verifier() {
    return verifier(keyId, scheme, pair.getPublic());
  }

  static Verifier verifier(String keyId, SandboxScheme scheme, PublicKey key) {
    SandboxScheme.Verifying verifying = scheme.verifying(key);
    return new Verifier() {
      @Override
      public String keyId() {
        return keyId;
      }

      @Override
      public String algorithm() {
        return scheme.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return scheme.digest();
      }

      @Override
      public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
        verifying.verify(message, signature);
      }
    };
  }

  @Override
  public String toString() {
    return "SandboxKey[" + keyId + ", " + scheme + "]";
  }
}

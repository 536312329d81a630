package io.yiwang.testkit;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A signing key of either side.
 *
 * @param notBefore and {@code notAfter}: when it is in force
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

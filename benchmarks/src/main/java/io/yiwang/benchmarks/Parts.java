package io.yiwang.benchmarks;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * Repeats only the signing and the verification of a call, with the messages that were recorded in
 * a call with {@link #recordingSigner} and {@link #recordingVerifier}.
 */
final class Parts {
  private final Signer signer;
  private final Verifier verifier;
  private byte[] request = {};
  private byte[] answer = {};
  private byte[] signature = {};

  Parts(Signer signer, Verifier verifier) {
    this.signer = signer;
    this.verifier = verifier;
  }

  Signer recordingSigner() {
    return new Signer() {
      @Override
      public String keyId() {
        return signer.keyId();
      }

      @Override
      public String algorithm() {
        return signer.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return signer.digest();
      }

      @Override
      public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
        request = message.clone();
        return signer.sign(message);
      }
    };
  }

  Verifier recordingVerifier() {
    return new Verifier() {
      @Override
      public String keyId() {
        return verifier.keyId();
      }

      @Override
      public String algorithm() {
        return verifier.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return verifier.digest();
      }

      @Override
      public void verify(byte[] message, byte[] given) throws GeneralSecurityException {
        answer = message.clone();
        signature = given.clone();
        verifier.verify(message, given);
      }
    };
  }

  /**
   * Signs a message that always changes, since a byte of each signature goes into the next message.
   */
  void sign() throws GeneralSecurityException, IOException {
    request[0] = signer.sign(request)[0];
  }

  /** Verifies the answer's signature. */
  void verify() throws GeneralSecurityException {
    verifier.verify(answer, signature);
  }
}

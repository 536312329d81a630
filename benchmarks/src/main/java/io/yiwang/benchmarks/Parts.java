package io.yiwang.benchmarks;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * The signature made in a call and the one verified in it, alone: over the very messages, taken
 * down from a call made with {@link #watchedSigner} and {@link #watchedVerifier}.
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

  Signer watchedSigner() {
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

  Verifier watchedVerifier() {
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

  /** Signs a message that is never the same: a byte of each signature goes into the next. */
  void sign() throws GeneralSecurityException, IOException {
    request[0] = signer.sign(request)[0];
  }

  /** Throws if the answer's signature were not good. */
  void verify() throws GeneralSecurityException {
    verifier.verify(answer, signature);
  }
}

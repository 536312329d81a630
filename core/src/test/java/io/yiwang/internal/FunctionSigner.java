package io.yiwang.internal;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** Signs by a function, which can be slow or fail like a token or a remote service. */
record FunctionSigner(Sign sign) implements Signer {
  interface Sign {
    byte[] sign(byte[] message) throws GeneralSecurityException, IOException;
  }

  @Override
  public String keyId() {
    return "wallet-2026";
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
  public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
    return sign.sign(message);
  }
}

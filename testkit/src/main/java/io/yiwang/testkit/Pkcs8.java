package io.yiwang.testkit;

import java.security.PrivateKey;

/** A private key of Bouncy Castle that keeps the encoding it was read from. */
@SuppressWarnings({"serial", "ArrayRecordComponent"}) // Never compared, never serialised.
record Pkcs8(PrivateKey key, byte[] encoded) implements PrivateKey {
  @Override
  public String getAlgorithm() {
    return key.getAlgorithm();
  }

  @Override
  public String getFormat() {
    return "PKCS#8";
  }

  @Override
  public byte[] getEncoded() {
    return encoded.clone();
  }

  @Override
  public String toString() {
    return "Pkcs8[" + key.getAlgorithm() + "]";
  }
}

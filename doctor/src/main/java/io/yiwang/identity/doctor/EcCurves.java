package io.yiwang.identity.doctor;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Holds the two curves that the interface allows for keys. */
final class EcCurves {
  static final X9ECParameters SM2 = CustomNamedCurves.getByName("sm2p256v1");
  static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");

  private EcCurves() {}
}

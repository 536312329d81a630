package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;

/**
 * Implements {@link Sm2Provider#BOUNCY_CASTLE}. It creates an engine for each message, since
 * engines are not thread-safe.
 */
final class BouncyCastleSm2 {
  private BouncyCastleSm2() {}

  /** Returns a key of Bouncy Castle, whose number is a BigInteger and cannot be wiped. */
  private static ECPrivateKeyParameters key(SecretNumber d) {
    int[] number = d.value();
    byte[] bytes = new byte[Sm2Curve.NUMBER_BYTES];
    Sm2Scalar.write(number, bytes, 0);
    try {
      return new ECPrivateKeyParameters(new BigInteger(1, bytes), LibraryCurve.DOMAIN);
    } finally {
      Arrays.fill(number, 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ECPublicKeyParameters key(Sm2PublicKey key) {
    return new ECPublicKeyParameters(
        LibraryCurve.DOMAIN.getCurve().decodePoint(key.point().encoded()), LibraryCurve.DOMAIN);
  }

  static byte[] sign(SecretNumber d, byte[] userId, byte[] message) {
    SM2Signer engine = new SM2Signer(PlainDSAEncoding.INSTANCE);
    engine.init(true, new ParametersWithID(key(d), userId));
    engine.update(message, 0, message.length);
    try {
      return engine.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("Bouncy Castle could not sign", e);
    }
  }

  static boolean verify(Sm2PublicKey key, byte[] userId, byte[] message, byte[] signature) {
    SM2Signer engine = new SM2Signer(PlainDSAEncoding.INSTANCE);
    engine.init(false, new ParametersWithID(key(key), userId));
    engine.update(message, 0, message.length);
    return engine.verifySignature(signature);
  }

  static byte[] wrap(Sm2PublicKey key, byte[] text) {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(true, new ParametersWithRandom(key(key)));
    try {
      return engine.processBlock(text, 0, text.length);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("Bouncy Castle could not seal", e);
    }
  }

  static byte[] unwrap(SecretNumber d, byte[] wrapped) throws InvalidCipherTextException {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, key(d));
    return engine.processBlock(wrapped, 0, wrapped.length);
  }
}

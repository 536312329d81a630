package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tencent.kona.crypto.KonaCryptoProvider;
import com.tencent.kona.crypto.spec.SM2PublicKeySpec;
import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Random;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.test.FixedSecureRandom;
import org.junit.jupiter.api.Test;

/**
 * Compares SM2 with Bouncy Castle and Tencent Kona, with the same key, nonce and message, over
 * numbers of all shapes. {@code -Dsm2.rounds} sets the number of rounds, {@code -Dsm2.seed} repeats
 * a run.
 */
class Sm2DifferentialTest {
  private static final Provider KONA = new KonaCryptoProvider();
  private static final BigInteger N = Sm2Curve.N;
  private static final int ROUNDS = Integer.getInteger("sm2.rounds", 400);

  /** Returns a number from 1 to n-2: random, with structured limbs, or near a bound. */
  private static BigInteger number(Random random) {
    BigInteger any =
        switch (random.nextInt(5)) {
          case 0 -> Numbers.structured(random, 32, 8);
          case 1 -> Numbers.structured(random, 52, 5);
          case 2 -> BigInteger.valueOf(random.nextInt(200));
          case 3 -> N.subtract(BigInteger.valueOf(2 + random.nextInt(200)));
          default -> new BigInteger(256, random);
        };
    return any.mod(N.subtract(BigInteger.TWO)).add(BigInteger.ONE);
  }

  private static byte[] bouncyCastles(BigInteger d, BigInteger k, byte[] message)
      throws GeneralSecurityException {
    byte[] nonce = new byte[32];
    Sm2Curve.write(k, nonce, 0);
    SecureRandom once = new FixedSecureRandom(nonce);
    SM2Signer engine = new SM2Signer(PlainDSAEncoding.INSTANCE);
    engine.init(
        true, new ParametersWithRandom(new ECPrivateKeyParameters(d, LibraryCurve.DOMAIN), once));
    engine.update(message, 0, message.length);
    try {
      return engine.generateSignature();
    } catch (CryptoException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static boolean konaVerifies(Sm2PublicKey key, byte[] message, byte[] signature)
      throws Exception {
    ECPublicKey theirs =
        (ECPublicKey)
            KeyFactory.getInstance("SM2", KONA)
                .generatePublic(new SM2PublicKeySpec(key.point().encoded()));
    Signature engine = Signature.getInstance("SM2", KONA);
    engine.setParameter(new SM2SignatureParameterSpec(Sm2Scheme.DEFAULT_USER_ID, theirs));
    engine.initVerify(theirs);
    engine.update(message);
    BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(N, signature);
    try {
      return engine.verify(StandardDSAEncoding.INSTANCE.encode(N, rs[0], rs[1]));
    } catch (SignatureException e) {
      return false;
    }
  }

  private static boolean verifies(Sm2Verifier verifier, byte[] message, byte[] signature) {
    try {
      verifier.verify(message, signature);
      return true;
    } catch (SignatureException e) {
      return false;
    }
  }

  @Test
  void sign_sameKeyNonceAndMessage_equalsBouncyCastlesAndVerifiesEverywhere() throws Exception {
    Random random = Seed.random();
    for (int round = 0; round < ROUNDS; round++) {
      BigInteger d = number(random);
      BigInteger k = number(random);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      Sm2PrivateKey key = Sm2PrivateKey.of(d);
      String which = "round " + round + " of sm2.seed " + Seed.VALUE;

      byte[] ours = new Sm2Signer(Sm2Signer.builder("k", key), () -> Sm2Scalar.of(k)).sign(message);

      assertArrayEquals(bouncyCastles(d, k, message), ours, which);
      assertEquals(true, konaVerifies(key.publicKey(), message, ours), which);
      Sm2Verifier builtIn = new Sm2Verifier("k", key.publicKey());
      Sm2Verifier library = new Sm2Verifier("k", key.publicKey(), Sm2Provider.BOUNCY_CASTLE);
      assertEquals(true, verifies(builtIn, message, ours), which);
      assertEquals(true, verifies(library, message, ours), which);
      byte[] changed = ours.clone();
      changed[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      assertEquals(false, verifies(builtIn, message, changed), which);
      assertEquals(false, verifies(library, message, changed), which);
    }
  }

  /**
   * Checks signatures of numbers of all shapes, which must be refused or accepted by their numbers
   * only.
   */
  @Test
  void verify_numbersOfAllShapes_decidesAsBouncyCastle() throws Exception {
    Random random = Seed.random();
    byte[] message = {1, 2, 3};
    for (int round = 0; round < ROUNDS; round++) {
      Sm2PublicKey key = Sm2PrivateKey.of(number(random)).publicKey();
      byte[] signature =
          Numbers.signature(Numbers.structured(random, 32, 8), Numbers.structured(random, 32, 8));
      assertEquals(
          BouncyCastleSm2.verify(key, Sm2Scheme.DEFAULT_USER_ID, message, signature),
          verifies(new Sm2Verifier("k", key), message, signature),
          () -> "sm2.seed " + Seed.VALUE);
    }
  }

  @Test
  void wrap_byEither_isUnwrappedByTheOther() throws Exception {
    Random random = Seed.random();
    for (int round = 0; round < ROUNDS / 4; round++) {
      Sm2PrivateKey key = Sm2PrivateKey.of(number(random));
      BigInteger k = number(random);
      byte[] text = new byte[8 + random.nextInt(80)];
      random.nextBytes(text);
      byte[] ours =
          Sm2Sealing.wrap(new Sm2Multiples(key.publicKey().point()), text, () -> Sm2Scalar.of(k));
      byte[] theirs = BouncyCastleSm2.wrap(key.publicKey(), text);
      String which = "round " + round + " of sm2.seed " + Seed.VALUE;

      assertArrayEquals(text, BouncyCastleSm2.unwrap(new SecretNumber(key.d()), ours), which);
      assertArrayEquals(text, Sm2Sealing.unwrap(key.d(), theirs), which);
    }
  }
}

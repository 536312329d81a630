package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.StandardVectors.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.Security;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sm2SignatureTest {
  private static final Sm2PrivateKey KEY = StandardVectors.key();
  private static final Sm2Verifier VERIFIER = new Sm2Verifier("key-1", KEY.publicKey());

  private static Sm2Signer signerWith(BigInteger... nonces) {
    Iterator<BigInteger> next = List.of(nonces).iterator();
    return new Sm2Signer(Sm2Signer.builder("key-1", KEY), () -> Sm2Scalar.of(next.next()));
  }

  @Test
  void sign_standardExample_isAsPublished() {
    byte[] signature = signerWith(StandardVectors.K).sign(StandardVectors.MESSAGE);

    assertEquals(StandardVectors.SIGNATURE, HexFormat.of().withUpperCase().formatHex(signature));
    assertDoesNotThrow(() -> VERIFIER.verify(StandardVectors.MESSAGE, signature));
  }

  /** Checks a user id whose length in bits takes two bytes (GB/T 32918.2 section 5.5). */
  @ParameterizedTest
  @ValueSource(ints = {32, 8191})
  void z_ofALongUserId_isBouncyCastles(int length) throws Exception {
    byte[] userId = new byte[length];
    Arrays.fill(userId, (byte) 'u');
    SM2Signer peer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    peer.init(
        true,
        new ParametersWithID(
            new ECPrivateKeyParameters(Numbers.of(KEY.d()), LibraryCurve.DOMAIN), userId));
    peer.update(StandardVectors.MESSAGE, 0, StandardVectors.MESSAGE.length);
    byte[] signature = peer.generateSignature();

    new Sm2Verifier("k", KEY.publicKey(), userId).verify(StandardVectors.MESSAGE, signature);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Sm2Verifier("k", KEY.publicKey(), new byte[8192]));
  }

  @ParameterizedTest
  @CsvSource({
    "100,"
        + " 0047dae04faa668785b31260bd324ee48eb04715f46e9276038e7a8462834a30,"
        + " 4b30626af1c2abdffa53d8830e08fe3d4723534df41bc8d096e6682492fff740",
    "15a,"
        + " f17bb1be34f7ce41c02e14bc001d9b545be4ac6bbce6ddfd8582c3c11587a2c1,"
        + " 00add4ff5230eeeade50badc0b1c89c4ff8ce5c83e95999af822371d28648c5d"
  })
  void sign_numberWithLeadingZero_isPaddedTo32Bytes(String k, String r, String s) {
    byte[] message = "leading-zero".getBytes(US_ASCII);

    byte[] signature = signerWith(new BigInteger(k, 16)).sign(message);

    assertEquals(r + s, HexFormat.of().formatHex(signature));
    assertDoesNotThrow(() -> VERIFIER.verify(message, signature));
  }

  @ParameterizedTest
  @CsvSource({
    "1234567812345678, b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3",
    "'', f2a1724ed3d6767e22fcd19bfb33cd8af34f59ad7fdc8747cce6acacd414f1f9",
    "ALICE123@YAHOO.COM, 26db4bc1839bd22e97e1dab667ec5e0a730d5e16521398b4435c576a93afd7ed",
    "TLSv1.3+GM+Cipher+Suite, 97501e91c600a4caa7b1f2416183ecae91f75c616e21fc506efcb5a168d190e0"
  })
  void z_ofUserId_isAsPublished(String userId, String z) {
    assertEquals(
        z, HexFormat.of().formatHex(Sm2Scheme.z(KEY.publicKey(), userId.getBytes(US_ASCII))));
  }

  @Test
  void digest_standardExample_isAsPublished() {
    assertEquals(
        new BigInteger("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640", 16),
        Numbers.of(
            new Sm2Scheme(KEY.publicKey(), Sm2Scheme.DEFAULT_USER_ID)
                .digest(StandardVectors.MESSAGE)));
  }

  @Test
  void sign_evenAndExtremeNonces_verify() throws Exception {
    for (BigInteger k :
        List.of(
            BigInteger.ONE,
            BigInteger.TWO,
            Sm2Curve.N.subtract(BigInteger.ONE),
            Sm2Curve.N.subtract(BigInteger.TWO),
            BigInteger.ONE.shiftLeft(255))) {
      byte[] signature = signerWith(k).sign(StandardVectors.MESSAGE);
      assertTrue(bouncyCastleVerifies(KEY, StandardVectors.MESSAGE, signature));
      VERIFIER.verify(StandardVectors.MESSAGE, signature);
    }
  }

  @Test
  void sign_andVerify_agreeWithAnotherImplementation() throws Exception {
    for (int i = 0; i < 20; i++) {
      Sm2PrivateKey key = SmKeys.generate();
      byte[] message = new byte[i * 17];
      SM2Signer other = new SM2Signer(PlainDSAEncoding.INSTANCE);
      other.init(true, new ECPrivateKeyParameters(Numbers.of(key.d()), LibraryCurve.DOMAIN));
      other.update(message, 0, message.length);

      new Sm2Verifier("k", key.publicKey()).verify(message, other.generateSignature());
      byte[] ours = new Sm2Signer("k", key).sign(message);

      assertTrue(bouncyCastleVerifies(key, message, ours));
    }
  }

  private static boolean bouncyCastleVerifies(Sm2PrivateKey key, byte[] message, byte[] signature) {
    SM2Signer other = new SM2Signer(PlainDSAEncoding.INSTANCE);
    other.init(
        false,
        new ECPublicKeyParameters(
            LibraryCurve.DOMAIN.getCurve().decodePoint(key.publicKey().point().encoded()),
            LibraryCurve.DOMAIN));
    other.update(message, 0, message.length);
    return other.verifySignature(signature);
  }

  @Test
  void verify_anyBitOfSignatureChanged_isRefused() {
    byte[] good = hex(StandardVectors.SIGNATURE);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] changed = good.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(
          SignatureException.class, () -> VERIFIER.verify(StandardVectors.MESSAGE, changed));
    }
  }

  @Test
  void verify_anyBitOfMessageChanged_isRefused() {
    byte[] signature = hex(StandardVectors.SIGNATURE);
    for (int bit = 0; bit < StandardVectors.MESSAGE.length * 8; bit++) {
      byte[] changed = StandardVectors.MESSAGE.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(SignatureException.class, () -> VERIFIER.verify(changed, signature));
    }
  }

  @Test
  void verify_otherKeyOrUserId_isRefused() {
    byte[] signature = hex(StandardVectors.SIGNATURE);
    Sm2Verifier otherKey = new Sm2Verifier("key-1", SmKeys.generate().publicKey());
    Sm2Verifier otherId = new Sm2Verifier("key-1", KEY.publicKey(), new byte[0]);

    assertThrows(
        SignatureException.class, () -> otherKey.verify(StandardVectors.MESSAGE, signature));
    assertThrows(
        SignatureException.class, () -> otherId.verify(StandardVectors.MESSAGE, signature));
  }

  @Test
  void verify_otherUserIdOnBothSides_passes() {
    byte[] userId = "ALICE123@YAHOO.COM".getBytes(US_ASCII);
    byte[] signature = new Sm2Signer("k", KEY, userId).sign(StandardVectors.MESSAGE);

    assertDoesNotThrow(
        () ->
            new Sm2Verifier("k", KEY.publicKey(), userId)
                .verify(StandardVectors.MESSAGE, signature));
  }

  @ParameterizedTest
  @CsvSource({"0", "63", "65", "70", "72", "128"})
  void verify_wrongLength_isRefusedByLength(int length) {
    var e =
        assertThrows(
            SignatureException.class,
            () -> VERIFIER.verify(StandardVectors.MESSAGE, new byte[length]));

    assertEquals("an sm2-sm3 signature must be 64 bytes, got " + length, e.getMessage());
  }

  @Test
  void verify_numbersOutOfRange_isRefused() {
    BigInteger n = Sm2Curve.N;
    BigInteger one = BigInteger.ONE;
    for (List<BigInteger> rs :
        List.of(
            List.of(BigInteger.ZERO, one),
            List.of(one, BigInteger.ZERO),
            List.of(n, one),
            List.of(one, n),
            List.of(one.shiftLeft(256).subtract(one), one))) {
      byte[] signature = Numbers.signature(rs.get(0), rs.get(1));
      var e =
          assertThrows(
              SignatureException.class, () -> VERIFIER.verify(StandardVectors.MESSAGE, signature));
      assertEquals("r and s of an sm2-sm3 signature must be from 1 to n-1", e.getMessage());
    }
  }

  @Test
  void verify_sumZeroModuloN_isRefused() {
    byte[] signature = Numbers.signature(BigInteger.ONE, Sm2Curve.N.subtract(BigInteger.ONE));

    var e =
        assertThrows(
            SignatureException.class, () -> VERIFIER.verify(StandardVectors.MESSAGE, signature));

    assertEquals("r + s of an sm2-sm3 signature must not be 0 modulo n", e.getMessage());
  }

  /**
   * Checks two halves that cancel out or are the same point, without a table and, from the fiftieth
   * use on, with one.
   */
  @Test
  void verify_halvesThatCancelOrAreEqual_isRefusedAtEveryUse() {
    BigInteger n = Sm2Curve.N;
    Sm2Verifier verifier = new Sm2Verifier("k", KEY.publicKey());
    for (int i = 1; i <= 120; i++) {
      BigInteger t = BigInteger.valueOf(i);
      BigInteger half = t.multiply(Numbers.of(KEY.d())).mod(n);
      for (BigInteger s : List.of(n.subtract(half), half)) {
        byte[] signature = Numbers.signature(t.subtract(s).mod(n), s);
        assertThrows(
            SignatureException.class, () -> verifier.verify(StandardVectors.MESSAGE, signature));
      }
    }
  }

  @Test
  void verify_withATable_agreesWithoutATable() throws Exception {
    Sm2Verifier verifier = new Sm2Verifier("k", KEY.publicKey());
    Sm2Signer signer = new Sm2Signer("k", KEY);
    for (int i = 0; i < 120; i++) {
      byte[] message = new byte[] {(byte) i};
      byte[] signature = signer.sign(message);
      verifier.verify(message, signature);
      signature[i % 64] ^= 1;
      assertThrows(SignatureException.class, () -> verifier.verify(message, signature));
    }
  }

  @Test
  void sign_byManyThreads_everySignatureVerifies() throws Exception {
    Sm2Signer signer = new Sm2Signer("key-1", KEY);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<byte[]>> signatures = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        byte[] message = ("message " + i).getBytes(UTF_8);
        signatures.add(
            threads.submit(
                () -> {
                  byte[] signature = signer.sign(message);
                  VERIFIER.verify(message, signature);
                  return signature;
                }));
      }
      for (int i = 0; i < signatures.size(); i++) {
        byte[] message = ("message " + i).getBytes(UTF_8);
        assertTrue(bouncyCastleVerifies(KEY, message, signatures.get(i).get()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void sign_twice_drawsAnotherNonce() {
    Sm2Signer signer = new Sm2Signer("key-1", KEY);

    byte[] first = signer.sign(StandardVectors.MESSAGE);
    byte[] second = signer.sign(StandardVectors.MESSAGE);

    assertFalse(Arrays.equals(first, second));
  }

  @Test
  void names_areThoseOfIgs() {
    Sm2Signer signer = new Sm2Signer("wallet-2026", KEY);

    assertEquals("wallet-2026", signer.keyId());
    assertEquals("sm2-sm3", signer.algorithm());
    assertEquals("sm3", signer.digest().algorithm());
    assertEquals("key-1", VERIFIER.keyId());
    assertEquals("sm2-sm3", VERIFIER.algorithm());
    assertEquals("sm3", VERIFIER.digest().algorithm());
    assertEquals("sm2-sm3 signer wallet-2026", signer.toString());
    assertEquals("sm2-sm3 verifier key-1", VERIFIER.toString());
  }

  @Test
  void sign_registersNoProvider() {
    new Sm2Signer("key-1", KEY).sign(StandardVectors.MESSAGE);

    assertNull(Security.getProvider("BC"));
  }
}

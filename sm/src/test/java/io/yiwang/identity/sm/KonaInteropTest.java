package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tencent.kona.crypto.KonaCryptoProvider;
import com.tencent.kona.crypto.spec.SM2PrivateKeySpec;
import com.tencent.kona.crypto.spec.SM2PublicKeySpec;
import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import io.yiwang.signing.Sealed;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests SM2 against Tencent Kona, which shares no code with Bouncy Castle. */
class KonaInteropTest {
  private static final Provider KONA = new KonaCryptoProvider();
  private static final BigInteger N = Sm2Curve.N;

  /** A key in both implementations. */
  private record Party(Sm2PrivateKey ours, PrivateKey theirs, ECPublicKey theirsPublic) {
    static Party of(BigInteger d) throws GeneralSecurityException {
      Sm2PrivateKey ours = Sm2PrivateKey.of(d);
      KeyFactory factory = KeyFactory.getInstance("SM2", KONA);
      byte[] point = ours.publicKey().point().encoded();
      return new Party(
          ours,
          factory.generatePrivate(new SM2PrivateKeySpec(BigIntegers.asUnsignedByteArray(32, d))),
          (ECPublicKey) factory.generatePublic(new SM2PublicKeySpec(point)));
    }

    static Party random(Random random) throws GeneralSecurityException {
      return of(new BigInteger(256, random).mod(N.subtract(BigInteger.TWO)).add(BigInteger.ONE));
    }

    private Signature engine() throws GeneralSecurityException {
      Signature engine = Signature.getInstance("SM2", KONA);
      engine.setParameter(
          new SM2SignatureParameterSpec("1234567812345678".getBytes(UTF_8), theirsPublic));
      return engine;
    }

    byte[] signTheirs(byte[] message) throws GeneralSecurityException {
      Signature engine = engine();
      engine.initSign(theirs);
      engine.update(message);
      return raw(engine.sign());
    }

    boolean verifyTheirs(byte[] message, byte[] raw) throws GeneralSecurityException {
      Signature engine = engine();
      engine.initVerify(theirsPublic);
      engine.update(message);
      try {
        return engine.verify(der(raw));
      } catch (SignatureException e) {
        return false;
      }
    }

    byte[] signOurs(byte[] message) {
      return new Sm2Signer("k", ours).sign(message);
    }

    void verifyOurs(byte[] message, byte[] raw) throws SignatureException {
      new Sm2Verifier("k", ours.publicKey()).verify(message, raw);
    }
  }

  /** Converts a raw signature to DER, which Kona uses. */
  private static byte[] der(byte[] raw) {
    BigInteger[] numbers = PlainDSAEncoding.INSTANCE.decode(N, raw);
    return assertDoesNotThrow(() -> StandardDSAEncoding.INSTANCE.encode(N, numbers[0], numbers[1]));
  }

  private static byte[] raw(byte[] der) {
    BigInteger[] numbers = assertDoesNotThrow(() -> StandardDSAEncoding.INSTANCE.decode(N, der));
    return Numbers.signature(numbers[0], numbers[1]);
  }

  private static byte[] message(Random random) {
    byte[] message = new byte[random.nextInt(300)];
    random.nextBytes(message);
    return message;
  }

  @Test
  void signatures_ofSomeRandomKeysAndMessages_verifyInTheOtherImplementation() {
    signaturesVerify(500);
  }

  @Test
  @Tag("proof")
  void signatures_ofManyRandomKeysAndMessages_verifyInTheOtherImplementation() {
    signaturesVerify(10_000);
  }

  private static void signaturesVerify(int pairs) {
    IntStream.range(0, pairs)
        .parallel()
        .forEach(
            seed -> {
              Random random = new Random(seed);
              byte[] message = message(random);
              try {
                Party party = Party.random(random);
                assertTrue(
                    party.verifyTheirs(message, party.signOurs(message)), () -> "seed " + seed);
                party.verifyOurs(message, party.signTheirs(message));
              } catch (GeneralSecurityException e) {
                throw new AssertionError("seed " + seed, e);
              }
            });
  }

  @Test
  void signatures_ofTheSmallestAndTheLargestKey_verifyInTheOtherImplementation() throws Exception {
    for (BigInteger d : new BigInteger[] {BigInteger.ONE, N.subtract(BigInteger.TWO)}) {
      Party party = Party.of(d);
      byte[] message = "一网通办".getBytes(UTF_8);
      byte[] ours = party.signOurs(message);

      assertTrue(party.verifyTheirs(message, ours));
      assertDoesNotThrow(() -> party.verifyOurs(message, party.signTheirs(message)));
      ours[63] ^= 1;
      assertFalse(party.verifyTheirs(message, ours));
      assertThrows(SignatureException.class, () -> party.verifyOurs(message, ours));
    }
  }

  @Test
  void signatures_withLeadingZeros_verifyInTheOtherImplementation() throws Exception {
    Party party = Party.random(new Random(1));
    Predicate<byte[]> shortR = raw -> raw[0] == 0;
    Predicate<byte[]> shortS = raw -> raw[32] == 0;
    for (Predicate<byte[]> wanted : List.of(shortR, shortS)) {
      for (int i = 0; ; i++) {
        byte[] message = {(byte) i, (byte) (i >> 8)};
        byte[] ours = party.signOurs(message);
        if (wanted.test(ours)) {
          assertTrue(party.verifyTheirs(message, ours));
          break;
        }
      }
      for (int i = 0; ; i++) {
        byte[] message = {(byte) i, (byte) (i >> 8)};
        byte[] theirs = party.signTheirs(message);
        if (wanted.test(theirs)) {
          party.verifyOurs(message, theirs);
          break;
        }
      }
    }
  }

  @Test
  void digests_ofEveryLengthUpToThreeBlocks_areEqual() throws Exception {
    MessageDigest theirs = MessageDigest.getInstance("SM3", KONA);
    byte[] long3 = new byte[192];
    new Random(2).nextBytes(long3);
    for (int length = 0; length <= long3.length; length++) {
      byte[] message = Arrays.copyOf(long3, length);
      assertArrayEquals(theirs.digest(message), Sm3Digest.INSTANCE.digest(message));
    }
  }

  @Test
  void seal_here_opensInKona() throws Exception {
    Party party = Party.random(new Random(3));
    Base64.Decoder base64 = Base64.getDecoder();
    for (String text : new String[] {"", "110101199003074477", "罚".repeat(500)}) {
      Sealed sealed = new Sm2Sealer("enc-1", party.ours.publicKey()).seal(text, "/citizen/id");

      Cipher unwrap = Cipher.getInstance("SM2", KONA);
      unwrap.init(Cipher.DECRYPT_MODE, party.theirs);
      byte[] key = unwrap.doFinal(asn1(base64.decode(sealed.ek())));
      Cipher open = Cipher.getInstance("SM4/GCM/NoPadding", KONA);
      open.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "SM4"),
          new GCMParameterSpec(128, base64.decode(sealed.iv())));
      open.updateAAD("/citizen/id".getBytes(UTF_8));
      open.update(base64.decode(sealed.ct()));
      assertEquals(text, new String(open.doFinal(base64.decode(sealed.tag())), UTF_8));
    }
  }

  @Test
  void seal_inKona_opensHere() throws Exception {
    Party party = Party.random(new Random(4));
    byte[] key = new byte[16];
    byte[] iv = new byte[12];
    new Random(5).nextBytes(key);
    Cipher wrap = Cipher.getInstance("SM2", KONA);
    wrap.init(Cipher.ENCRYPT_MODE, party.theirsPublic);
    byte[] wrapped = wrap.doFinal(key);
    Cipher seal = Cipher.getInstance("SM4/GCM/NoPadding", KONA);
    seal.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "SM4"), new GCMParameterSpec(128, iv));
    seal.updateAAD("/citizen/id".getBytes(UTF_8));
    byte[] content = seal.doFinal("身份证".getBytes(UTF_8));
    int end = content.length - 16;
    Base64.Encoder base64 = Base64.getEncoder();
    Sealed sealed =
        new Sealed(
            "enc-1",
            "sm2-sm4-gcm",
            base64.encodeToString(plain(wrapped)),
            base64.encodeToString(iv),
            base64.encodeToString(Arrays.copyOf(content, end)),
            base64.encodeToString(Arrays.copyOfRange(content, end, content.length)));
    Sm2Unsealer unsealer = new Sm2Unsealer("enc-1", party.ours);

    assertEquals("身份证", unsealer.open(sealed, "/citizen/id"));
    assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, "/citizen/name"));
  }

  /** Converts 04 X Y, C3, C2 to the form that Kona uses (GM/T 0009). */
  private static byte[] asn1(byte[] wrapped) throws Exception {
    return new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(wrapped, 1, 33))),
              new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(wrapped, 33, 65))),
              new DEROctetString(Arrays.copyOfRange(wrapped, 65, 97)),
              new DEROctetString(Arrays.copyOfRange(wrapped, 97, wrapped.length))
            })
        .getEncoded();
  }

  private static byte[] plain(byte[] asn1) {
    ASN1Sequence parts = ASN1Sequence.getInstance(asn1);
    byte[] c2 = ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets();
    byte[] plain = new byte[97 + c2.length];
    plain[0] = 4;
    for (int i = 0; i < 2; i++) {
      BigInteger coordinate = ASN1Integer.getInstance(parts.getObjectAt(i)).getPositiveValue();
      BigIntegers.asUnsignedByteArray(coordinate, plain, 1 + 32 * i, 32);
    }
    System.arraycopy(
        ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets(), 0, plain, 65, 32);
    System.arraycopy(c2, 0, plain, 97, c2.length);
    return plain;
  }
}

package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.StandardVectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;

/** Compares KeyLayout with Bouncy Castle's reader and writer. */
class KeyLayoutTest {
  private static final Sm2PrivateKey KEY = StandardVectors.key();
  private static final byte[] POINT = KEY.publicKey().point().encoded();
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1);

  private static byte[] pkcs8(ECPrivateKey key) throws IOException {
    return new PrivateKeyInfo(ALGORITHM, key).getEncoded();
  }

  private static byte[] withPublicHalf() throws IOException {
    return pkcs8(new ECPrivateKey(256, Numbers.of(KEY.d()), new DERBitString(POINT), null));
  }

  private static byte[] alone() throws IOException {
    return pkcs8(new ECPrivateKey(256, Numbers.of(KEY.d())));
  }

  @Test
  void spkiAndPkcs8_anyKey_areEqualToBouncyCastles() throws IOException {
    assertArrayEquals(
        new SubjectPublicKeyInfo(ALGORITHM, POINT).getEncoded(),
        KeyLayout.spki(KEY.publicKey().point()));
    assertArrayEquals(withPublicHalf(), KeyLayout.pkcs8(KEY.d(), KEY.publicKey().point()));
  }

  @Test
  void numberAndPoint_ofTheUsualLayouts_areRead() throws IOException {
    assertArrayEquals(hex(StandardVectors.D), KeyLayout.number(withPublicHalf()));
    assertArrayEquals(hex(StandardVectors.D), KeyLayout.number(alone()));
    assertArrayEquals(POINT, KeyLayout.point(KeyLayout.spki(KEY.publicKey().point())));
  }

  @Test
  void number_inAnotherLayout_isNull() throws Exception {
    byte[] withCurve =
        pkcs8(
            new ECPrivateKey(
                256, Numbers.of(KEY.d()), new DERBitString(POINT), GMObjectIdentifiers.sm2p256v1));

    assertNull(KeyLayout.number(withCurve));
    assertEquals(Numbers.of(KEY.d()), Numbers.of(SmKeys.privateKey(withCurve).d()));
  }

  /**
   * Checks every byte: a change in the number or the point is another key, any other is another
   * layout.
   */
  @Test
  void numberAndPoint_byteChangedOutsideThem_areNull() throws IOException {
    for (byte[] pkcs8 : List.of(withPublicHalf(), alone())) {
      int from =
          new BigInteger(1, pkcs8).toString(16).indexOf(StandardVectors.D.toLowerCase(Locale.ROOT))
              / 2;
      for (int i = 0; i < pkcs8.length; i++) {
        byte[] changed = pkcs8.clone();
        changed[i] ^= 1;
        boolean inNumber = i >= from && i < from + 32;
        boolean inPoint = i >= from + 32 + 5;
        assertEquals(inNumber || inPoint, KeyLayout.number(changed) != null, "at " + i);
      }
    }
    byte[] spki = KeyLayout.spki(KEY.publicKey().point());
    for (int i = 0; i < spki.length; i++) {
      byte[] changed = spki.clone();
      changed[i] ^= 1;
      assertEquals(i >= spki.length - POINT.length, KeyLayout.point(changed) != null, "at " + i);
    }
  }
}

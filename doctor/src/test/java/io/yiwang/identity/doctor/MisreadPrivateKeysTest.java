package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MisreadPrivateKeysTest {
  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_keyCutToItsFirst32BytesOf33_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, true);
    byte[] first = Arrays.copyOf(key.number(), 32);
    assertEquals(33, key.number().length);

    assertMistakes(
        ForeignMessage.request(key).signedBy(text -> key.signWith(new BigInteger(1, first), text)),
        Mistake.PRIVATE_KEY_MISREAD);
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_keyReadAsNegative_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, true);
    BigInteger negative = new BigInteger(Arrays.copyOfRange(key.number(), 1, 33));
    assertTrue(negative.signum() < 0);

    assertMistakes(
        ForeignMessage.request(key).signedBy(text -> key.signWith(negative, text)),
        Mistake.PRIVATE_KEY_MISREAD);
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_structureOfTheKeyReadAsTheNumber_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, false);
    byte[] pkcs8 = key.pair.getPrivate().getEncoded();
    // Bouncy Castle's PKCS#8 ends with the public point.
    byte[] last = Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
    byte[] first = Arrays.copyOf(pkcs8, 32);

    for (byte[] read : List.of(first, last)) {
      assertMistakes(
          ForeignMessage.request(key).signedBy(text -> key.signWith(new BigInteger(1, read), text)),
          Mistake.PRIVATE_KEY_MISREAD);
    }
  }

  private static ForeignKey withNumber(Kind kind, boolean firstBit) {
    ForeignKey key = new ForeignKey(kind);
    while ((key.number().length == 33) != firstBit) {
      key = new ForeignKey(kind);
    }
    return key;
  }
}

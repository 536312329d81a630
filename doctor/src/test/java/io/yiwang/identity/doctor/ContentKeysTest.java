package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.key;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentKeysTest {
  private static final ForeignKey KEY = key(Kind.SM2);
  private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");

  private static byte[] field(byte[] number, int length) {
    byte[] field = new byte[length];
    System.arraycopy(number, 0, field, length - number.length, number.length);
    return field;
  }

  /** Returns C1, C3 and C2 of a 16-byte key, encrypted with Bouncy Castle. */
  static byte[] wrapped() throws Exception {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(
        true,
        new ParametersWithRandom(PublicKeyFactory.createKey(KEY.pair.getPublic().getEncoded())));
    return engine.processBlock(SealingDoctorTest.contentKey(), 0, 16);
  }

  private static byte[] joined(byte[]... parts) {
    return org.bouncycastle.util.Arrays.concatenate(parts);
  }

  /** Asserts that the doctor finds exactly these mistakes in a value with this encrypted key. */
  static void assertSealed(byte[] ek, byte[] privateKey, Mistake... mistakes) throws Exception {
    Diagnosis diagnosis =
        new SealingDoctor(privateKey)
            .examine(SealingDoctorTest.sealedWith(ek), SealingDoctorTest.pointer());
    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }

  @ParameterizedTest
  @CsvSource({"64,true,16", "64,false,16", "64,false,136", "32,true,16", "32,false,16"})
  void examine_structureOfADevice_isCipherStructure(int field, boolean bigEndian, int room)
      throws Exception {
    byte[] wrapped = wrapped();
    ByteBuffer structure =
        ByteBuffer.allocate(2 * field + 32 + 4 + room)
            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    structure.put(field(Arrays.copyOfRange(wrapped, 1, 33), field));
    structure.put(field(Arrays.copyOfRange(wrapped, 33, 65), field));
    structure.put(wrapped, 65, 32);
    structure.putInt(16);
    structure.put(wrapped, 97, 16);

    assertSealed(structure.array(), KEY.pair.getPrivate().getEncoded(), Mistake.CIPHER_STRUCTURE);
  }

  @Test
  void examine_compressedPoint_isCipherCompressed() throws Exception {
    byte[] wrapped = wrapped();
    byte[] point = CURVE.getCurve().decodePoint(Arrays.copyOf(wrapped, 65)).getEncoded(true);

    assertSealed(
        joined(point, Arrays.copyOfRange(wrapped, 65, wrapped.length)),
        KEY.pair.getPrivate().getEncoded(),
        Mistake.CIPHER_COMPRESSED);
  }
}

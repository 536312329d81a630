package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compares Sm3 with Bouncy Castle's. */
class Sm3Test {
  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static byte[] expected(byte[] bytes) {
    SM3Digest digest = new SM3Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[Sm3.BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }

  @Test
  void end_anyNumberOfBytes_equalsBouncyCastles() {
    for (int count = 0; count < 400; count++) {
      byte[] bytes = bytes(count);
      assertArrayEquals(expected(bytes), new Sm3().update(bytes).end(), "of " + count);
    }
  }

  @Test
  void update_inPiecesOfAnyLength_isTheSameAsAtOnce() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = bytes(1_000 + i);
      Sm3 digest = new Sm3();
      for (int at = 0; at < bytes.length; ) {
        int count = Math.min(random.nextInt(200), bytes.length - at);
        digest.update(bytes, at, count);
        at += count;
      }
      assertArrayEquals(expected(bytes), digest.end());
    }
  }

  @Test
  void copy_atAnyPoint_isIndependent() {
    byte[] bytes = bytes(200);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Sm3 first = new Sm3().update(bytes, 0, cut);
      new Sm3(first).update(bytes(77)).end();

      byte[] ofTheCopy = new Sm3(first).update(bytes, cut, bytes.length - cut).end();

      assertArrayEquals(expected(bytes), ofTheCopy);
      assertArrayEquals(expected(bytes), first.update(bytes, cut, bytes.length - cut).end());
    }
  }

  /** Checks a length in bits that needs more than 32 bits. */
  @Test
  @Tag("proof")
  void end_halfAGigabyteOfZeros_equalsOpenssls() {
    byte[] piece = new byte[1 << 20];
    Sm3 digest = new Sm3();
    for (int i = 0; i < 512; i++) {
      digest.update(piece);
    }
    assertArrayEquals(
        HexFormat.of().parseHex("7927ca8884a535d9a4d80986f7c478a790013ee370836dfb86a36b4443c86533"),
        digest.end());
  }
}

package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class Sm3DigestTest {
  private static String digest(String text) {
    return HexFormat.of().formatHex(Sm3Digest.INSTANCE.digest(text.getBytes(US_ASCII)));
  }

  @Test
  void algorithm_always_isTheNameInContentDigest() {
    assertEquals("sm3", Sm3Digest.INSTANCE.algorithm());
  }

  @Test
  void digest_ofPublishedTexts_isAsPublished() {
    assertEquals("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b", digest(""));
    assertEquals("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", digest("abc"));
    assertEquals(
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
        digest("abcd".repeat(16)));
  }

  @Test
  void digest_ofAStream_isThatOfItsBytes() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);

    assertArrayEquals(
        Sm3Digest.INSTANCE.digest(bytes),
        Sm3Digest.INSTANCE.digest(new ByteArrayInputStream(bytes)));
  }

  @Test
  void hmac_overTheSameDigest_isAsRecomputed() {
    HMac mac = new HMac(new SM3Digest());
    mac.init(
        new KeyParameter(
            StandardVectors.hex(
                "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")));
    mac.update("abc".getBytes(US_ASCII), 0, 3);
    byte[] out = new byte[32];
    mac.doFinal(out, 0);

    assertEquals(
        "44809d3ff5336f44071be1917887380730ae145f940a53819279801784c65e17",
        HexFormat.of().formatHex(out));
  }
}

package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AesGcmCipherTest {
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  private static final byte[] TEXT = "what nobody may read".getBytes(US_ASCII);
  private static final byte[] INTENT = "kind\nid\nk1".getBytes(US_ASCII);

  private final AesGcmCipher cipher = new AesGcmCipher("k1", KEY);

  /** Checks the IVs, since two texts under the same key and IV reveal each other. */
  @Test
  void encrypt_sameTextOften_usesAnotherIvEachTime() throws Exception {
    Set<String> ivs = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      byte[] sealed = cipher.encrypt(TEXT, INTENT);
      assertEquals(12 + TEXT.length + 16, sealed.length);
      ivs.add(HexFormat.of().formatHex(Arrays.copyOf(sealed, 12)));
      if (i == 0) {
        assertArrayEquals(TEXT, cipher.decrypt("k1", sealed, INTENT));
      }
    }
    assertEquals(1000, ivs.size());
    // It must not be a counter from 0 either, since another process starts with the same one.
    long leadingZeros = ivs.stream().filter(iv -> iv.startsWith("00000000")).count();
    assertTrue(leadingZeros < 3, leadingZeros + " IVs begin with zeros");
  }

  /** Checks NIST's test case 14 for AES-256, whose text is zeros. */
  @Test
  void decrypt_vectorOfNist_returnsItsText() throws Exception {
    byte[] sealed =
        HexFormat.of()
            .parseHex(
                "000000000000000000000000"
                    + "cea7403d4d606b6e074ec5d3baf39d18"
                    + "d0d1c8a799996bf0265b98b5d48ab919");
    assertArrayEquals(
        new byte[16], new AesGcmCipher("k", new byte[32]).decrypt("k", sealed, new byte[0]));
  }

  @Test
  void decrypt_anyChangedBitOrAnotherIntent_isRefused() throws Exception {
    byte[] sealed = cipher.encrypt(TEXT, INTENT);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(
          GeneralSecurityException.class, () -> cipher.decrypt("k1", changed, INTENT), "" + bit);
    }
    assertThrows(
        GeneralSecurityException.class,
        () -> cipher.decrypt("k1", sealed, "kind\nid2\nk1".getBytes(US_ASCII)));
  }

  @Test
  void digest_text_dependsOnTheKey() throws Exception {
    byte[] next = KEY.clone();
    next[31] ^= 1;
    AesGcmCipher rotated = new AesGcmCipher("k2", next, Map.of("k1", KEY));

    assertEquals(Set.of("k1", "k2"), rotated.keyIds());
    assertArrayEquals(cipher.digest("k1", TEXT), rotated.digest("k1", TEXT));
    assertFalse(Arrays.equals(rotated.digest("k1", TEXT), rotated.digest("k2", TEXT)));
    assertFalse(Arrays.equals(cipher.digest("k1", TEXT), cipher.digest("k1", INTENT)));
    assertEquals(32, cipher.digest("k1", TEXT).length);
    assertThrows(GeneralSecurityException.class, () -> cipher.digest("k2", TEXT));
  }
}

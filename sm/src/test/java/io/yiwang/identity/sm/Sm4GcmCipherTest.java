package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
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

class Sm4GcmCipherTest {
  private static final byte[] KEY = hex("0123456789ABCDEFFEDCBA9876543210");
  private static final byte[] TEXT = "王小明 13800138000".getBytes(UTF_8);
  private static final byte[] INTENT = "message/m-1".getBytes(UTF_8);

  private final Sm4GcmCipher cipher = new Sm4GcmCipher("k1", KEY);

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("[ \n]", ""));
  }

  /** Checks the vector of RFC 8998, A.2.1. */
  @Test
  void decrypt_vectorOfTheStandard_returnsItsText() throws Exception {
    byte[] encrypted =
        hex(
            "00001234567800000000ABCD"
                + "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
                + "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
                + "83DE3541E4C2B58177E065A9BF7B62EC");

    byte[] text = cipher.decrypt("k1", encrypted, hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"));

    assertArrayEquals(
        hex(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
                + "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"),
        text);
  }

  @Test
  void encrypt_sameTextTwice_differsAndDecrypts() throws Exception {
    byte[] first = cipher.encrypt(TEXT, INTENT);
    byte[] second = cipher.encrypt(TEXT, INTENT);

    assertFalse(Arrays.equals(first, second));
    assertEquals(12 + TEXT.length + 16, first.length);
    assertArrayEquals(TEXT, cipher.decrypt("k1", first, INTENT));
    assertArrayEquals(TEXT, cipher.decrypt("k1", second, INTENT));
  }

  /** Checks the IVs, since two texts under the same key and IV reveal each other. */
  @Test
  void encrypt_sameTextOften_usesAnotherIvEachTime() throws Exception {
    Set<String> ivs = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ivs.add(HexFormat.of().formatHex(Arrays.copyOf(cipher.encrypt(TEXT, INTENT), 12)));
    }
    assertEquals(1000, ivs.size());
  }

  /** Compares with HMAC as RFC 2104 defines it, over this library's own SM3. */
  @Test
  void mac_text_isTheHmacBySm3() {
    byte[] inner = new byte[64 + TEXT.length];
    byte[] outer = new byte[64 + 32];
    for (int i = 0; i < 64; i++) {
      int key = i < KEY.length ? KEY[i] : 0;
      inner[i] = (byte) (key ^ 0x36);
      outer[i] = (byte) (key ^ 0x5c);
    }
    System.arraycopy(TEXT, 0, inner, 64, TEXT.length);
    System.arraycopy(Sm3Digest.INSTANCE.digest(inner), 0, outer, 64, 32);

    assertArrayEquals(Sm3Digest.INSTANCE.digest(outer), new Sm4GcmCipher.Gcm().hmac(KEY, TEXT));
  }

  @Test
  void decrypt_anyChangedBit_isRefused() throws Exception {
    byte[] encrypted = cipher.encrypt(TEXT, INTENT);
    for (int bit = 0; bit < encrypted.length * 8; bit++) {
      byte[] changed = encrypted.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(
          GeneralSecurityException.class,
          () -> cipher.decrypt("k1", changed, INTENT),
          "bit " + bit);
    }
  }

  @Test
  void decrypt_movedToAnotherIntent_isRefused() throws Exception {
    byte[] encrypted = cipher.encrypt(TEXT, INTENT);

    assertThrows(
        GeneralSecurityException.class,
        () -> cipher.decrypt("k1", encrypted, "message/m-2".getBytes(UTF_8)));
    assertThrows(GeneralSecurityException.class, () -> cipher.decrypt("k1", new byte[11], INTENT));
  }

  @Test
  void decrypt_afterAKeyChange_readsOlderCiphertexts() throws Exception {
    byte[] before = cipher.encrypt(TEXT, INTENT);
    Sm4GcmCipher after = new Sm4GcmCipher("k2", new byte[16], Map.of("k1", KEY));

    assertEquals("k2", after.keyId());
    assertArrayEquals(TEXT, after.decrypt("k1", before, INTENT));
    assertThrows(GeneralSecurityException.class, () -> cipher.decrypt("k2", before, INTENT));
  }

  @Test
  void new_keyOfAnotherLength_isRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Sm4GcmCipher("k1", new byte[32]));

    assertEquals("an SM4 key must have 16 bytes, got 32", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Sm4GcmCipher("k1", KEY, Map.of("k0", new byte[8])));
  }

  @Test
  void destroy_cipher_throwsWhenUsed() throws Exception {
    Sm4GcmCipher used = new Sm4GcmCipher("k1", KEY);
    byte[] encrypted = used.encrypt(TEXT, INTENT);

    used.destroy();

    assertTrue(used.isDestroyed());
    assertThrows(IllegalStateException.class, () -> used.encrypt(TEXT, INTENT));
    assertThrows(IllegalStateException.class, () -> used.decrypt("k1", encrypted, INTENT));
    assertEquals("Sm4GcmCipher[k1]", used.toString());
  }
}

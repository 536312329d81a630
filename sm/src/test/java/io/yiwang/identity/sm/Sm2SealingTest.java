package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.StandardVectors.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;

class Sm2SealingTest {
  private static final Sm2PrivateKey KEY = StandardVectors.key();
  private static final Sm2Sealer SEALER = new Sm2Sealer("enc-1", KEY.publicKey());
  private static final Sm2Unsealer UNSEALER = new Sm2Unsealer("enc-1", KEY);
  private static final String POINTER = "/proof/value";
  private static final byte[] SM4_KEY = hex("0123456789abcdeffedcba9876543210");
  private static final String STANDARD_EXAMPLE =
      "04"
          + "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
          + "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
          + "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
          + "21886CA989CA9C7D58087307CA93092D651EFA";

  @Test
  void unwrap_standardExample_isAsPublished() throws Exception {
    byte[] text = Sm2Sealing.unwrap(KEY.d(), hex(STANDARD_EXAMPLE));

    assertEquals("encryption standard", new String(text, US_ASCII));
  }

  @Test
  void wrap_withTheStandardsNonce_isAsPublished() throws Exception {
    byte[] wrapped =
        Sm2Sealing.wrap(
            new Sm2Multiples(KEY.publicKey().point()),
            "encryption standard".getBytes(US_ASCII),
            () -> Sm2Scalar.of(StandardVectors.K));

    assertEquals(STANDARD_EXAMPLE, HexFormat.of().withUpperCase().formatHex(wrapped));
  }

  @Test
  void content_exampleOfRfc8998_isAsPublished() throws Exception {
    byte[] text = new byte[64];
    byte[] values = hex("aabbccddeeffeeaa");
    for (int i = 0; i < text.length; i++) {
      text[i] = values[i / 8];
    }
    byte[] iv = hex("00001234567800000000abcd");
    byte[] additional = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");

    byte[] sealed = Sm2Sealing.content(true, SM4_KEY, iv, additional, text);

    assertEquals(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
            + "83de3541e4c2b58177e065a9bf7b62ec",
        HexFormat.of().formatHex(sealed));
    assertArrayEquals(text, Sm2Sealing.content(false, SM4_KEY, iv, additional, sealed));
  }

  @Test
  void sm4_examplesOfTheStandard_areAsPublished() throws Exception {
    SM4Engine engine = new SM4Engine();
    engine.init(true, new KeyParameter(SM4_KEY));
    byte[] block = SM4_KEY.clone();
    engine.processBlock(block, 0, block, 0);
    assertEquals("681edf34d206965e86b3e94f536e4246", HexFormat.of().formatHex(block));
    for (int i = 1; i < 1_000_000; i++) {
      engine.processBlock(block, 0, block, 0);
    }
    assertEquals("595298c7c6fd271f0402f804c33d3f66", HexFormat.of().formatHex(block));
    assertEquals("1055435b9ece612344f8e10016c4943b", padded(false, "abc".getBytes(US_ASCII)));
    assertEquals("30283fff39522aeece5230e645b59d47", padded(true, "abc".getBytes(US_ASCII)));
    assertEquals(
        "2677f46b09c122cc975533105bd4a22a3b880e6867772522ae55d2f0ae7478ae", padded(true, SM4_KEY));
    byte[] twice = Arrays.copyOf(SM4_KEY, 32);
    System.arraycopy(SM4_KEY, 0, twice, 16, 16);
    assertTrue(
        padded(true, twice)
            .startsWith("2677f46b09c122cc975533105bd4a22af6125f7275ce552c3a2bbcf533de8a3b"));
  }

  private static String padded(boolean chained, byte[] text) throws Exception {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(
            chained ? CBCBlockCipher.newInstance(new SM4Engine()) : new SM4Engine(),
            new PKCS7Padding());
    KeyParameter key = new KeyParameter(SM4_KEY);
    cipher.init(true, chained ? new ParametersWithIV(key, SM4_KEY) : key);
    byte[] out = new byte[cipher.getOutputSize(text.length)];
    int written = cipher.processBytes(text, 0, text.length, out, 0);
    cipher.doFinal(out, written);
    return HexFormat.of().formatHex(out);
  }

  @Test
  void open_sealedText_returnsThePlainText() throws Exception {
    Sealed sealed = SEALER.seal("张三, 浙A12345", POINTER);

    assertEquals("enc-1", sealed.kid());
    assertEquals("sm2-sm4-gcm", sealed.alg());
    byte[] wrapped = Base64.getDecoder().decode(sealed.ek());
    assertEquals(113, wrapped.length);
    assertEquals(4, wrapped[0]);
    assertEquals(12, Base64.getDecoder().decode(sealed.iv()).length);
    assertEquals(16, Base64.getDecoder().decode(sealed.tag()).length);
    assertEquals("张三, 浙A12345", UNSEALER.open(sealed, POINTER));
  }

  @Test
  void seal_twice_differs() throws Exception {
    assertNotEquals(SEALER.seal("text", POINTER), SEALER.seal("text", POINTER));
  }

  @Test
  void newSession_eachBody_hasItsOwnContentKey() throws Exception {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      byte[] wrapped = Base64.getDecoder().decode(SEALER.newSession().seal("a", POINTER).ek());
      byte[] key = Sm2Sealing.unwrap(KEY.d(), wrapped);
      keys.add(HexFormat.of().formatHex(key));
    }

    assertEquals(4, keys.size());
  }

  /**
   * Checks that Bouncy Castle's engine decrypts 100 bytes, which take four blocks of key material.
   */
  @Test
  void wrap_longerThanABlock_isOpenedByBouncyCastle() throws Exception {
    byte[] text = new byte[100];
    Arrays.fill(text, (byte) 7);
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(false, new ECPrivateKeyParameters(Numbers.of(KEY.d()), LibraryCurve.DOMAIN));

    byte[] wrapped =
        Sm2Sealing.wrap(
            new Sm2Multiples(KEY.publicKey().point()), text, () -> Sm2Scalar.of(StandardVectors.K));

    assertArrayEquals(text, engine.processBlock(wrapped, 0, wrapped.length));
  }

  @Test
  void destroy_keySignerAndUnsealer_throwWhenUsed() throws Exception {
    Sm2PrivateKey key = SmKeys.generate();
    Sm2Signer signer = new Sm2Signer("k", key);
    Sm2Unsealer unsealer = new Sm2Unsealer("enc-1", key);
    Sealed sealed = new Sm2Sealer("enc-1", key.publicKey()).seal("a", POINTER);
    assertEquals("a", unsealer.open(sealed, POINTER));
    assertFalse(key.isDestroyed() || signer.isDestroyed() || unsealer.isDestroyed());

    key.destroy();
    signer.destroy();
    unsealer.destroy();

    assertTrue(key.isDestroyed() && signer.isDestroyed() && unsealer.isDestroyed());
    assertThrows(IllegalStateException.class, () -> SmKeys.pkcs8Pem(key));
    assertThrows(IllegalStateException.class, () -> signer.sign(new byte[1]));
    assertThrows(IllegalStateException.class, () -> unsealer.open(sealed, POINTER));
  }

  @Test
  void open_movedToAnotherMember_isRefused() throws Exception {
    Sealed sealed = SEALER.seal("text", POINTER);

    assertThrows(GeneralSecurityException.class, () -> UNSEALER.open(sealed, "/name"));
  }

  @Test
  void open_anyPartChanged_isRefused() throws Exception {
    Sealed s = SEALER.seal("text", POINTER);
    UnaryOperator<String> flip =
        part -> {
          byte[] bytes = Base64.getDecoder().decode(part);
          bytes[bytes.length - 1] ^= 1;
          return Base64.getEncoder().encodeToString(bytes);
        };
    for (Sealed changed :
        new Sealed[] {
          new Sealed(s.kid(), s.alg(), flip.apply(s.ek()), s.iv(), s.ct(), s.tag()),
          new Sealed(s.kid(), s.alg(), s.ek(), flip.apply(s.iv()), s.ct(), s.tag()),
          new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), flip.apply(s.ct()), s.tag()),
          new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), s.ct(), flip.apply(s.tag())),
          new Sealed("enc-2", s.alg(), s.ek(), s.iv(), s.ct(), s.tag()),
          new Sealed(s.kid(), "rsa-oaep-256-a256gcm", s.ek(), s.iv(), s.ct(), s.tag()),
          new Sealed(s.kid(), s.alg(), "not base64!", s.iv(), s.ct(), s.tag()),
          new Sealed(s.kid(), s.alg(), "AAAA", s.iv(), s.ct(), s.tag()),
          new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), s.ct(), "AAAA")
        }) {
      assertThrows(GeneralSecurityException.class, () -> UNSEALER.open(changed, POINTER));
    }
  }

  @Test
  void toString_showsOnlyTheKeyId() {
    assertEquals("sm2-sm4-gcm sealer enc-1", SEALER.toString());
    assertEquals("sm2-sm4-gcm unsealer enc-1", UNSEALER.toString());
    assertEquals("enc-1", UNSEALER.keyId());
    assertFalse(UNSEALER.toString().contains(StandardVectors.D));
  }

  @Test
  void newSession_members_shareOnlyAWrappedKey() throws Exception {
    Sealer body = new Sm2Sealer("enc-1", KEY.publicKey()).newSession();
    Sealer next = new Sm2Sealer("enc-1", KEY.publicKey()).newSession();
    Sealed name = body.seal("张三", "/author/name");
    Sealed phone = body.seal("张三", "/author/phone");
    Sm2Unsealer unsealer = new Sm2Unsealer("enc-1", KEY);

    assertEquals(name.ek(), phone.ek());
    assertNotEquals(name.iv(), phone.iv());
    assertNotEquals(name.ct(), phone.ct());
    assertEquals("张三", unsealer.open(name, "/author/name"));
    assertEquals("张三", unsealer.open(phone, "/author/phone"));
    assertThrows(GeneralSecurityException.class, () -> unsealer.open(phone, "/author/name"));
    assertNotEquals(name.ek(), next.seal("张三", "/author/name").ek());
  }
}

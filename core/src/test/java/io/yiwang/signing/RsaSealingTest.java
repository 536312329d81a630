package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@link RsaSealer} and {@link RsaUnsealer} (IGS/1 section 2.6). */
class RsaSealingTest {
  private static final KeyPair KEYS = SignerContract.generate("RSA", 2048);
  private static final String POINTER = "/proof/value";
  private static final String TEXT = "\u6d59A\u00b712345";

  private final RsaSealer sealer = new RsaSealer("gw-enc-1", (RSAPublicKey) KEYS.getPublic());
  private final RsaUnsealer unsealer = new RsaUnsealer("gw-enc-1", KEYS.getPrivate());

  private void assertRefused(Sealed sealed) {
    assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, POINTER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", TEXT, "line\nbreak", "\ud83d\ude97"})
  void open_sealedText_returnsThePlainText(String text) throws GeneralSecurityException {
    assertEquals(text, unsealer.open(sealer.seal(text, POINTER), POINTER));
  }

  @Test
  void seal_parts_haveTheFormOfIgs() throws GeneralSecurityException {
    Sealed sealed = sealer.seal(TEXT, POINTER);

    assertEquals("gw-enc-1", sealed.kid());
    assertEquals("rsa-oaep-256-a256gcm", sealed.alg());
    assertEquals(256, Base64.getDecoder().decode(sealed.ek()).length);
    assertEquals(12, Base64.getDecoder().decode(sealed.iv()).length);
    assertEquals(16, Base64.getDecoder().decode(sealed.tag()).length);
    assertEquals(11, Base64.getDecoder().decode(sealed.ct()).length, "as long as its UTF-8");
    assertFalse(sealed.toString().contains(TEXT));
  }

  @Test
  void seal_twice_differs() throws GeneralSecurityException {
    Sealed first = sealer.seal(TEXT, POINTER);
    Sealed second = sealer.seal(TEXT, POINTER);

    assertNotEquals(first.ek(), second.ek());
    assertNotEquals(first.iv(), second.iv());
    assertNotEquals(first.ct(), second.ct());
  }

  @Test
  void seal_contentKey_isWipedAfterwards() throws GeneralSecurityException {
    List<byte[]> drawn = new ArrayList<>();
    SecureRandom kept =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            drawn.add(bytes);
          }
        };

    new RsaSealer("gw-enc-1", (RSAPublicKey) KEYS.getPublic(), kept).seal(TEXT, POINTER);

    assertArrayEquals(new byte[32], drawn.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/proof", "/proof/value/", "/proof/Value", "/payerName"})
  void open_inAnotherPlace_isRefused(String pointer) throws GeneralSecurityException {
    Sealed sealed = sealer.seal(TEXT, POINTER);

    assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, pointer));
  }

  /** Flips every fifth bit, which is at least one of each byte. */
  @Test
  void open_changedBit_isRefused() throws GeneralSecurityException {
    changedBitsAreRefused(5);
  }

  @Test
  @Tag("proof")
  void open_anyChangedBit_isRefused() throws GeneralSecurityException {
    changedBitsAreRefused(1);
  }

  private void changedBitsAreRefused(int step) throws GeneralSecurityException {
    Sealed s = sealer.seal(TEXT, POINTER);
    for (int bit = 0; bit < 88; bit += step) {
      int at = bit;
      UnaryOperator<String> flip = text -> flipped(text, at);
      assertRefused(new Sealed(s.kid(), s.alg(), flip.apply(s.ek()), s.iv(), s.ct(), s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), flip.apply(s.iv()), s.ct(), s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), flip.apply(s.ct()), s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), s.ct(), flip.apply(s.tag())));
    }
  }

  private static String flipped(String base64, int bit) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void open_partsMissingSwappedOrNotBase64_isRefused() throws GeneralSecurityException {
    Sealed s = sealer.seal(TEXT, POINTER);
    Sealed t = sealer.seal(TEXT, POINTER);
    for (String bad : List.of("", "!", "AA==", "AAAA")) {
      assertRefused(new Sealed(s.kid(), s.alg(), bad, s.iv(), s.ct(), s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), bad, s.ct(), s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), bad, s.tag()));
      assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), s.iv(), s.ct(), bad));
    }
    assertRefused(new Sealed(s.kid(), s.alg(), t.ek(), s.iv(), s.ct(), s.tag()));
    assertRefused(new Sealed(s.kid(), s.alg(), s.ek(), t.iv(), s.ct(), s.tag()));
  }

  @Test
  void open_truncatedTag_isRefused() throws GeneralSecurityException {
    Sealed s = sealer.seal(TEXT, POINTER);
    byte[] tag = Base64.getDecoder().decode(s.tag());
    byte[] half = Arrays.copyOf(tag, 12);

    assertRefused(
        new Sealed(
            s.kid(), s.alg(), s.ek(), s.iv(), s.ct(), Base64.getEncoder().encodeToString(half)));
  }

  @Test
  void open_forAnotherKeyOrScheme_isRefused() throws GeneralSecurityException {
    Sealed s = sealer.seal(TEXT, POINTER);

    assertRefused(new Sealed("gw-enc-2", s.alg(), s.ek(), s.iv(), s.ct(), s.tag()));
    assertRefused(new Sealed(s.kid(), "sm2-sm4-gcm", s.ek(), s.iv(), s.ct(), s.tag()));
    RsaUnsealer other =
        new RsaUnsealer("gw-enc-1", SignerContract.generate("RSA", 2048).getPrivate());
    assertThrows(GeneralSecurityException.class, () -> other.open(s, POINTER));
  }

  @Test
  void construct_shortKey_isRefused() {
    RSAPublicKey weak = (RSAPublicKey) SignerContract.generate("RSA", 1024).getPublic();

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new RsaSealer("k", weak));

    assertEquals("an RSA sealing key must have 2048 bits or more, got 1024", e.getMessage());
  }

  @Test
  void toString_ofSealer_isOnlySchemeAndId() {
    assertEquals("rsa-oaep-256-a256gcm sealer gw-enc-1", sealer.toString());
    assertEquals("gw-enc-1", unsealer.keyId());
  }
}

package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.StandardVectors.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.Sealed;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Sm2ProviderTest {
  private static final Sm2PrivateKey KEY = StandardVectors.key();

  private static Sm2Verifier verifier(Sm2Provider provider) {
    return new Sm2Verifier("k", KEY.publicKey(), provider);
  }

  @ParameterizedTest
  @EnumSource
  void verify_standardExample_passesAndEveryChangedBitFails(Sm2Provider provider) {
    byte[] signature = hex(StandardVectors.SIGNATURE);
    Sm2Verifier verifier = verifier(provider);

    assertDoesNotThrow(() -> verifier.verify(StandardVectors.MESSAGE, signature));
    for (int bit = 0; bit < 512; bit += 7) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(
          SignatureException.class, () -> verifier.verify(StandardVectors.MESSAGE, changed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void verify_numbersOutOfRange_isRefusedWithTheSameMessage(Sm2Provider provider) {
    byte[] signature = Numbers.signature(Sm2Curve.N, BigInteger.ONE);

    var e =
        assertThrows(
            SignatureException.class,
            () -> verifier(provider).verify(StandardVectors.MESSAGE, signature));

    assertEquals("r and s of an sm2-sm3 signature must be from 1 to n-1", e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void sign_byEither_verifiesWithBoth(Sm2Provider provider) {
    byte[] userId = "ALICE123@YAHOO.COM".getBytes(US_ASCII);
    for (byte[] id : new byte[][] {Sm2Scheme.DEFAULT_USER_ID, userId, new byte[0]}) {
      byte[] signature =
          Sm2Signer.builder("k", KEY)
              .userId(id)
              .provider(provider)
              .verifyAfterSign(true)
              .build()
              .sign(StandardVectors.MESSAGE);
      for (Sm2Provider other : Sm2Provider.values()) {
        Sm2Verifier verifier = new Sm2Verifier("k", KEY.publicKey(), id, other);
        assertDoesNotThrow(() -> verifier.verify(StandardVectors.MESSAGE, signature));
        assertThrows(SignatureException.class, () -> verifier.verify(new byte[1], signature));
      }
    }
  }

  @Test
  void sign_byBouncyCastle_doesNotUseOurNonces() {
    Sm2Signer signer =
        new Sm2Signer(
            Sm2Signer.builder("k", KEY).provider(Sm2Provider.BOUNCY_CASTLE),
            () -> {
              throw new AssertionError("our own arithmetic is at work");
            });

    assertEquals(64, signer.sign(StandardVectors.MESSAGE).length);
  }

  @ParameterizedTest
  @EnumSource
  void seal_byEither_isOpenedByBoth(Sm2Provider provider) throws Exception {
    Sealed sealed = new Sm2Sealer("enc", KEY.publicKey(), provider).seal("13800000000", "/phone");

    for (Sm2Provider other : Sm2Provider.values()) {
      Sm2Unsealer unsealer = new Sm2Unsealer("enc", KEY, other);
      assertEquals("13800000000", unsealer.open(sealed, "/phone"));
      assertThrows(GeneralSecurityException.class, () -> unsealer.open(sealed, "/name"));
      unsealer.destroy();
      assertThrows(IllegalStateException.class, () -> unsealer.open(sealed, "/phone"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void destroy_signer_throwsWhenItSigns(Sm2Provider provider) {
    Sm2Signer signer = Sm2Signer.builder("k", KEY).provider(provider).build();
    signer.destroy();

    assertTrue(signer.isDestroyed());
    assertThrows(IllegalStateException.class, () -> signer.sign(new byte[1]));
  }

  /** Returns a signer whose key has a flipped bit in memory, as after a hardware fault. */
  private static Sm2Signer faulty(Sm2Signer signer) throws ReflectiveOperationException {
    Field secret = Sm2Signer.class.getDeclaredField("secret");
    Field number = SecretNumber.class.getDeclaredField("number");
    secret.setAccessible(true);
    number.setAccessible(true);
    ((int[]) number.get(secret.get(signer)))[3] ^= 1 << 9;
    return signer;
  }

  @ParameterizedTest
  @EnumSource
  void sign_faultInMemory_isDetectedByVerifyAfterSign(Sm2Provider provider) throws Exception {
    Sm2Signer.Builder builder = Sm2Signer.builder("k", KEY).provider(provider);
    byte[] wrong = faulty(builder.build()).sign(StandardVectors.MESSAGE);
    assertThrows(
        SignatureException.class,
        () -> verifier(Sm2Provider.BUILT_IN).verify(StandardVectors.MESSAGE, wrong));

    Sm2Signer checking = faulty(builder.verifyAfterSign(true).build());

    var e = assertThrows(IllegalStateException.class, () -> checking.sign(StandardVectors.MESSAGE));
    assertTrue(e.getMessage().startsWith("the SM2 signature just made does not verify"));
  }

  @Test
  void userId_arrayChangedAfterwards_hasNoEffect() {
    byte[] userId = {1, 2};
    Sm2Signer.Builder builder = Sm2Signer.builder("k", KEY).userId(userId);
    Sm2Verifier verifier = new Sm2Verifier("k", KEY.publicKey(), userId, Sm2Provider.BOUNCY_CASTLE);
    userId[0] = 9;
    byte[] signature = builder.build().sign(StandardVectors.MESSAGE);

    assertDoesNotThrow(() -> verifier.verify(StandardVectors.MESSAGE, signature));
    assertArrayEquals(new byte[] {9, 2}, userId);
  }
}

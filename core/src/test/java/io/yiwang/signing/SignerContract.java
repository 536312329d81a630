package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests what every scheme must fulfil. */
abstract class SignerContract {
  static final String KEY_ID = "key-7";
  private static final byte[] MESSAGE = "\"@method\": POST\n\"@path\": /igs".getBytes(UTF_8);

  /** Returns the name in RFC 9421. */
  abstract String algorithm();

  /** Returns the digest of the scheme. */
  ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  /** Returns the length of a signature. */
  abstract int length();

  /** Returns a key pair of the scheme, the same at every call. */
  abstract KeyPair keys();

  /** Returns a key pair of another scheme. */
  abstract KeyPair foreignKeys();

  abstract Signer signer(String keyId, PrivateKey key);

  abstract Verifier verifier(String keyId, PublicKey key);

  static KeyPair generate(String algorithm, int size) {
    try {
      if (algorithm.equals("RSA") && size == 2048) {
        return RsaPairs.next();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (size > 0) {
        generator.initialize(size);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signer signer() {
    return signer(KEY_ID, keys().getPrivate());
  }

  private Verifier verifier() {
    return verifier(KEY_ID, keys().getPublic());
  }

  private byte[] signature(byte[] message) {
    return assertDoesNotThrow(() -> signer().sign(message));
  }

  private void assertRefused(byte[] message, byte[] signature) {
    assertThrows(SignatureException.class, () -> verifier().verify(message, signature));
  }

  @Test
  void sign_anyMessage_verifies() {
    for (byte[] message : List.of(MESSAGE, new byte[0], new byte[100_000])) {
      byte[] signature = signature(message);

      assertEquals(length(), signature.length);
      assertDoesNotThrow(() -> verifier().verify(message, signature));
    }
  }

  /** Flips every fifth bit, which is at least one of each byte. */
  @Test
  void verify_changedBit_refuses() {
    changedBitsAreRefused(5);
  }

  @Test
  @Tag("proof")
  void verify_anyChangedBit_refuses() {
    changedBitsAreRefused(1);
  }

  private void changedBitsAreRefused(int step) {
    byte[] signature = signature(MESSAGE);
    Verifier verifier = verifier();
    for (int bit = 0; bit < signature.length * 8; bit += step) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(SignatureException.class, () -> verifier.verify(MESSAGE, changed));
    }
  }

  @Test
  void verify_otherMessage_refuses() {
    byte[] signature = signature(MESSAGE);
    for (int bit = 0; bit < MESSAGE.length * 8; bit += 5) {
      byte[] changed = MESSAGE.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(changed, signature);
    }
    assertRefused(Arrays.copyOf(MESSAGE, MESSAGE.length + 1), signature);
  }

  @Test
  void verify_wrongLength_refuses() {
    byte[] signature = signature(MESSAGE);
    for (int length : new int[] {0, 1, length() - 1, length() + 1, 2 * length(), 10_000}) {
      assertRefused(MESSAGE, Arrays.copyOf(signature, length));
    }
  }

  @Test
  void verify_afterARefusal_stillVerifies() {
    Verifier verifier = verifier();
    byte[] signature = signature(MESSAGE);
    assertThrows(SignatureException.class, () -> verifier.verify(MESSAGE, new byte[3]));
    assertThrows(SignatureException.class, () -> verifier.verify(new byte[1], signature));

    assertDoesNotThrow(() -> verifier.verify(MESSAGE, signature));
  }

  @Test
  void verify_constantSignatures_refuses() {
    byte[] ones = new byte[length()];
    Arrays.fill(ones, (byte) -1);

    assertRefused(MESSAGE, new byte[length()]);
    assertRefused(MESSAGE, ones);
  }

  @Test
  void toString_ofSignerAndVerifier_isOnlySchemeAndId() {
    assertEquals(algorithm() + " signer " + KEY_ID, signer().toString());
    assertEquals(algorithm() + " verifier " + KEY_ID, verifier().toString());
    assertEquals(algorithm(), signer().algorithm());
    assertEquals(algorithm(), verifier().algorithm());
    assertEquals(KEY_ID, signer().keyId());
    assertEquals(KEY_ID, verifier().keyId());
    assertSame(digest(), signer().digest());
    assertSame(digest(), verifier().digest());
  }

  @Test
  void construct_badKeyId_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> signer("key\"7", keys().getPrivate()));
    assertThrows(IllegalArgumentException.class, () -> verifier("", keys().getPublic()));
  }

  @Test
  void construct_keyOfAnotherScheme_isRefusedAtOnceWithoutACause() {
    assertNull(
        assertThrows(
                IllegalArgumentException.class, () -> signer(KEY_ID, foreignKeys().getPrivate()))
            .getCause());
    assertNull(
        assertThrows(
                IllegalArgumentException.class, () -> verifier(KEY_ID, foreignKeys().getPublic()))
            .getCause());
  }

  @Test
  void signAndVerify_eightThreads_neverMixMessages() throws Exception {
    eightThreads(5);
  }

  @Test
  @Tag("proof")
  void signAndVerify_eightThreadsForLong_neverMixMessages() throws Exception {
    eightThreads(100);
  }

  private void eightThreads(int rounds) throws Exception {
    Signer signer = signer();
    Verifier verifier = verifier();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        byte own = (byte) thread;
        work.add(
            pool.submit(
                () -> {
                  int done = 0;
                  for (int round = 0; round < rounds; round++) {
                    byte[] message = {own, (byte) round};
                    byte[] signature = signer.sign(message);
                    verifier.verify(message, signature);
                    assertThrows(
                        SignatureException.class,
                        () -> verifier.verify(new byte[] {own, -1}, signature));
                    done++;
                  }
                  return done;
                }));
      }
      for (Future<Integer> each : work) {
        assertEquals(rounds, each.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }
}

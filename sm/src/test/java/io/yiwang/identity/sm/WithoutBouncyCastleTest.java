package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.Signer;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the first signed call loads no class of Bouncy Castle, whose jar takes the JVM 0.2 s
 * to open and verify.
 */
class WithoutBouncyCastleTest {
  /** Reads keys from PEM, signs and verifies. */
  public static final class FirstCall {
    private FirstCall() {}

    /** Returns the public key that verifies a signature with the key. */
    public static String run() throws Exception {
      Sm2PrivateKey key = SmKeys.privateKey(SmKeys.pkcs8Pem(SmKeys.generate()).getBytes(US_ASCII));
      String publicKey = SmKeys.spkiPem(key.publicKey());
      byte[] message = Sm3Digest.INSTANCE.digest(new byte[1000]);
      new Sm2Verifier("app-1", SmKeys.publicKey(publicKey.getBytes(US_ASCII)))
          .verify(message, new Sm2Signer("app-1", key).sign(message));
      return publicKey;
    }

    /** Returns the error of a signer that uses Bouncy Castle. */
    public static String runByBouncyCastle() {
      Sm2Signer signer =
          Sm2Signer.builder("app-1", SmKeys.generate()).provider(Sm2Provider.BOUNCY_CASTLE).build();
      try {
        signer.sign(new byte[1]);
        return "nothing";
      } catch (NoClassDefFoundError e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  @Test
  void firstCall_withKeysInPem_needsBouncyCastleOnlyWhereChosen() throws Exception {
    URL[] alone =
        Stream.of(FirstCall.class, Sm2Signer.class, Signer.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
      assertThrows(
          ClassNotFoundException.class,
          () -> loader.loadClass("org.bouncycastle.crypto.digests.SM3Digest"));

      Object publicKey = loader.loadClass(FirstCall.class.getName()).getMethod("run").invoke(null);

      String begin = "-----BEGIN PUBLIC KEY-----";
      assertEquals(begin, ((String) publicKey).substring(0, begin.length()));
      Object missing =
          loader.loadClass(FirstCall.class.getName()).getMethod("runByBouncyCastle").invoke(null);
      assertTrue(((String) missing).startsWith("org/bouncycastle/"), (String) missing);
    }
  }
}

package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

/** Tests keys that a scheme must not accept. */
class JcaKeysTest {
  @Test
  void ecdsaP256_keyOnAnotherCurve_isRefusedWhenGiven() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPair pair = generator.generateKeyPair();

    var signer =
        assertThrows(
            IllegalArgumentException.class, () -> new EcdsaP256Signer("k", pair.getPrivate()));
    assertThrows(
        IllegalArgumentException.class, () -> new EcdsaP256Verifier("k", pair.getPublic()));

    assertEquals("an EC key must be on the curve P-256", signer.getMessage());
  }

  @Test
  void rsa_keyBelow2048Bits_isRefusedWhenGiven() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();

    var signer =
        assertThrows(IllegalArgumentException.class, () -> new RsaSigner("k", pair.getPrivate()));
    assertThrows(IllegalArgumentException.class, () -> new RsaPssVerifier("k", pair.getPublic()));

    assertEquals("an RSA key must have 2048 bits or more, got 1024", signer.getMessage());
  }

  @Test
  void ed25519_keyOfAnotherKind_isRefusedWhenGiven() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed448").generateKeyPair();

    var signer =
        assertThrows(
            IllegalArgumentException.class, () -> new Ed25519Signer("k", pair.getPrivate()));

    assertEquals(
        "the EdDSA key cannot be used for Ed25519; if it is in a token, give the token's provider"
            + " as well",
        signer.getMessage());
  }
}

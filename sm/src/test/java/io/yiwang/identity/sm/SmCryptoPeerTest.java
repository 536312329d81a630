package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SignatureException;
import java.util.HexFormat;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests against the Node package sm-crypto, which uses hexadecimal texts and raw signatures. */
@Tag("peer")
class SmCryptoPeerTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Sm2PrivateKey KEY = SmKeys.generate();
  private static final String PRIVATE =
      HEX.formatHex(BigIntegers.asUnsignedByteArray(32, Numbers.of(KEY.d())));
  private static final String PUBLIC = HEX.formatHex(KEY.publicKey().point().encoded());
  private static final byte[] MESSAGE = "一网通办, to be signed".getBytes(UTF_8);

  private static String smCrypto(String... arguments) throws Exception {
    return Peer.node("sm-crypto.js", arguments).good();
  }

  @Test
  void sign_here_verifiesInSmCrypto() throws Exception {
    byte[] signature = new Sm2Signer("k", KEY).sign(MESSAGE);

    assertEquals(
        "true", smCrypto("verify", PUBLIC, HEX.formatHex(MESSAGE), HEX.formatHex(signature)));
    signature[40] ^= 1;
    assertEquals(
        "false", smCrypto("verify", PUBLIC, HEX.formatHex(MESSAGE), HEX.formatHex(signature)));
  }

  @Test
  void sign_inSmCrypto_verifiesHere() throws Exception {
    byte[] signature = HEX.parseHex(smCrypto("sign", PRIVATE, HEX.formatHex(MESSAGE)));
    Sm2Verifier verifier = new Sm2Verifier("k", KEY.publicKey());

    assertDoesNotThrow(() -> verifier.verify(MESSAGE, signature));
    signature[40] ^= 1;
    assertThrows(SignatureException.class, () -> verifier.verify(MESSAGE, signature));
  }

  @Test
  void digest_ofTheSameBytes_isTheSame() throws Exception {
    assertEquals(
        smCrypto("sm3", HEX.formatHex(MESSAGE)), HEX.formatHex(Sm3Digest.INSTANCE.digest(MESSAGE)));
  }

  @Test
  void wrap_here_opensInSmCrypto() throws Exception {
    byte[] contentKey = HEX.parseHex("0123456789abcdeffedcba9876543210");

    byte[] wrapped =
        Sm2Sealing.wrap(new Sm2Multiples(KEY.publicKey().point()), contentKey, new Sm2Nonces());

    assertEquals(HEX.formatHex(contentKey), smCrypto("decrypt", PRIVATE, HEX.formatHex(wrapped)));
  }

  @Test
  void wrap_inSmCrypto_opensHere() throws Exception {
    byte[] contentKey = HEX.parseHex("00112233445566778899aabbccddeeff");

    byte[] wrapped = HEX.parseHex(smCrypto("encrypt", PUBLIC, HEX.formatHex(contentKey)));

    assertEquals(Sm2Sealing.WRAPPED_BYTES, wrapped.length);
    assertArrayEquals(contentKey, Sm2Sealing.unwrap(KEY.d(), wrapped));
  }
}

package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against the machine's OpenSSL, which writes signatures in DER. */
@Tag("peer")
class OpensslPeerTest {
  private static final byte[] MESSAGE = "一网通办, to be signed".getBytes(UTF_8);
  private static final String USER_ID = "distid:1234567812345678";

  @TempDir Path folder;

  private Peer.Ended openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return Peer.run(folder, command);
  }

  private Peer.Ended verify(byte[] raw) throws Exception {
    BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(Sm2Curve.N, raw);
    Files.write(
        folder.resolve("signature"), StandardDSAEncoding.INSTANCE.encode(Sm2Curve.N, rs[0], rs[1]));
    return openssl(
        "dgst",
        "-sm3",
        "-verify",
        "public.pem",
        "-sigopt",
        USER_ID,
        "-signature",
        "signature",
        "message");
  }

  @Test
  void sign_withAnExportedKey_verifiesInOpenssl() throws Exception {
    Sm2PrivateKey key = SmKeys.generate();
    Files.writeString(folder.resolve("public.pem"), SmKeys.spkiPem(key.publicKey()));
    Files.write(folder.resolve("message"), MESSAGE);
    byte[] signature = new Sm2Signer("k", key).sign(MESSAGE);

    assertTrue(verify(signature).good().contains("Verified OK"));
    signature[40] ^= 1;
    assertNotEquals(0, verify(signature).code());
  }

  @Test
  void verify_signatureOfOpenssl_passes() throws Exception {
    openssl("genpkey", "-algorithm", "SM2", "-out", "private.pem").good();
    Files.write(folder.resolve("message"), MESSAGE);
    openssl(
            "dgst",
            "-sm3",
            "-sign",
            "private.pem",
            "-sigopt",
            USER_ID,
            "-out",
            "signature",
            "message")
        .good();
    BigInteger[] rs =
        StandardDSAEncoding.INSTANCE.decode(
            Sm2Curve.N, Files.readAllBytes(folder.resolve("signature")));
    byte[] raw = PlainDSAEncoding.INSTANCE.encode(Sm2Curve.N, rs[0], rs[1]);
    Sm2PrivateKey key = SmKeys.privateKey(folder.resolve("private.pem"), null);
    Sm2Verifier verifier = new Sm2Verifier("k", key.publicKey());

    assertDoesNotThrow(() -> verifier.verify(MESSAGE, raw));
    raw[0] ^= 1;
    assertThrows(SignatureException.class, () -> verifier.verify(MESSAGE, raw));
  }

  @Test
  void pkcs8_writtenHere_isReadByOpenssl() throws Exception {
    Sm2PrivateKey key = SmKeys.generate();
    Files.writeString(folder.resolve("private.pem"), SmKeys.pkcs8Pem(key));

    openssl("pkey", "-in", "private.pem", "-pubout", "-out", "public.pem").good();

    assertEquals(SmKeys.spkiPem(key.publicKey()), Files.readString(folder.resolve("public.pem")));
  }

  @Test
  void digest_ofTheSameFile_isTheSame() throws Exception {
    byte[] content = new byte[100_000];
    Files.write(folder.resolve("content"), content);

    String theirs = openssl("dgst", "-sm3", "-r", "content").good();

    assertEquals(
        HexFormat.of().formatHex(Sm3Digest.INSTANCE.digest(content)), theirs.split(" ")[0]);
  }
}

package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;

/** Fuzzes files of keys and certificates. */
public final class KeysFuzz implements FuzzTarget {
  private static final char[] PASSWORD = "secret".toCharArray();

  @FunctionalInterface
  private interface Reader {
    Object read(byte[] bytes) throws Exception;
  }

  private static final List<Reader> READERS =
      List.of(
          bytes -> SmKeys.privateKey(bytes),
          bytes -> SmKeys.privateKey(bytes, PASSWORD),
          SmKeys::publicKey,
          SmKeys::rawPrivateKey,
          SmKeys::rawPublicKey,
          bytes -> SmKeys.pkcs12(new ByteArrayInputStream(bytes), PASSWORD, null),
          bytes -> TrustAnchors.pem(new String(bytes, ISO_8859_1)));

  @Override
  public Stream<byte[]> good() throws Exception {
    return Stream.of(
        FuzzPki.pkcs8(FuzzPki.key()),
        SmKeys.pkcs8Pem(FuzzPki.key()).getBytes(US_ASCII),
        SmKeys.spkiPem(FuzzPki.key().publicKey()).getBytes(US_ASCII),
        FuzzPki.CITIZEN.getEncoded(),
        ("-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(FuzzPki.ROOT.getEncoded())
                + "\n-----END CERTIFICATE-----\n")
            .getBytes(US_ASCII),
        encrypted(),
        pkcs12());
  }

  private static byte[] encrypted() throws Exception {
    return new JcaPKCS8Generator(
            FuzzPki.jca(FuzzPki.key()),
            new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setIterationCount(1)
                .setPassword(PASSWORD)
                .build())
        .generate()
        .getContent();
  }

  private static byte[] pkcs12() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
    store.load(null, null);
    store.setKeyEntry(
        "key",
        FuzzPki.jca(FuzzPki.key()),
        PASSWORD,
        new X509Certificate[] {FuzzPki.CITIZEN, FuzzPki.ROOT});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD);
    return bytes.toByteArray();
  }

  /** Checks that a file is a key or a certificate, or is refused without being quoted. */
  @Override
  public boolean read(byte[] bytes) throws Exception {
    String text = new String(bytes, ISO_8859_1);
    boolean taken = false;
    for (Reader reader : READERS) {
      try {
        reader.read(bytes);
        taken = true;
      } catch (GeneralSecurityException e) {
        assertNull(e.getCause());
        FuzzTarget.assertQuotesNothing(e, text);
      }
    }
    return taken;
  }
}

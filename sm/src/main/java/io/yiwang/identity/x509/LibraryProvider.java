package io.yiwang.identity.x509;

import io.yiwang.identity.sm.SmKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.util.AsymmetricKeyInfoConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Creates Bouncy Castle providers that read SM2 certificates with every marking of their keys: as
 * GM/T 0015-2023 allows and OpenSSL 3.0 and 3.1 write, the curve's identifier may take the place of
 * id-ecPublicKey.
 */
final class LibraryProvider {
  /** The identifiers of the curve and of the purposes of its keys. */
  static final List<ASN1ObjectIdentifier> SM2 =
      List.of(
          GMObjectIdentifiers.sm2p256v1,
          GMObjectIdentifiers.sm2sign,
          GMObjectIdentifiers.sm2exchange,
          GMObjectIdentifiers.sm2encrypt);

  private LibraryProvider() {}

  /**
   * Returns a private instance, since registering one would change the cryptography of the whole
   * JVM. Bouncy Castle has one table of key identifiers for all instances, so the identifiers added
   * here apply to all; without them such a certificate would have no key at all.
   */
  static Provider get() {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    for (ASN1ObjectIdentifier algorithm : SM2) {
      if (provider.getKeyInfoConverter(algorithm) == null) {
        provider.addKeyInfoConverter(algorithm, new Sm2Keys());
      }
    }
    return provider;
  }

  /** Reads a public key as if it had the usual marking. */
  private static final class Sm2Keys implements AsymmetricKeyInfoConverter {
    @Override
    public @Nullable PrivateKey generatePrivate(PrivateKeyInfo info) {
      // SmKeys reads private keys.
      return null;
    }

    @Override
    public PublicKey generatePublic(SubjectPublicKeyInfo info) throws IOException {
      try {
        byte[] common = SmKeys.publicKey(info.getEncoded()).spki();
        return BouncyCastleProvider.getPublicKey(SubjectPublicKeyInfo.getInstance(common));
      } catch (InvalidKeyException e) {
        throw new IOException(e.getMessage());
      }
    }
  }

  static X509Certificate certificate(byte[] der, Provider provider) throws CertificateException {
    try (ByteArrayInputStream in = new ByteArrayInputStream(der)) {
      if (CertificateFactory.getInstance("X.509", provider).generateCertificate(in)
          instanceof X509Certificate certificate) {
        return certificate;
      }
    } catch (CertificateException | IOException | RuntimeException e) {
      throw new CertificateException("not an X.509 certificate, of " + der.length + " bytes");
    }
    throw new CertificateException("not an X.509 certificate, of " + der.length + " bytes");
  }
}

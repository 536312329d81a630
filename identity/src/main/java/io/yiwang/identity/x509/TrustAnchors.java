package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Trusts the gateway keys whose certificate chain ends in one of these authorities. Works offline,
 * by RFC 5280, with certificates signed by SM2 with SM3, ECDSA, RSA or Ed25519. Immutable,
 * thread-safe.
 *
 * <p>Revocation is not looked at: a key is withdrawn by leaving it out of the gateway's key list.
 *
 * @see "IGS/1 section 2.5; RFC 5280 section 6"
 */
public final class TrustAnchors implements KeyTrust {
  private static final int MAX_CHAIN = 10;
  private static final int DIGITAL_SIGNATURE = 0;

  // A private instance: registering the provider would change crypto for the whole JVM.
  private final Provider provider = new BouncyCastleProvider();
  private final Set<X509Certificate> certificates = new HashSet<>();
  private final Set<TrustAnchor> anchors = new HashSet<>();

  private TrustAnchors(Iterable<? extends Certificate> trusted) throws CertificateException {
    for (Certificate certificate : trusted) {
      X509Certificate anchor = read(certificate.getEncoded());
      certificates.add(anchor);
      anchors.add(new TrustAnchor(anchor, null));
    }
    if (anchors.isEmpty()) {
      throw new CertificateException("at least one trust anchor is needed");
    }
  }

  /** Trusts these certificates of authorities. */
  public static TrustAnchors of(X509Certificate... authorities) throws CertificateException {
    return new TrustAnchors(List.of(authorities));
  }

  /** Trusts the certificates in a PEM text. */
  public static TrustAnchors pem(String text) throws CertificateException {
    try {
      return new TrustAnchors(
          CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
              .generateCertificates(new ByteArrayInputStream(text.getBytes(UTF_8))));
    } catch (CertificateException e) {
      // Without the cause: a parser's message may quote what it could not parse.
      throw new CertificateException(
          "not PEM certificates, at least one, in " + text.length() + " characters");
    }
  }

  /** Trusts the certificates in a PEM file. */
  public static TrustAnchors pem(Path file) throws IOException, CertificateException {
    return pem(Files.readString(file));
  }

  @Override
  public Verifier trusted(GatewayKey key, Instant at) throws GeneralSecurityException {
    X509Certificate leaf = validLeaf(key.chain(), at);
    byte[] spki = leaf.getPublicKey().getEncoded();
    try {
      return switch (key.alg()) {
        case "sm2-sm3" -> new Sm2Verifier(key.keyid(), SmKeys.publicKey(spki));
        case "ed25519" -> new Ed25519Verifier(key.keyid(), jdkKey("Ed25519", spki));
        case "ecdsa-p256-sha256" -> new EcdsaP256Verifier(key.keyid(), jdkKey("EC", spki));
        case "rsa-pss-sha512" -> new RsaPssVerifier(key.keyid(), jdkKey("RSA", spki));
        case "rsa-v1_5-sha256" -> new RsaVerifier(key.keyid(), jdkKey("RSA", spki));
        default -> throw new GeneralSecurityException("an algorithm that IGS/1 does not name");
      };
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the certificate's key does not fit " + key.alg(), e);
    }
  }

  private X509Certificate validLeaf(List<String> chain, Instant at)
      throws GeneralSecurityException {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw new CertificateException(
          "a chain must have 1 to " + MAX_CHAIN + " certificates, got " + chain.size());
    }
    List<X509Certificate> path = new ArrayList<>();
    for (String base64 : chain) {
      X509Certificate certificate = read(decode(base64));
      // An anchor may come along at the end, and is no part of the path.
      if (certificates.contains(certificate)) {
        break;
      }
      path.add(certificate);
    }
    if (path.isEmpty()) {
      throw new CertificateException("the gateway's key must not be a trust anchor's own");
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setDate(Date.from(at));
    parameters.setRevocationEnabled(false);
    try {
      CertPathValidator.getInstance("PKIX", provider)
          .validate(factory().generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      // Without the cause: it quotes the subjects, and a key where it is the key that is bad.
      throw new CertificateException(
          "the chain of "
              + chain.size()
              + " certificates does not end in a trust anchor, or is"
              + " not valid at that time");
    }
    X509Certificate leaf = path.get(0);
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new CertificateException("the certificate is not for signing");
    }
    return leaf;
  }

  /** The JDK's own form of a key; a foreign provider's would drag that provider along. */
  private static PublicKey jdkKey(String algorithm, byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
  }

  private static byte[] decode(String base64) throws CertificateException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new CertificateException(
          "a certificate must be base64 DER, got " + base64.length() + " characters");
    }
  }

  private X509Certificate read(byte[] der) throws CertificateException {
    try (ByteArrayInputStream in = new ByteArrayInputStream(der)) {
      if (factory().generateCertificate(in) instanceof X509Certificate certificate) {
        return certificate;
      }
    } catch (CertificateException | IOException | RuntimeException e) {
      throw new CertificateException("not an X.509 certificate, of " + der.length + " bytes");
    }
    throw new CertificateException("not an X.509 certificate, of " + der.length + " bytes");
  }

  private CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509", provider);
  }

  @Override
  public String toString() {
    return anchors.size() + " trust anchors";
  }
}

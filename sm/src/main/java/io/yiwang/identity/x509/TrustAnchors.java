package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaSealer;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Trusts the gateway keys whose certificate chain ends in one of these authorities. Works offline,
 * by RFC 5280, with certificates signed by SM2 with SM3, ECDSA, RSA or Ed25519. Immutable,
 * thread-safe.
 *
 * <p>Revocation is not looked at unless {@link #revocation} says so: the gateway withdraws a key by
 * leaving it out of its key list.
 *
 * @see "IGS/1 section 2.5; RFC 5280 section 6"
 */
public final class TrustAnchors implements KeyTrust {
  private static final int MAX_CHAIN = 10;

  // A private instance: registering the provider would change crypto for the whole JVM.
  private final Provider provider;
  private final Set<X509Certificate> certificates;
  private final Set<TrustAnchor> anchors;
  private final Revocation revocation;

  private TrustAnchors(Iterable<? extends Certificate> trusted) throws CertificateException {
    provider = new BouncyCastleProvider();
    Set<X509Certificate> read = new HashSet<>();
    for (Certificate certificate : trusted) {
      read.add(read(certificate.getEncoded(), provider));
    }
    if (read.isEmpty()) {
      throw new CertificateException("at least one trust anchor is needed");
    }
    certificates = Set.copyOf(read);
    anchors =
        read.stream()
            .map(anchor -> new TrustAnchor(anchor, null))
            .collect(Collectors.toUnmodifiableSet());
    revocation = Revocation.notChecked();
  }

  private TrustAnchors(TrustAnchors same, Revocation revocation) {
    provider = same.provider;
    certificates = same.certificates;
    anchors = same.anchors;
    this.revocation = revocation;
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
    return pem(new String(Files.readAllBytes(file), UTF_8));
  }

  @Override
  public Verifier trusted(GatewayKey key, Instant at) throws GeneralSecurityException {
    byte[] spki = trustedSpki(key, at, CertificatePurpose.MESSAGES);
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

  @Override
  public Sealer trustedSealer(GatewayKey key, Instant at) throws GeneralSecurityException {
    byte[] spki = trustedSpki(key, at, CertificatePurpose.SEALING);
    try {
      return switch (key.alg()) {
        case "sm2-sm4-gcm" -> new Sm2Sealer(key.keyid(), SmKeys.publicKey(spki));
        case "rsa-oaep-256-a256gcm" ->
            new RsaSealer(key.keyid(), (RSAPublicKey) jdkKey("RSA", spki));
        default -> throw new GeneralSecurityException("an algorithm that IGS/1 does not name");
      };
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the certificate's key does not fit " + key.alg(), e);
    }
  }

  /** The same anchors, with revocation looked at in this way. */
  public TrustAnchors revocation(Revocation revocation) {
    return new TrustAnchors(this, revocation);
  }

  /**
   * Finds the chain from a certificate to an anchor, valid at that time. Whether the certificate is
   * for a purpose, and whether it is revoked, are questions of their own.
   *
   * @param others certificates that came along, in any order; more than are needed do no harm
   * @return leaf first, the anchor last
   * @throws CertificateException if there is none; the text names no subject
   */
  public List<X509Certificate> chain(
      X509Certificate leaf, Collection<X509Certificate> others, Instant at)
      throws CertificateException {
    List<X509Certificate> store = new ArrayList<>();
    try {
      X509Certificate target = read(leaf.getEncoded(), provider);
      if (certificates.contains(target)) {
        throw new CertificateException("what signs must not be a trust anchor itself");
      }
      store.add(target);
      for (X509Certificate other : others) {
        store.add(read(other.getEncoded(), provider));
      }
      X509CertSelector selector = new X509CertSelector();
      selector.setCertificate(target);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, selector);
      parameters.setMaxPathLength(MAX_CHAIN);
      parameters.setDate(Date.from(at));
      parameters.setRevocationEnabled(false);
      parameters.addCertPathChecker(new PurposeHandled());
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(store), provider));
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult)
              CertPathBuilder.getInstance("PKIX", provider).build(parameters);
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each : built.getCertPath().getCertificates()) {
        chain.add((X509Certificate) each);
      }
      chain.add(built.getTrustAnchor().getTrustedCert());
      return List.copyOf(chain);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Without the cause: it quotes the subjects, and a key where it is the key that is bad.
      throw new CertificateException(
          "no chain from the certificate to one of "
              + anchors.size()
              + " trust anchors is valid at "
              + at);
    }
  }

  /**
   * What the answers at hand say of a chain at that time.
   *
   * @param chain as {@link #chain} returned it
   * @param more answers that came along, as in a signed document
   */
  public Revocation.Finding revocationOf(
      List<X509Certificate> chain, Instant at, RevocationData more)
      throws GeneralSecurityException {
    if (revocation.mode() == Revocation.Mode.NOT_CHECKED) {
      return new Revocation.Finding(Revocation.Status.NOT_CHECKED, null);
    }
    int last = chain.size() - 1;
    return new RevocationCheck(
            provider, chain.subList(0, last), chain.get(last), revocation.data().and(more))
        .at(at);
  }

  /** Whether a chain passes under this policy: what is unknown does where the policy is soft. */
  public boolean passes(Revocation.Finding finding) {
    return switch (finding.status()) {
      case GOOD, NOT_CHECKED -> true;
      case UNKNOWN -> revocation.mode() != Revocation.Mode.HARD_FAIL;
      case REVOKED -> false;
    };
  }

  /**
   * The public key of an offered key whose chain is trusted, to seal for or to verify with.
   *
   * @return DER {@code SubjectPublicKeyInfo}
   */
  byte[] trustedSpki(GatewayKey key, Instant at, CertificatePurpose purpose)
      throws GeneralSecurityException {
    return validLeaf(key.chain(), at, purpose).getPublicKey().getEncoded();
  }

  private X509Certificate validLeaf(List<String> offered, Instant at, CertificatePurpose purpose)
      throws GeneralSecurityException {
    if (offered.isEmpty() || offered.size() > MAX_CHAIN) {
      throw new CertificateException(
          "a chain must have 1 to " + MAX_CHAIN + " certificates, got " + offered.size());
    }
    List<X509Certificate> path = new ArrayList<>();
    for (String base64 : offered) {
      path.add(read(decode(base64), provider));
    }
    X509Certificate leaf = path.get(0);
    List<X509Certificate> chain = chain(leaf, path.subList(1, path.size()), at);
    purpose.check(leaf);
    if (!passes(revocationOf(chain, at, RevocationData.NONE))) {
      throw new CertificateException("the certificate is revoked, or nobody knows that it is not");
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

  private static X509Certificate read(byte[] der, Provider provider) throws CertificateException {
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

  @Override
  public String toString() {
    return anchors.size() + " trust anchors";
  }
}

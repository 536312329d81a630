package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.sm.Sm2Provider;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.internal.shared.PemText;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.KeyTrust;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaSealer;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Trusts gateway keys whose certificate chain ends in one of these authorities and whose
 * certificate names the gateway, since an authority certifies many others too. Works offline, by
 * RFC 5280, with certificates signed with SM2 and SM3, ECDSA, RSA or Ed25519. Immutable,
 * thread-safe.
 *
 * <p>Revocation is checked only if {@link #revocation} is set: a gateway withdraws a key by leaving
 * it out of its key list.
 *
 * @see "IGS/1 section 2.5; RFC 5280 section 6"
 */
public final class TrustAnchors implements KeyTrust {
  private static final int MAX_CERTIFICATE_TEXT = 32 << 10;
  private static final int LONGEST_NAME = 120;
  private static final int SHOWN_ANCHORS = 3;

  private final Provider provider;
  private final Set<X509Certificate> certificates;
  private final Revocation revocation;
  private final GatewayNames names;
  private final Sm2Provider sm2;

  private TrustAnchors(Iterable<? extends Certificate> trusted) throws CertificateException {
    provider = LibraryProvider.get();
    Set<X509Certificate> read = new HashSet<>();
    for (Certificate certificate : trusted) {
      read.add(LibraryProvider.certificate(certificate.getEncoded(), provider));
    }
    if (read.isEmpty()) {
      throw new CertificateException("at least one trust anchor is needed");
    }
    certificates = Set.copyOf(read);
    revocation = Revocation.notChecked();
    names = GatewayNames.NONE;
    sm2 = Sm2Provider.BUILT_IN;
  }

  private TrustAnchors(
      TrustAnchors same, Revocation revocation, GatewayNames names, Sm2Provider sm2) {
    provider = same.provider;
    certificates = same.certificates;
    this.revocation = revocation;
    this.names = names;
    this.sm2 = sm2;
  }

  /** Returns anchors with these certificates of authorities. */
  public static TrustAnchors of(X509Certificate... authorities) throws CertificateException {
    return new TrustAnchors(List.of(authorities));
  }

  /** Returns anchors with the certificates in a PEM text. */
  public static TrustAnchors pem(String text) throws CertificateException {
    return new TrustAnchors(certificates(text.getBytes(UTF_8)));
  }

  /** Returns anchors with the certificates in a PEM file, or with the one in a DER file. */
  public static TrustAnchors pem(Path file) throws IOException, CertificateException {
    try {
      return new TrustAnchors(certificates(Files.readAllBytes(file)));
    } catch (CertificateException e) {
      throw new CertificateException(file + ": " + e.getMessage());
    }
  }

  private static List<X509Certificate> certificates(byte[] content) throws CertificateException {
    Provider reader = LibraryProvider.get();
    List<X509Certificate> read = new ArrayList<>();
    try {
      for (PemText.Block block : PemText.blocks(content)) {
        // A TRUSTED CERTIFICATE has OpenSSL's trust settings after the certificate.
        if (block.type().isEmpty() || block.type().endsWith("CERTIFICATE")) {
          read.add(LibraryProvider.certificate(block.der(), reader));
        }
      }
    } catch (IOException e) {
      // Without the cause: a parser's message may quote its input.
      read.clear();
    }
    if (read.isEmpty()) {
      String found = PemText.describe(content);
      throw new CertificateException(
          "not PEM certificates, at least one, in "
              + content.length
              + " bytes"
              + (found.isEmpty() ? "" : ": " + found));
    }
    return read;
  }

  @Override
  public Verifier trusted(GatewayKey key, String host, Instant at) throws GeneralSecurityException {
    byte[] spki = trustedSpki(key, host, at, CertificatePurpose.MESSAGES);
    try {
      return switch (key.alg()) {
        case "sm2-sm3" -> new Sm2Verifier(key.keyid(), SmKeys.publicKey(spki), sm2);
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
  public Sealer trustedSealer(GatewayKey key, String host, Instant at)
      throws GeneralSecurityException {
    byte[] spki = trustedSpki(key, host, at, CertificatePurpose.SEALING);
    try {
      return switch (key.alg()) {
        case "sm2-sm4-gcm" -> new Sm2Sealer(key.keyid(), SmKeys.publicKey(spki), sm2);
        case "rsa-oaep-256-a256gcm" ->
            new RsaSealer(key.keyid(), (RSAPublicKey) jdkKey("RSA", spki));
        default -> throw new GeneralSecurityException("an algorithm that IGS/1 does not name");
      };
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the certificate's key does not fit " + key.alg(), e);
    }
  }

  /** Returns only the public key, since a certificate may be renewed. */
  @Override
  public String publicKey(GatewayKey key) throws GeneralSecurityException {
    if (key.chain().isEmpty()) {
      throw new CertificateException("the key has no certificate");
    }
    try {
      X509CertificateHolder leaf = new X509CertificateHolder(decode(key.chain().get(0)));
      SubjectPublicKeyInfo info = leaf.getSubjectPublicKeyInfo();
      boolean isMarkedAsSm2 = LibraryProvider.SM2.contains(info.getAlgorithm().getAlgorithm());
      // The key is the same with every marking.
      byte[] spki = isMarkedAsSm2 ? SmKeys.publicKey(info.getEncoded()).spki() : info.getEncoded();
      return Base64.getEncoder().encodeToString(spki);
    } catch (IOException e) {
      throw new CertificateException("the key's certificate cannot be read");
    }
  }

  /** Returns the same anchors with a policy for revocation. */
  public TrustAnchors revocation(Revocation revocation) {
    return new TrustAnchors(this, revocation, names, sm2);
  }

  /**
   * Returns the same anchors for a gateway whose certificates contain one of these names instead of
   * the endpoint's host, because it is reached by an address or through another name. A key belongs
   * to the gateway only if its certificate contains one of them, or the host, as a {@code dNSName}.
   *
   * @param names host names, such as {@code gw.example.gov.cn}
   * @throws IllegalArgumentException if one is not a host name
   */
  public TrustAnchors gatewayNames(String... names) {
    return new TrustAnchors(this, revocation, GatewayNames.of(names), sm2);
  }

  /**
   * Returns the same anchors with an implementation of SM2 for the verifiers and sealers of trusted
   * keys; {@link Sm2Provider#BUILT_IN} by default. Bouncy Castle always verifies the certificates.
   */
  public TrustAnchors sm2Provider(Sm2Provider provider) {
    return new TrustAnchors(this, revocation, names, Objects.requireNonNull(provider, "provider"));
  }

  /**
   * Finds a chain from a certificate to an anchor that is valid at a time. The purpose of the
   * certificate and its revocation are not checked.
   *
   * @param others supplied certificates in any order; certificates that are not needed do no harm
   * @return the chain, leaf first and the anchor last
   * @throws CertificateException if there is none; the message does not contain names of subjects
   */
  public List<X509Certificate> chain(
      X509Certificate leaf, Collection<X509Certificate> others, Instant at)
      throws CertificateException {
    X509Certificate target = LibraryProvider.certificate(leaf.getEncoded(), provider);
    if (certificates.contains(target)) {
      throw new CertificateException("what signs must not be a trust anchor itself");
    }
    List<X509Certificate> store = new ArrayList<>();
    for (X509Certificate other : others) {
      store.add(LibraryProvider.certificate(other.getEncoded(), provider));
    }
    List<X509Certificate> chain = new ChainSearch(provider, certificates, at).from(target, store);
    if (chain == null) {
      throw new CertificateException(
          "no chain from the certificate to one of "
              + certificates.size()
              + " trust anchors is valid at "
              + at);
    }
    return chain;
  }

  /**
   * Returns what the available answers say about a chain at a time.
   *
   * @param chain as {@link #chain} returned it
   * @param more additional answers, such as those in a signed document
   */
  public Revocation.Finding revocationOf(
      List<X509Certificate> chain, Instant at, RevocationData more)
      throws GeneralSecurityException {
    if (revocation.mode() == Revocation.Mode.NOT_CHECKED) {
      return new Revocation.Finding(Revocation.Status.NOT_CHECKED, null);
    }
    int last = chain.size() - 1;
    return new RevocationCheck(
            provider, chain.subList(0, last), chain.get(last), revocation.about(chain).and(more))
        .at(at);
  }

  /** Returns whether the policy for revocation accepts a finding. */
  public boolean passes(Revocation.Finding finding) {
    return switch (finding.status()) {
      case GOOD, NOT_CHECKED -> true;
      case UNKNOWN -> revocation.mode() != Revocation.Mode.HARD_FAIL;
      case REVOKED -> false;
    };
  }

  /**
   * Returns the public key of an offered key whose chain is trusted.
   *
   * @return {@code SubjectPublicKeyInfo} in DER
   */
  byte[] trustedSpki(GatewayKey key, String host, Instant at, CertificatePurpose purpose)
      throws GeneralSecurityException {
    return validLeaf(key.chain(), host, at, purpose).getPublicKey().getEncoded();
  }

  private X509Certificate validLeaf(
      List<String> offered, String host, Instant at, CertificatePurpose purpose)
      throws GeneralSecurityException {
    if (offered.isEmpty() || offered.size() > ChainSearch.LONGEST) {
      throw new CertificateException(
          "a chain must have 1 to " + ChainSearch.LONGEST + " certificates, got " + offered.size());
    }
    List<X509Certificate> path = new ArrayList<>();
    for (String base64 : offered) {
      path.add(LibraryProvider.certificate(decode(base64), provider));
    }
    X509Certificate leaf = path.get(0);
    List<X509Certificate> chain = gatewayChain(path, at);
    purpose.check(leaf);
    names.check(leaf, host);
    if (!passes(revocationOf(chain, at, RevocationData.NONE))) {
      throw new CertificateException("the certificate is revoked, or its status is unknown");
    }
    return leaf;
  }

  /**
   * Finds the chain; its exception shows the names of authorities, which are public, so that it is
   * clear which anchor is missing.
   */
  private List<X509Certificate> gatewayChain(List<X509Certificate> path, Instant at)
      throws CertificateException {
    try {
      return chain(path.get(0), path.subList(1, path.size()), at);
    } catch (CertificateException e) {
      X509Certificate top = path.get(path.size() - 1);
      throw new CertificateException(
          e.getMessage()
              + "; the certificates offered are issued by "
              + shown(top.getIssuerX500Principal())
              + ", and the trust anchors configured are "
              + anchorNames());
    }
  }

  private String anchorNames() {
    String names =
        certificates.stream()
            .map(anchor -> shown(anchor.getSubjectX500Principal()))
            .sorted()
            .limit(SHOWN_ANCHORS)
            .collect(Collectors.joining(", "));
    int more = certificates.size() - SHOWN_ANCHORS;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  /**
   * Returns a name with only letters, digits and common punctuation, since an offered name is
   * untrusted.
   */
  private static String shown(X500Principal name) {
    String text = name.getName().replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit} .,=+@_()/-]", "?");
    return '"'
        + (text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...")
        + '"';
  }

  /**
   * Returns a key of the JDK's own provider, since a key of another one would pull in that
   * provider.
   */
  private static PublicKey jdkKey(String algorithm, byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
  }

  private static byte[] decode(String base64) throws CertificateException {
    if (base64.length() > MAX_CERTIFICATE_TEXT) {
      throw new CertificateException(
          "a certificate must have at most "
              + MAX_CERTIFICATE_TEXT
              + " characters of base64, got "
              + base64.length());
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new CertificateException(
          "a certificate must be base64 DER, got " + base64.length() + " characters");
    }
  }

  @Override
  public String toString() {
    return certificates.size() + " trust anchors";
  }
}

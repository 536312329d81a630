package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Tests certificates whose keys are marked by their curve instead of id-ecPublicKey. */
class LibraryProviderTest {
  private static final AtomicLong SERIAL = new AtomicLong(70_000);

  @Test
  void chain_certificatesWithTheCurveAsAlgorithm_isFound() throws Exception {
    X509Certificate authority = certificate("sm2oid-root.cer");
    X509Certificate below = certificate("sm2oid-leaf.cer");
    Instant at = Instant.parse("2026-12-01T00:00:00Z");
    Path file =
        Path.of(LibraryProviderTest.class.getResource("/fixtures/keys/sm2oid-root.cer").toURI());

    for (TrustAnchors anchors : List.of(TrustAnchors.of(authority), TrustAnchors.pem(file))) {
      assertEquals(2, anchors.chain(below, List.of(), at).size());
    }
    var key = TestAuthority.offer("sm2-sm3", below);
    String spki = TrustAnchors.of(authority).publicKey(key);
    assertTrue(
        spki.startsWith("MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE"), "as if it were marked commonly");
  }

  /**
   * Returns a key whose algorithm identifier is that of the curve, as OpenSSL 3.0 and 3.1 write it.
   */
  private static Holder marked(Holder issuer, String name, Shape shape) throws Exception {
    KeyPair pair = TestAuthority.sm2();
    byte[] spki =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(
                    GMObjectIdentifiers.sm2p256v1, GMObjectIdentifiers.sm2p256v1),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
                    .getPublicKeyData()
                    .getBytes())
            .getEncoded();
    PublicKey marked =
        new PublicKey() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getAlgorithm() {
            return "EC";
          }

          @Override
          public String getFormat() {
            return "X.509";
          }

          @Override
          public byte[] getEncoded() {
            return spki.clone();
          }
        };
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer == null ? new X500Name(name) : RevocationFixture.name(issuer.certificate()),
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(TestPki.FROM),
            Date.from(TestPki.TO),
            new X500Name(name),
            marked);
    shape.of(builder);
    byte[] der =
        builder
            .build(
                new JcaContentSignerBuilder("SM3withSM2")
                    .setProvider(RevocationFixture.BC)
                    .build(issuer == null ? pair.getPrivate() : issuer.key()))
            .getEncoded();
    return new Holder(
        LibraryProvider.certificate(der, LibraryProvider.get()), pair.getPrivate(), "SM3withSM2");
  }

  @Test
  void revocationOf_chainWithTheCurveAsAlgorithm_usesListsAndAnswers() throws Exception {
    Shape gateway =
        builder -> {
          CITIZEN.of(builder);
          builder.addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(new GeneralName(GeneralName.dNSName, TestAuthority.HOST)));
        };
    Holder authority = marked(null, "CN=marked", TestPki.AUTHORITY);
    Holder below = marked(authority, "CN=marked below", TestPki.AUTHORITY);
    Holder responder = marked(below, "CN=marked responder", TestPki.RESPONDER);
    X509Certificate marked = marked(below, "CN=gw", gateway).certificate();
    byte[] first = TestPki.crl(authority, SIGNED, null, null);
    TrustAnchors anchors = TrustAnchors.of(authority.certificate());
    List<X509Certificate> others = List.of(below.certificate());

    for (boolean revoked : new boolean[] {false, true}) {
      Status expected = revoked ? Status.REVOKED : Status.GOOD;
      byte[] list = TestPki.crl(below, SIGNED, revoked ? marked : null, SIGNED);
      for (Holder by : List.of(below, responder)) {
        byte[] answer = TestPki.ocsp(by, below, marked, SIGNED, revoked ? SIGNED : null);
        for (RevocationData data :
            List.of(
                RevocationData.of(List.of(first, list), List.of()),
                RevocationData.of(List.of(first), List.of(answer)))) {
          TrustAnchors checking = anchors.revocation(Revocation.hardFail(() -> data));
          List<X509Certificate> chain = checking.chain(marked, others, SIGNED);
          assertEquals(
              expected, checking.revocationOf(chain, SIGNED, RevocationData.NONE).status());
        }
      }
    }
    var key = TestAuthority.offer("sm2-sm3", marked, below.certificate());
    assertEquals("gw-1", anchors.trusted(key, TestAuthority.HOST, SIGNED).keyId());
  }

  private static X509Certificate certificate(String name) throws Exception {
    try (var in = LibraryProviderTest.class.getResourceAsStream("/fixtures/keys/" + name)) {
      return LibraryProvider.certificate(in.readAllBytes(), LibraryProvider.get());
    }
  }
}

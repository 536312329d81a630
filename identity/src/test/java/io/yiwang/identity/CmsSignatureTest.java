package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Enormous;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CmsSignatureTest {
  private static final byte[] FORM = "申请表 application form".getBytes(UTF_8);
  private static final Instant SOON = SIGNED.plusSeconds(3600);
  private Holder root;

  @BeforeAll
  void makeRoot() throws Exception {
    root = TestPki.root("SM3withSM2");
  }

  private DocumentTrust trust(Instant now) throws Exception {
    return TestTrust.in(now, root.certificate());
  }

  private static void assertVerdict(Status status, Finding finding, DocumentVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(verdict.found(finding), verdict::report);
  }

  /** An RSA key of 16,384 bits in 2.7 KB took seconds to parse. */
  @Test
  void verify_signerWithAnEnormousKey_isRejectedSoon() throws Exception {
    SignedDocument document = enclosing(Enormous.certificate(root, 16_384, 17));

    DocumentVerdict verdict =
        assertTimeout(Duration.ofSeconds(2), () -> document.verify(FORM, null, trust(SOON)));

    assertVerdict(Status.INVALID, Finding.SIGNATURE_WRONG, verdict);
  }

  @Test
  void verify_tooManyCertificatesOrLists_isMalformed() throws Exception {
    List<X509Certificate> many = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      many.add(TestPki.under(root, "CN=C" + i, "Ed25519", CITIZEN).certificate());
    }

    assertVerdict(
        Status.INVALID,
        Finding.MALFORMED,
        enclosing(many.toArray(new X509Certificate[0])).verify(FORM, null, trust(SOON)));
    assertFalse(
        enclosing(many.subList(0, 64).toArray(new X509Certificate[0]))
            .verify(FORM, null, trust(SOON))
            .found(Finding.MALFORMED));
  }

  /** Encloses these certificates, with a signature of zeros in the name of the first. */
  private static SignedDocument enclosing(X509Certificate... certificates) throws Exception {
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    ASN1ObjectIdentifier data = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(data)));
    attributes.add(
        new Attribute(
            CMSAttributes.messageDigest,
            new DERSet(new DEROctetString(CmsAlgorithms.digest("SHA-256", FORM)))));
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (X509Certificate each : certificates) {
      all.add(Certificate.getInstance(each.getEncoded()));
    }
    SignerInfo info =
        new SignerInfo(
            new SignerIdentifier(
                new IssuerAndSerialNumber(Certificate.getInstance(certificates[0].getEncoded()))),
            sha256,
            new DERSet(attributes),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            new DEROctetString(new byte[256]),
            null);
    SignedData signedData =
        new SignedData(
            new DERSet(sha256),
            new ContentInfo(data, null),
            new DERSet(all),
            null,
            new DERSet(info));
    return SignedDocument.of(
        new ContentInfo(new ASN1ObjectIdentifier("1.2.840.113549.1.7.2"), signedData).getEncoded());
  }
}

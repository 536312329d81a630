package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation.Status;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Issues revocation lists and OCSP responses about one certificate. */
abstract class RevocationFixture {
  static final BouncyCastleProvider BC = new BouncyCastleProvider();

  static final Duration DAY = Duration.ofDays(1);

  static final Instant NEXT_DAY = SIGNED.plus(DAY);

  final Holder root;

  final X509Certificate leaf;

  RevocationFixture() throws Exception {
    root = TestPki.root("SM3withSM2");
    leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
  }

  /** Adds parts to a list. */
  interface Parts {
    void of(X509v2CRLBuilder builder) throws Exception;
  }

  static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  static byte[] list(Holder issuer, Instant made, Parts parts) throws Exception {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(name(issuer.certificate()), Date.from(made));
    builder.setNextUpdate(Date.from(made.plus(Duration.ofDays(30))));
    parts.of(builder);
    return builder
        .build(new JcaContentSignerBuilder(issuer.scheme()).setProvider(BC).build(issuer.key()))
        .getEncoded();
  }

  byte[] empty(Instant made) throws Exception {
    return list(root, made, builder -> {});
  }

  byte[] listing(Instant made, int reason) throws Exception {
    return list(
        root,
        made,
        builder -> builder.addCRLEntry(leaf.getSerialNumber(), Date.from(SIGNED), reason));
  }

  byte[] delta(Instant made, int reason) throws Exception {
    return list(
        root,
        made,
        builder -> {
          builder.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.ONE));
          builder.addCRLEntry(leaf.getSerialNumber(), Date.from(SIGNED), reason);
        });
  }

  byte[] answer(CertificateStatus status, Instant made, Instant next) throws Exception {
    CertificateID id =
        new CertificateID(
            new JcaDigestCalculatorProviderBuilder()
                .setProvider(BC)
                .build()
                .get(CertificateID.HASH_SHA1),
            new JcaX509CertificateHolder(root.certificate()),
            leaf.getSerialNumber());
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(name(root.certificate())));
    builder.addResponse(
        id, status, Date.from(made), next == null ? null : Date.from(next), (Extensions) null);
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            builder.build(
                new JcaContentSignerBuilder(root.scheme()).setProvider(BC).build(root.key()),
                null,
                Date.from(made)))
        .getEncoded();
  }

  Status status(Instant at, byte[]... lists) throws Exception {
    return status(at, RevocationData.of(List.of(lists), List.of()));
  }

  Status status(Instant at, RevocationData data) throws Exception {
    return status(leaf, at, data);
  }

  Status status(X509Certificate certificate, Instant at, RevocationData data) throws Exception {
    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(() -> data));
    return anchors
        .revocationOf(anchors.chain(certificate, List.of(), at), at, RevocationData.NONE)
        .status();
  }
}

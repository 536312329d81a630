package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;

/**
 * Tests lists and answers with more than permanent revocations: suspensions, deltas, invalidity
 * dates and indirect lists.
 */
class RevocationListTest extends RevocationFixture {
  RevocationListTest() throws Exception {}

  // Suspended, and lifted.

  @Test
  void revocationOf_suspensionLifted_isGoodAgain() throws Exception {
    byte[] suspended = listing(SIGNED, CRLReason.certificateHold);

    assertEquals(Status.REVOKED, status(NEXT_DAY, suspended));
    assertEquals(Status.GOOD, status(NEXT_DAY, suspended, empty(NEXT_DAY)));
    assertEquals(Status.GOOD, status(NEXT_DAY, empty(NEXT_DAY), suspended));
    // Suspended again.
    byte[] again = listing(NEXT_DAY.plusSeconds(60), CRLReason.certificateHold);
    assertEquals(Status.REVOKED, status(NEXT_DAY, suspended, empty(NEXT_DAY), again));
    // An older list lifts nothing.
    assertEquals(Status.REVOKED, status(NEXT_DAY, empty(SIGNED.minusSeconds(60)), suspended));
  }

  @Test
  void revocationOf_permanentRevocationRemovedFromTheList_staysRevoked() throws Exception {
    for (int reason : List.of(CRLReason.keyCompromise, CRLReason.unspecified)) {
      assertEquals(Status.REVOKED, status(NEXT_DAY, listing(SIGNED, reason), empty(NEXT_DAY)));
    }
  }

  @Test
  void revocationOf_listOfAnotherScope_doesNotLiftASuspension() throws Exception {
    byte[] suspended = listing(SIGNED, CRLReason.certificateHold);
    byte[] ofOthers =
        list(
            root,
            NEXT_DAY,
            builder ->
                builder.addExtension(
                    Extension.issuingDistributionPoint,
                    true,
                    new IssuingDistributionPoint(null, false, true, null, false, false)));
    byte[] forged = list(TestPki.root("SM3withSM2"), NEXT_DAY, builder -> {});

    assertEquals(Status.REVOKED, status(NEXT_DAY, suspended, ofOthers, forged));
  }

  @Test
  void revocationOf_removeFromCrlInADelta_isGoodAgain() throws Exception {
    byte[] suspended = listing(SIGNED, CRLReason.certificateHold);
    byte[] removed = delta(NEXT_DAY, CRLReason.removeFromCRL);

    assertEquals(Status.REVOKED, status(NEXT_DAY, suspended));
    // No complete list has shown yet that it is good, but it is no longer revoked.
    assertEquals(Status.UNKNOWN, status(NEXT_DAY, suspended, removed));
    assertEquals(Status.GOOD, status(NEXT_DAY, suspended, removed, empty(SIGNED.minusSeconds(9))));
    assertEquals(Status.GOOD, status(SIGNED, empty(SIGNED), removed));
    assertEquals(
        Status.REVOKED, status(NEXT_DAY, empty(SIGNED), delta(NEXT_DAY, CRLReason.keyCompromise)));
  }

  @Test
  void revocationOf_suspensionLiftedByAnAnswer_isGoodAgain() throws Exception {
    byte[] suspended = listing(SIGNED, CRLReason.certificateHold);
    Instant week = NEXT_DAY.plus(Duration.ofDays(7));
    byte[] good = answer(CertificateStatus.GOOD, NEXT_DAY, week);
    byte[] held =
        answer(new RevokedStatus(Date.from(SIGNED), CRLReason.certificateHold), SIGNED, week);

    assertEquals(
        Status.GOOD, status(NEXT_DAY, RevocationData.of(List.of(suspended), List.of(good))));
    assertEquals(Status.GOOD, status(NEXT_DAY, RevocationData.of(List.of(), List.of(held, good))));
    assertEquals(
        Status.GOOD, status(NEXT_DAY, RevocationData.of(List.of(empty(NEXT_DAY)), List.of(held))));
    assertEquals(Status.REVOKED, status(NEXT_DAY, RevocationData.of(List.of(), List.of(held))));
  }

  // Invalidity dates.

  @Test
  void revocationOf_invalidityDateBeforeTheRevocation_counts() throws Exception {
    Instant revoked = SIGNED.plus(Duration.ofDays(10));
    Instant invalid = SIGNED.plus(Duration.ofDays(2));
    byte[] list =
        list(
            root,
            revoked,
            builder -> {
              ExtensionsGenerator extensions = new ExtensionsGenerator();
              extensions.addExtension(
                  Extension.reasonCode, false, CRLReason.lookup(CRLReason.keyCompromise));
              extensions.addExtension(
                  Extension.invalidityDate, false, new ASN1GeneralizedTime(Date.from(invalid)));
              builder.addCRLEntry(
                  leaf.getSerialNumber(), Date.from(revoked), extensions.generate());
            });

    assertEquals(Status.GOOD, status(invalid.minusSeconds(1), list));
    assertEquals(Status.REVOKED, status(invalid, list));
    assertEquals(Status.REVOKED, status(invalid.plus(DAY), list));
  }

  @Test
  void revocationOf_invalidityDateAfterTheRevocation_isIgnored() throws Exception {
    byte[] list =
        list(
            root,
            NEXT_DAY,
            builder -> {
              ExtensionsGenerator extensions = new ExtensionsGenerator();
              extensions.addExtension(
                  Extension.invalidityDate,
                  false,
                  new ASN1GeneralizedTime(Date.from(NEXT_DAY.plus(DAY))));
              builder.addCRLEntry(leaf.getSerialNumber(), Date.from(SIGNED), extensions.generate());
            });

    assertEquals(Status.REVOKED, status(SIGNED, list));
  }

  // Indirect lists.

  private static void isIndirect(X509v2CRLBuilder builder) throws Exception {
    builder.addExtension(
        Extension.issuingDistributionPoint,
        true,
        new IssuingDistributionPoint(null, false, false, null, true, false));
  }

  private static void entryOf(X509v2CRLBuilder builder, X509Certificate issuer, BigInteger number)
      throws Exception {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(
        Extension.certificateIssuer, true, new GeneralNames(new GeneralName(name(issuer))));
    builder.addCRLEntry(number, Date.from(SIGNED), extensions.generate());
  }

  @Test
  void revocationOf_indirectListWithANumberOfAnotherIssuer_doesNotRevoke() throws Exception {
    Holder other = TestPki.root("SM3withSM2");
    BigInteger number = leaf.getSerialNumber();
    byte[] ofAnother =
        list(
            root,
            SIGNED,
            builder -> {
              isIndirect(builder);
              entryOf(builder, other.certificate(), number);
            });
    byte[] ofBoth =
        list(
            root,
            SIGNED,
            builder -> {
              isIndirect(builder);
              entryOf(builder, other.certificate(), number);
              entryOf(builder, root.certificate(), number);
            });

    assertEquals(Status.GOOD, status(NEXT_DAY, ofAnother));
    assertEquals(Status.REVOKED, status(NEXT_DAY, ofBoth));
  }

  private Shape namesListsBy(X509Certificate listSigner) {
    return builder -> {
      CITIZEN.of(builder);
      GeneralNames address =
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/all.crl"));
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(
              new DistributionPoint[] {
                new DistributionPoint(
                    new DistributionPointName(address),
                    (ReasonFlags) null,
                    new GeneralNames(new GeneralName(name(listSigner))))
              }));
    };
  }

  @Test
  void revocationOf_listOfANamedIssuer_revokesIfTheAuthorityCertifiedIt() throws Exception {
    Shape signsLists =
        builder -> {
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign));
        };
    Holder signer = TestPki.under(root, "CN=lists", "SM3withSM2", signsLists);
    Holder citizen = TestPki.under(root, "CN=lists", "SM3withSM2", CITIZEN);
    Holder stranger =
        TestPki.under(TestPki.root("SM3withSM2"), "CN=lists", "SM3withSM2", signsLists);
    X509Certificate named =
        TestPki.under(root, "CN=Wang", "SM3withSM2", namesListsBy(signer.certificate()))
            .certificate();
    for (Holder by : List.of(signer, citizen, stranger)) {
      byte[] list =
          list(
              by,
              SIGNED,
              builder -> {
                isIndirect(builder);
                entryOf(builder, root.certificate(), named.getSerialNumber());
                entryOf(builder, root.certificate(), leaf.getSerialNumber());
              });
      RevocationData data =
          RevocationData.of(List.of(list), List.of()).listSigners(List.of(by.certificate()));

      Status expected = by.equals(signer) ? Status.REVOKED : Status.UNKNOWN;
      assertEquals(expected, status(named, NEXT_DAY, data));
      assertEquals(Status.UNKNOWN, status(leaf, NEXT_DAY, data), "names no other list signer");
      assertEquals(
          Status.UNKNOWN,
          status(named, NEXT_DAY, RevocationData.of(List.of(list), List.of())),
          "nobody has the signer's certificate");
    }
  }

  // Answers that end at once, or never.

  @Test
  void revocationOf_answerWithItsOwnTimeAsEnd_isValidForADay() throws Exception {
    for (Instant next : new Instant[] {SIGNED, null}) {
      byte[] good = answer(CertificateStatus.GOOD, SIGNED, next);
      RevocationData data = RevocationData.of(List.of(), List.of(good));

      assertEquals(Status.GOOD, status(SIGNED, data));
      assertEquals(Status.GOOD, status(SIGNED.plusSeconds(1), data));
      assertEquals(Status.GOOD, status(NEXT_DAY, data));
      assertEquals(Status.UNKNOWN, status(NEXT_DAY.plusSeconds(1), data));
      assertEquals(Status.GOOD, status(SIGNED.minusSeconds(60), data), "was in order before");
    }
  }

  @Test
  void revocationOf_answerUnknown_saysNothing() throws Exception {
    byte[] unknown = answer(new UnknownStatus(), SIGNED, NEXT_DAY);

    assertEquals(Status.UNKNOWN, status(SIGNED, RevocationData.of(List.of(), List.of(unknown))));
    assertEquals(
        Status.GOOD, status(SIGNED, RevocationData.of(List.of(empty(SIGNED)), List.of(unknown))));
  }
}

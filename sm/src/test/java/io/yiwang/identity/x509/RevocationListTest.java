package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests lists and answers with more than permanent revocations: suspensions, deltas, invalidity
 * dates and indirect lists.
 */
class RevocationListTest {
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final AtomicLong SERIAL = new AtomicLong(70_000);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant NEXT_DAY = SIGNED.plus(DAY);

  private final Holder root;
  private final X509Certificate leaf;

  RevocationListTest() throws Exception {
    root = TestPki.root("SM3withSM2");
    leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
  }

  /** Adds parts to a list. */
  private interface Parts {
    void of(X509v2CRLBuilder builder) throws Exception;
  }

  private static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static byte[] list(Holder issuer, Instant made, Parts parts) throws Exception {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(name(issuer.certificate()), Date.from(made));
    builder.setNextUpdate(Date.from(made.plus(Duration.ofDays(30))));
    parts.of(builder);
    return builder
        .build(new JcaContentSignerBuilder(issuer.scheme()).setProvider(BC).build(issuer.key()))
        .getEncoded();
  }

  private byte[] empty(Instant made) throws Exception {
    return list(root, made, builder -> {});
  }

  private byte[] listing(Instant made, int reason) throws Exception {
    return list(
        root,
        made,
        builder -> builder.addCRLEntry(leaf.getSerialNumber(), Date.from(SIGNED), reason));
  }

  private byte[] delta(Instant made, int reason) throws Exception {
    return list(
        root,
        made,
        builder -> {
          builder.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.ONE));
          builder.addCRLEntry(leaf.getSerialNumber(), Date.from(SIGNED), reason);
        });
  }

  private byte[] answer(CertificateStatus status, Instant made, Instant next) throws Exception {
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

  private Status status(Instant at, byte[]... lists) throws Exception {
    return status(at, RevocationData.of(List.of(lists), List.of()));
  }

  private Status status(Instant at, RevocationData data) throws Exception {
    return status(leaf, at, data);
  }

  private Status status(X509Certificate certificate, Instant at, RevocationData data)
      throws Exception {
    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(() -> data));
    return anchors
        .revocationOf(anchors.chain(certificate, List.of(), at), at, RevocationData.NONE)
        .status();
  }

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

  // The cache.

  private List<X509Certificate> chain() {
    return List.of(leaf, root.certificate());
  }

  private static long files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void about_manyListsOfOneAuthority_keepsOnlyTheNewest(@TempDir Path folder) throws Exception {
    List<byte[]> lists = new ArrayList<>();
    List<byte[]> answers = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      Instant made = SIGNED.plus(Duration.ofDays(day));
      lists.add(empty(made));
      answers.add(answer(CertificateStatus.GOOD, made, made.plus(DAY)));
    }
    byte[] newestList = lists.get(19);
    byte[] newestAnswer = answers.get(19);
    Collections.reverse(lists);
    Collections.swap(answers, 3, 19);
    RevocationCache cache = new RevocationCache(folder);
    cache.add(RevocationData.of(lists, answers));
    assertEquals(40, files(folder));

    RevocationData about = cache.about(chain());

    assertEquals("1 CRLs and 1 OCSP responses", about.toString());
    assertArrayEquals(newestList, about.crls().get(0));
    assertArrayEquals(newestAnswer, about.ocspResponses().get(0));
    assertEquals(2, files(folder));
    assertEquals("1 CRLs and 1 OCSP responses", cache.about(chain()).toString());
  }

  @Test
  void about_listsThatDoNotReplaceEachOther_keepsBoth(@TempDir Path folder) throws Exception {
    Holder impostor =
        new Holder(root.certificate(), TestPki.root("SM3withSM2").key(), root.scheme());
    byte[] forged = list(impostor, SIGNED.plus(Duration.ofDays(300)), builder -> {});
    byte[] revoked = listing(SIGNED, CRLReason.keyCompromise);
    byte[] withoutIt = empty(NEXT_DAY);
    RevocationCache cache = new RevocationCache(folder);
    cache.add(RevocationData.of(List.of(forged, revoked, withoutIt), List.of()));

    RevocationData about = cache.about(chain());

    assertEquals(3, about.crls().size(), "a revocation for good is not forgotten");
    assertEquals(Status.REVOKED, status(NEXT_DAY, about));
  }

  @Test
  void about_liftedSuspension_isDiscarded(@TempDir Path folder) throws Exception {
    RevocationCache cache = new RevocationCache(folder);
    cache.add(
        RevocationData.of(
            List.of(empty(NEXT_DAY), listing(SIGNED, CRLReason.certificateHold)), List.of()));

    assertEquals(Status.GOOD, status(NEXT_DAY, cache.about(chain())));
    assertEquals(1, files(folder));
  }

  @Test
  void add_moreThanASubfolderHoldsInAnyOrder_keepsTheNewest(@TempDir Path folder) throws Exception {
    // A time in the future counts as now.
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    RevocationCache cache = new RevocationCache(folder);
    byte[] newest = empty(past.plus(Duration.ofDays(5)));
    cache.add(RevocationData.of(List.of(newest), List.of()));
    for (int i = 0; i < 80; i++) {
      cache.add(RevocationData.of(List.of(empty(past.plusSeconds(i))), List.of()));
    }

    assertTrue(files(folder) <= 64);
    assertArrayEquals(newest, cache.about(chain()).crls().get(0));
  }

  // SM2 marked by its curve.

  @Test
  void chain_certificatesWithTheCurveAsAlgorithm_isFound() throws Exception {
    X509Certificate authority = certificate("sm2oid-root.cer");
    X509Certificate below = certificate("sm2oid-leaf.cer");
    Instant at = Instant.parse("2026-12-01T00:00:00Z");
    Path file =
        Path.of(RevocationListTest.class.getResource("/fixtures/keys/sm2oid-root.cer").toURI());

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
            issuer == null ? new X500Name(name) : name(issuer.certificate()),
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
                    .setProvider(BC)
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
    try (var in = RevocationListTest.class.getResourceAsStream("/fixtures/keys/" + name)) {
      return LibraryProvider.certificate(in.readAllBytes(), LibraryProvider.get());
    }
  }
}

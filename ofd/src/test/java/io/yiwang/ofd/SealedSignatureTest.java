package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedSignatureTest extends DialectFixture {
  private static final Charset GBK = Charset.forName("GBK");

  @ParameterizedTest
  @CsvSource({
    "/Doc_0/Signs/Sign_0/Signature.xml, VALID",
    "Doc_0/Signs/Sign_0/Signature.xml, VALID",
    "Signs/Sign_0/Signature.xml, VALID",
    "Sign_0/Signature.xml, VALID",
    "/doc_0/signs/sign_0/signature.xml, VALID",
    "/Signs/Sign_0/Signature.xml, INVALID",
    "/Doc_0/Signs/Sign_1/Signature.xml, INVALID",
    "gn_0/Signature.xml, INVALID",
    "/, INVALID",
    "../../x, INVALID",
  })
  void verify_property_mustNameTheFile(String property, Status status) throws Exception {
    Sealing sealing = sealing();
    sealing.property = property;

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(status, verdict.status(), verdict::report);
  }

  /** The signed algorithm counts, not the text in the XML. */
  @ParameterizedTest
  @ValueSource(strings = {"", "SM2", "SM3withSM2", "1.2.156.10197.1.301", "x"})
  void verify_anySignatureMethodInTheXml_isValid(String method) throws Exception {
    Sealing sealing = sealing();
    sealing.signatureXml =
        xml ->
            xml.replace(
                "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>",
                method.isEmpty()
                    ? ""
                    : "<ofd:SignatureMethod>" + method + "</ofd:SignatureMethod>");

    assertHolds(OfdMaker.receipt().seal(sealing));
  }

  @Test
  void verify_everyFormOfTime_isRead() throws Exception {
    Holder stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", STAMPS);
    byte[] stamp = TestPki.bentTimestamp(stamps, new byte[3], SIGNED, true);
    byte[] utc = new ASN1UTCTime("260601000000Z").getEncoded();
    List<Sealing> all = new ArrayList<>();
    for (String each :
        List.of(
            "20260601000000Z", "20260601080000", "20260601000000.302Z", "20260601080000+0800")) {
      Sealing sealing = sealing();
      sealing.timeValue = new ASN1GeneralizedTime(each);
      all.add(sealing);
    }
    Sealing asText = sealing();
    asText.timeValue = new DERUTF8String("20260601000000Z");
    Sealing asUtc = sealing();
    asUtc.timeValue = new ASN1UTCTime("260601000000Z");
    all.addAll(List.of(asText, asUtc));
    for (var each :
        List.of(
            new DERBitString(utc),
            new DEROctetString(utc),
            new ASN1UTCTime("260601000000Z"),
            new DERIA5String("20260601000000Z"),
            new DERBitString("2026-06-01 08:00:00".getBytes(UTF_8)),
            new DERBitString("2026/06/01T00:00:00+00:00".getBytes(UTF_8)),
            new DERBitString(stamp))) {
      Sealing first = sealing();
      first.version = 1;
      first.timeValue = each;
      all.add(first);
    }
    for (Sealing each : all) {
      OfdVerdict verdict = verify(OfdMaker.receipt().seal(each).zip());

      assertEquals(Status.VALID, verdict.status(), verdict::report);
      Instant claimed = verdict.signatures().get(0).claimedTime();
      assertEquals(SIGNED.getEpochSecond(), claimed.getEpochSecond());
    }
  }

  @Test
  void verify_unreadableTime_isIndeterminate() throws Exception {
    Sealing sealing = sealing();
    sealing.version = 1;
    sealing.timeValue = new DERBitString(new byte[] {0x30, 3, 2, 1, 1});

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(Status.INDETERMINATE, verdict.status(), verdict::report);
    assertTrue(verdict.signatures().get(0).verdict().found(Finding.TIME_MISSING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void verify_variantsOfTheStructure_areValid(int version) throws Exception {
    Sealing octets = sealing();
    octets.octets = version == 1;
    Sealing bare = sealing();
    bare.bareCertificates = true;
    Sealing extended = sealing();
    extended.extended = true;
    Sealing sideBySide = sealing();
    sideBySide.signersSignature = SealedSignatureTest::sideBySide;
    sideBySide.makersSignature = SealedSignatureTest::sideBySide;
    for (Sealing each : List.of(octets, bare, extended, sideBySide)) {
      each.version = version;

      assertHolds(OfdMaker.receipt().seal(each));
    }
  }

  private static byte[] sideBySide(byte[] der) {
    ASN1Sequence pair = ASN1Sequence.getInstance(der);
    byte[] both = new byte[64];
    for (int i = 0; i < 2; i++) {
      BigInteger number = ASN1Integer.getInstance(pair.getObjectAt(i)).getValue();
      System.arraycopy(BigIntegers.asUnsignedByteArray(32, number), 0, both, 32 * i, 32);
    }
    return both;
  }

  @Test
  void verify_timeStampWithImplicitTag_isRead() throws Exception {
    Holder stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", STAMPS);
    Sealing sealing = sealing();
    sealing.implicitStamp = true;
    sealing.stamper =
        signature -> TestPki.bentTimestamp(stamps, signature, SIGNED.plusSeconds(20), true);

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(SIGNED.plusSeconds(20), verdict.signatures().get(0).provenTime());
  }

  /** Chinese authorities add their own extensions, and often omit the key usage. */
  @Test
  void verify_certificatesWithUnusualExtensions_isValid() throws Exception {
    TestPki.Shape own =
        builder ->
            builder.addExtension(
                new ASN1ObjectIdentifier("1.2.156.10260.4.1.4"),
                false,
                new DERUTF8String("11330106002500000X"));
    TestPki.Shape nonRepudiation =
        builder -> {
          own.of(builder);
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation));
        };
    for (TestPki.Shape each : List.of(own, nonRepudiation)) {
      Holder office = TestPki.under(root, "C=CN,O=测试市财政局,OU=票据,CN=票据专用章", "SM3withSM2", each);

      OfdVerdict verdict = verify(OfdMaker.receipt().seal(new Sealing(office, maker)).zip());

      assertEquals(Status.VALID, verdict.status(), verdict::report);
    }
  }

  /** The signature covers the bytes as they came, not as the library would encode them. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void verify_lengthsInALongerForm_isValid(int version) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    sealing.encoded = SealedSignatureTest::lengthened;
    sealing.loose = SealedSignatureTest::lengthened;

    assertHolds(OfdMaker.receipt().seal(sealing));
  }

  private static byte[] lengthened(byte[] der) {
    if (der[0] != 0x30) {
      return der;
    }
    try {
      ByteArrayOutputStream parts = new ByteArrayOutputStream();
      for (byte[] each : Der.within(der)) {
        parts.write(lengthened(each));
      }
      return ByteBuffer.allocate(parts.size() + 6)
          .put((byte) 0x30)
          .put((byte) 0x84)
          .putInt(parts.size())
          .put(parts.toByteArray())
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void verify_nameInGbk_isRead(int version) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    sealing.names = GBK;
    byte[] ofd = OfdMaker.receipt().seal(sealing).zip();

    Seal seal = verify(ofd).signatures().get(0).seal();
    assertHolds(OfdMaker.receipt().seal(sealing));
    assertEquals("测试市财政局票据专用章", seal.name());
  }
}

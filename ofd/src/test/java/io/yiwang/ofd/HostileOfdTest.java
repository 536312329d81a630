package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileOfdTest {
  private Holder signer;

  private DocumentTrust trust;

  private byte[] good;

  @BeforeAll
  void make() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", TestPki.CITIZEN);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    trust =
        new DocumentTrust(
            anchors, anchors, Clock.fixed(TestPki.SIGNED.plusSeconds(60), ZoneOffset.UTC));
    good = OfdMaker.receipt().seal(new Sealing(signer, signer)).zip();
  }

  private OfdVerdict verify(byte[] ofd) throws Exception {
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      return document.verify(trust, OfdPolicy.strict());
    }
  }

  private static void assertRefused(byte[] ofd) {
    assertThrows(OfdException.class, () -> OfdDocument.open(ofd, OfdLimits.DEFAULT).close());
  }

  @Test
  void open_documentTypeOrEntity_isRefused() throws Exception {
    for (String each :
        List.of(
            "<!DOCTYPE OFD SYSTEM \"file:///etc/passwd\"><OFD/>",
            "<!DOCTYPE OFD [<!ENTITY a \"b\">]><OFD>&a;</OFD>",
            "<OFD>&unknown;</OFD>",
            "<a>".repeat(100_000),
            "<OFD>" + "<a>".repeat(70) + "</a>".repeat(70) + "</OFD>")) {
      OfdMaker made = OfdMaker.receipt();
      made.files.put("OFD.xml", each.getBytes(UTF_8));

      assertRefused(made.zip());
    }
  }

  @Test
  void verify_documentTypeInAPage_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put(OfdMaker.PAGE, "<!DOCTYPE Page [<!ENTITY a \"b\">]><Page/>".getBytes(UTF_8));
    made.seal(new Sealing(signer, signer));

    assertEquals(Status.INVALID, verify(made.zip()).status());
  }

  @Test
  void verify_aMillionReferences_isInvalidWithinLimits() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(new Sealing(signer, signer));
    StringBuilder xml =
        new StringBuilder("<Signature><SignedInfo><References CheckMethod=\"SM3\">");
    for (int i = 0; i < 100_000; i++) {
      xml.append("<Reference FileRef=\"/OFD.xml\"><CheckValue>");
      xml.append(Integer.toHexString(i * 7919)).append("</CheckValue></Reference>");
    }
    xml.append("</References></SignedInfo><SignedValue>SignedValue.dat</SignedValue></Signature>");
    made.files.put("Doc_0/Signs/Sign_0/Signature.xml", xml.toString().getBytes(UTF_8));

    assertEquals(Status.INVALID, verify(made.zip()).status());
  }

  @Test
  void verify_hugePicture_isInvalidWithinLimits() throws Exception {
    Sealing sealing = new Sealing(signer, signer);
    sealing.pictureBytes = 5 << 20;
    Random random = new Random(1);
    OfdMaker made = OfdMaker.receipt().seal(sealing);
    // Random bytes, so that the file is not refused as a zip bomb.
    byte[] noise = new byte[8 << 20];
    random.nextBytes(noise);
    made.files.put("Doc_0/Signs/Sign_0/SignedValue.dat", noise);
    made.files.put("Doc_0/Signs/Sign_0/Seal.esl", new byte[1]);

    assertEquals(Status.INVALID, verify(made.zip()).status());
  }

  /** Readers that know namespaces and those that do not would use different ones. */
  @Test
  void open_twoAttributesOfOneLocalName_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put(
        "OFD.xml",
        new String(made.files.get("OFD.xml"), UTF_8)
            .replace(" Version=\"1.0\"", " xmlns:x=\"urn:x\" Version=\"1.0\" x:Version=\"2.0\"")
            .getBytes(UTF_8));

    assertRefused(made.zip());
  }

  private static String body(String signatures) {
    return "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        + signatures
        + "</ofd:DocBody>";
  }

  private static byte[] root(String bodies) {
    return ("<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\">" + bodies + "</ofd:OFD>")
        .getBytes(UTF_8);
  }

  /** Returns a comment that compresses badly, so that the file is not refused as a zip bomb. */
  private static String comment(int words) {
    Random random = new Random(5);
    StringBuilder comment = new StringBuilder("<!-- ");
    for (int i = 0; i < words; i++) {
      comment.append(Long.toHexString(random.nextLong())).append(' ');
    }
    return comment.append("-->").toString();
  }

  /** Readers may use either of two entries for one file. */
  @Test
  void verify_signatureListedTwice_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(new Sealing(signer, signer));
    String list = "Doc_0/Signs/Signatures.xml";
    String text = new String(made.files.get(list), UTF_8);
    String entry = text.replaceFirst("(?s).*(<ofd:Signature ID.*/>).*", "$1");
    made.files.put(list, text.replace(entry, entry + entry).getBytes(UTF_8));

    OfdVerdict verdict = verify(made.zip());

    assertEquals(Status.INVALID, verdict.status());
    assertTrue(verdict.document().found(Finding.MALFORMED), verdict::report);
  }

  @Test
  void verify_referenceListedTwiceWithAnotherDigest_isInvalid() throws Exception {
    Sealing sealing = new Sealing(signer, signer);
    OfdMaker made = OfdMaker.receipt();
    sealing.signatureXml =
        xml ->
            xml.replaceFirst(
                "<ofd:Reference ",
                "<ofd:Reference FileRef=\"/OFD.xml\"><ofd:CheckValue>AAAA</ofd:CheckValue>"
                    + "</ofd:Reference><ofd:Reference ");
    made.seal(sealing);

    assertEquals(Status.INVALID, verify(made.zip()).status());
  }

  @Test
  @Timeout(60)
  void fiscalReceipt_oneLargeFileAttachedAThousandTimes_isReadOnce() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    String large = "<x>" + comment(150_000) + "</x>";
    made.files.put("Doc_0/Attachs/large.xml", large.getBytes(UTF_8));
    made.files.put(
        "Doc_0/Attachs/Attachments.xml",
        ("<Attachments>"
                + "<Attachment Name=\"a\"><FileLoc>large.xml</FileLoc></Attachment>".repeat(5000)
                + "</Attachments>")
            .getBytes(UTF_8));

    try (OfdDocument document = OfdDocument.open(made.zip(), OfdLimits.DEFAULT)) {
      assertEquals(5000, document.attachments().size());
      assertTrue(document.fiscalReceipt().isPresent());
    }
  }

  /** The parser searches the prefixes one by one for each element. */
  @Test
  @Timeout(60)
  void open_tenThousandNamespaces_endsWithinSeconds() throws Exception {
    StringBuilder spaces = new StringBuilder("<a0:OFD");
    for (int i = 0; i < 9_990; i++) {
      spaces.append(" xmlns:a").append(i).append("=\"urn:x\"");
    }
    OfdMaker made = OfdMaker.receipt();
    String elements = comment(20_000) + "<a0:b/>".repeat(400_000);
    made.files.put("OFD.xml", (spaces + ">" + elements + "</a0:OFD>").getBytes(UTF_8));

    long start = System.nanoTime();
    assertRefused(made.zip());
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertTrue(took < 20_000, () -> took + " ms");
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    return noise;
  }

  /** A recursive parser needs stack for each level. */
  @Test
  void verify_signedValueOfAMillionLevels_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(new Sealing(signer, signer));
    for (int first : new int[] {0x30, 0xa0, 0x24}) {
      for (boolean isDefinite : new boolean[] {true, false}) {
        // With random bytes, so that the file is not refused as a zip bomb.
        byte[] noise = noise(100_000);
        ByteBuffer nested = ByteBuffer.allocate(3 << 20);
        nested.put((byte) 0x30).put((byte) 0x84).putInt(nested.capacity() - 6);
        nested.put((byte) 0x04).put((byte) 0x83).put((byte) 1).putShort((short) 34_464).put(noise);
        while (nested.remaining() >= 6) {
          if (isDefinite) {
            nested.put((byte) first).put((byte) 0x84).putInt(nested.remaining() - 4);
          } else {
            nested.put((byte) first).put((byte) 0x80);
          }
        }
        made.files.put("Doc_0/Signs/Sign_0/SignedValue.dat", nested.array());

        assertEquals(Status.INVALID, verify(made.zip()).status());
      }
    }
  }

  @Test
  void pageCount_documentNamedTwice_isCountedOnce() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("OFD.xml", root(body("") + body("")));

    try (OfdDocument document = OfdDocument.open(made.zip(), OfdLimits.DEFAULT)) {
      assertEquals(1, document.pageCount());
    }
  }

  /** Random changes cause declared exceptions only, and no changed document is valid. */
  @Test
  void openAndVerify_randomChanges_throwOnlyOfdExceptionAndAreNotValid() throws Exception {
    Random random = new Random(20261130);
    byte[] page;
    try (OfdDocument document = OfdDocument.open(good, OfdLimits.DEFAULT)) {
      page = document.pageText(0).getBytes(UTF_8);
    }
    for (int i = 0; i < 400; i++) {
      byte[] changed = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try (OfdDocument document = OfdDocument.open(changed, OfdLimits.DEFAULT)) {
        document.customData();
        document.info();
        OfdVerdict verdict = document.verify(trust, OfdPolicy.strict());
        assertFalse(verdict.report().isEmpty());
        if (verdict.valid()) {
          assertEquals(new String(page, UTF_8), document.pageText(0));
        }
      } catch (OfdException e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
  }

  /** The library parses nested values recursively. */
  @ParameterizedTest
  @CsvSource({"Seal, true", "Seal, false", "Sign, true", "Sign, false"})
  void verify_deeplyNestedSignedValue_isInvalid(String type, boolean hasLengths) throws Exception {
    Sealing sealing = new Sealing(signer, signer);
    sealing.type = type;
    sealing.unsealed = bytes -> nested(hasLengths);

    assertEquals(Status.INVALID, verify(OfdMaker.receipt().seal(sealing).zip()).status());
  }

  @Test
  void verify_deeplyNestedCertificate_isInvalid() throws Exception {
    Sealing sealing = new Sealing(signer, signer);
    sealing.unsealed =
        bytes -> {
          DEROctetString certificate = new DEROctetString(nested(true));
          DERSequence tbs =
              new DERSequence(
                  new ASN1Encodable[] {
                    new ASN1Integer(4L), new DERSequence(new DERSequence()), certificate
                  });
          return new DERSequence(new ASN1Encodable[] {tbs, certificate}).getEncoded();
        };

    assertEquals(Status.INVALID, verify(OfdMaker.receipt().seal(sealing).zip()).status());
  }

  /** Returns a hundred thousand nested sequences. */
  private static byte[] nested(boolean hasLengths) {
    ByteBuffer bytes = ByteBuffer.allocate(600_000);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0x30);
      if (hasLengths) {
        bytes.put((byte) 0x84).putInt(bytes.remaining() - 4);
      } else {
        bytes.put((byte) 0x80);
      }
    }
    return bytes.array();
  }

  /** Each list must be read once, even if it is named many times. */
  @Test
  @Timeout(60)
  void verify_documentNamed30000Times_isReadOnce() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    String body =
        "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            + "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>";
    made.rewritten(xml -> xml.replace("</ofd:OFD>", body.repeat(30_000) + "</ofd:OFD>"))
        .rewritten(
            xml ->
                xml.replace(
                    "</ofd:CommonData>", "</ofd:CommonData>" + "<ofd:Bookmark/>".repeat(90_000)))
        .seal(new Sealing(signer, signer));
    byte[] ofd = ZipMaker.stored(made.files);

    assertEquals(Status.VALID, verify(ofd).status());
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      assertEquals(1, document.pageCount());
      assertEquals(1, document.attachments().size());
      assertTrue(document.fiscalReceipt().isPresent());
    }
  }
}

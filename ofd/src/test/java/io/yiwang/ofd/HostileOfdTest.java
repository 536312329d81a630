package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/x", "C:x", "..\\x", "ofd.XML", "a//b", "./x", "a\u0000b"})
  void open_nameThatLeadsOutOrClashes_isRefused(String name) throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put(name, new byte[1]);

    assertRefused(made.zip());
  }

  @Test
  void open_sameNameTwice_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("OFD.xmm", "<x/>".getBytes(UTF_8));
    String zip = new String(made.zip(), ISO_8859_1).replace("OFD.xmm", "OFD.xml");

    assertRefused(zip.getBytes(ISO_8859_1));
  }

  /** One reader goes by the directory, another by the headers before the files. */
  @Test
  void open_nameThatDiffersFromTheDirectory_isRefused() throws Exception {
    String zip = new String(good, ISO_8859_1);
    int first = zip.indexOf("OFD.xml");
    byte[] changed = good.clone();
    changed[first] = 'X';

    assertRefused(changed);
  }

  /** Bytes before the directory, which the end of the file is told to begin so much later. */
  private static byte[] beforeTheDirectory(byte[] zip, byte[] more) {
    ByteBuffer read = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int directory = read.getInt(zip.length - 6);
    ByteBuffer changed =
        ByteBuffer.allocate(zip.length + more.length).order(ByteOrder.LITTLE_ENDIAN);
    changed.put(zip, 0, directory).put(more).put(zip, directory, zip.length - directory);
    return changed.putInt(changed.capacity() - 6, directory + more.length).array();
  }

  /** A reader that goes through the file from its beginning showed another page. */
  @Test
  void open_entryThatTheDirectoryDoesNotName_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.keySet().retainAll(Set.of("OFD.xml"));
    byte[] other = made.zip();
    int directory = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).getInt(other.length - 6);

    assertRefused(beforeTheDirectory(good, Arrays.copyOf(other, directory)));
    assertRefused(beforeTheDirectory(good, new byte[(1 << 20) + 1]));
    assertTrue(verify(beforeTheDirectory(good, new byte[1000])).valid(), "padding is nobody's");
  }

  @Test
  void open_sizesThatDifferFromTheDirectory_isRefused() {
    byte[] changed = good.clone();
    // Its flags say no more that sizes follow, and the sizes that are there are 0.
    changed[6] &= ~8;

    assertRefused(changed);
  }

  /** What follows the packed bytes of a file would be the next entry, to another reader. */
  @Test
  void verify_fileFollowedByBytesThatAreNotItsOwn_isInvalid() throws Exception {
    byte[] changed = good.clone();
    ByteBuffer zip = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    int at = zip.getInt(changed.length - 6);
    while (!new String(changed, at + 46, zip.getShort(at + 28), UTF_8).equals("OFD.xml")) {
      at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
    }
    zip.putInt(at + 20, zip.getInt(at + 20) + 16);

    assertRefused(changed);
  }

  @Test
  void open_bomb_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("Doc_0/bomb.bin", new byte[20 << 20]);

    assertRefused(made.zip());
  }

  @Test
  void open_cutOrPaddedOrNotAZip_isRefused() {
    for (int length = 0; length < good.length; length += 97) {
      assertRefused(Arrays.copyOf(good, length));
    }
    assertRefused(Arrays.copyOf(good, good.length + 1));
    assertRefused("%PDF-1.7".getBytes(UTF_8));
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
    // So that it is not refused as a bomb.
    byte[] noise = new byte[8 << 20];
    random.nextBytes(noise);
    made.files.put("Doc_0/Signs/Sign_0/SignedValue.dat", noise);
    made.files.put("Doc_0/Signs/Sign_0/Seal.esl", new byte[1]);

    assertEquals(Status.INVALID, verify(made.zip()).status());
  }

  /** A reader that knows namespaces takes the one, another the last. */
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

  /** So that what is around it is not refused as a bomb. */
  private static String comment(int words) {
    Random random = new Random(5);
    StringBuilder comment = new StringBuilder("<!-- ");
    for (int i = 0; i < words; i++) {
      comment.append(Long.toHexString(random.nextLong())).append(' ');
    }
    return comment.append("-->").toString();
  }

  /** Two entries, perhaps of one id, for one file: which of them is looked at is up to a reader. */
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

  /** Prefixes are looked up one by one, for each element. */
  @Test
  @Timeout(60)
  void open_tenThousandNamespaces_endsSoon() throws Exception {
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

  /** A parser that goes down for each level needs the stack for each. */
  @Test
  void verify_signedValueOfAMillionLevels_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(new Sealing(signer, signer));
    for (int first : new int[] {0x30, 0xa0, 0x24}) {
      for (boolean definite : new boolean[] {true, false}) {
        // Beside noise, so that it is not refused as a bomb.
        byte[] noise = noise(100_000);
        ByteBuffer nested = ByteBuffer.allocate(3 << 20);
        nested.put((byte) 0x30).put((byte) 0x84).putInt(nested.capacity() - 6);
        nested.put((byte) 0x04).put((byte) 0x83).put((byte) 1).putShort((short) 34_464).put(noise);
        while (nested.remaining() >= 6) {
          if (definite) {
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

  /** Whatever the bytes are, the errors are the declared ones and nothing changed is valid. */
  @Test
  void openAndVerify_bytesChangedAtRandom_isDeclaredAndNeverValidForAnother() throws Exception {
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

  /** The library reads what is nested by calling itself. */
  @ParameterizedTest
  @CsvSource({"Seal, true", "Seal, false", "Sign, true", "Sign, false"})
  void verify_signedValueNestedWithoutEnd_isInvalid(String type, boolean hasLengths)
      throws Exception {
    Sealing sealing = new Sealing(signer, signer);
    sealing.type = type;
    sealing.unsealed = bytes -> nested(hasLengths);

    assertEquals(Status.INVALID, verify(OfdMaker.receipt().seal(sealing).zip()).status());
  }

  @Test
  void verify_certificateNestedWithoutEnd_isInvalid() throws Exception {
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

  /** A sequence in a sequence, a hundred thousand times. */
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

  /** Each list is read once, however often it is named. */
  @Test
  @Timeout(60)
  void verify_sameDocumentNamedWithoutEnd_isReadOnce() throws Exception {
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
    byte[] ofd = OfdMaker.stored(made.files);

    assertEquals(Status.VALID, verify(ofd).status());
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      assertEquals(1, document.pageCount());
      assertEquals(1, document.attachments().size());
      assertTrue(document.fiscalReceipt().isPresent());
    }
  }

  @Test
  @Tag("proof")
  void verify_fileOf50Megabytes_needsNoMoreThan64MegabytesOfHeap(@TempDir Path folder)
      throws Exception {
    OfdMaker made = OfdMaker.receipt();
    byte[] large = new byte[50 << 20];
    new Random(3).nextBytes(large);
    made.files.put("Doc_0/Res/logo.png", large);
    made.seal(new Sealing(signer, signer));

    assertEquals(List.of("VALID 1"), inSmallHeap(made, folder));
  }

  /** Whatever of a file is made as large as it may be, the heap is enough to say no. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--%s-->",
        "<ofd:A B=\"%s\"/>",
        "<ofd:A>%s</ofd:A>",
        "<ofd:A><![CDATA[%s]]></ofd:A>",
        "<?a %s?>",
        "<a>",
        "<a b='c'/>",
        "<a>x</a>"
      })
  @Tag("proof")
  void verify_xmlAsLargeAsAllowed_needsNoMoreThan64MegabytesOfHeap(
      String piece, @TempDir Path folder) throws Exception {
    StringBuilder noise = new StringBuilder();
    if (piece.contains("%s")) {
      byte[] random = new byte[OfdLimits.DEFAULT.xmlBytes() / 2 - 10_000];
      new Random(5).nextBytes(random);
      noise.append(piece.replace("%s", HexFormat.of().formatHex(random)));
    } else {
      int most = Math.min(450_000, (OfdLimits.DEFAULT.xmlBytes() - 10_000) / piece.length());
      noise.append(piece.repeat(piece.equals("<a>") ? 63 : most));
    }
    OfdMaker made = OfdMaker.receipt();
    made.rewritten(xml -> xml.replace("</ofd:CommonData>", "</ofd:CommonData>" + noise));
    made.seal(new Sealing(signer, signer));
    // Much that is the same would be refused as a bomb.
    Files.write(folder.resolve("made.ofd"), OfdMaker.stored(made.files));

    List<String> said = inSmallHeap(folder);

    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).matches("(IN)?VALID .*"), said::toString);
  }

  private List<String> inSmallHeap(OfdMaker made, Path folder) throws Exception {
    try (OutputStream out = Files.newOutputStream(folder.resolve("made.ofd"));
        ZipOutputStream zip = new ZipOutputStream(out, UTF_8)) {
      for (Map.Entry<String, byte[]> each : made.files.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return inSmallHeap(folder);
  }

  /** Opens and verifies the files in a separate JVM, whose heap has 64 MB. */
  private List<String> inSmallHeap(Path folder) throws Exception {
    Path anchors =
        Files.writeString(
            folder.resolve("anchors.pem"),
            TestPki.pem(
                trust.signers().chain(signer.certificate(), List.of(), TestPki.SIGNED).get(1)));
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                folder.resolve("made.ofd").toString(),
                anchors.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it ends");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }

  /** Verifies a file and prints the status, and how many pages it has. */
  static final class SmallHeap {
    private SmallHeap() {}

    /** Arguments: file, anchors. */
    public static void main(String[] arguments) throws Exception {
      TrustAnchors anchors = TrustAnchors.pem(Path.of(arguments[1]));
      DocumentTrust trust =
          new DocumentTrust(
              anchors, anchors, Clock.fixed(TestPki.SIGNED.plusSeconds(60), ZoneOffset.UTC));
      try (OfdDocument document = OfdDocument.open(Path.of(arguments[0]), OfdLimits.DEFAULT)) {
        System.out.print(document.verify(trust, OfdPolicy.strict()).status() + " ");
        System.out.println(document.pageCount());
      } catch (OfdException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

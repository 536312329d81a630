package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What software that is in use writes differently, and what it means is the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfdDialectsTest {
  private static final Charset GBK = Charset.forName("GBK");

  private Holder root;
  private Holder signer;
  private Holder maker;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    maker = TestPki.under(root, "CN=maker", "SM3withSM2", CITIZEN);
  }

  private OfdDocument open(byte[] ofd) throws Exception {
    return OfdDocument.open(ofd, OfdLimits.DEFAULT);
  }

  private OfdVerdict verify(byte[] ofd) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    Clock soon = Clock.fixed(SIGNED.plusSeconds(3600), ZoneOffset.UTC);
    try (OfdDocument document = open(ofd)) {
      return document.verify(new DocumentTrust(anchors, anchors, soon), OfdPolicy.strict());
    }
  }

  private Sealing sealing() {
    return new Sealing(signer, maker);
  }

  private void assertHolds(OfdMaker made) throws Exception {
    byte[] ofd = made.zip();
    OfdVerdict verdict = verify(ofd);
    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(List.of(), verdict.uncovered());
    try (OfdDocument document = open(ofd)) {
      assertEquals("罚没收入\n", document.pageText(0));
      assertEquals("0000000001", document.fiscalReceipt().orElseThrow().number());
      assertEquals(1, document.attachments().size());
    }
  }

  enum Namespace {
    NONE(" xmlns:ofd=\"http://www.ofdspec.org/2016\"", "", ""),
    DEFAULT(" xmlns:ofd=", " xmlns=", ""),
    OTHER_PREFIX(" xmlns:ofd=", " xmlns:o=", "o:"),
    OTHER_NAME("http://www.ofdspec.org/2016", "http://www.ofdspec.org", "ofd:");

    private final String declared;
    private final String instead;
    private final String prefix;

    Namespace(String declared, String instead, String prefix) {
      this.declared = declared;
      this.instead = instead;
      this.prefix = prefix;
    }

    String in(String xml) {
      return xml.replace(declared, instead).replaceAll("(</?)ofd:", "$1" + prefix);
    }
  }

  @ParameterizedTest
  @EnumSource
  void verify_anotherNamespaceOrPrefix_isValid(Namespace namespace) throws Exception {
    Sealing sealing = sealing();
    sealing.signatureXml = namespace::in;
    OfdMaker made = OfdMaker.receipt().rewritten(namespace::in).seal(sealing);
    made.files.computeIfPresent(
        "Doc_0/Signs/Signatures.xml",
        (name, xml) -> namespace.in(new String(xml, UTF_8)).getBytes(UTF_8));

    assertHolds(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GBK", "GB18030", "UTF-16", "UTF-8"})
  void verify_xmlInAnotherEncoding_isValid(String encoding) throws Exception {
    UnaryOperator<byte[]> recoded =
        bytes -> {
          String xml = new String(bytes, UTF_8).replace("UTF-8", encoding);
          // With the mark that Windows puts before UTF-8.
          return encoding.equals("UTF-8")
              ? ("\ufeff" + xml).getBytes(UTF_8)
              : xml.getBytes(encoding.equals("UTF-16") ? UTF_16 : Charset.forName(encoding));
        };

    assertHolds(OfdMaker.receipt().recoded(recoded).seal(sealing()));
  }

  @Test
  void verify_locationsInEveryForm_isValid() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                ">Doc_0/Document.xml<", ">/Doc_0/Document.xml<",
                "Doc_0/Document.xml", "./DOC_0/document.XML",
                "\"Pages/Page_0/Content.xml\"", "\"/Doc_0/Pages/Page_0/Content.xml\"",
                "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml",
                "Attachs/Attachments.xml", "Attachs\\Attachments.xml",
                ">einvoice.xml<", ">\n  einvoice.xml\n<",
                "PublicRes.xml", "../Doc_0/./PublicRes.xml",
                "Doc_0/Signs/Signatures.xml", "/Doc_0/Signs/Signatures.xml")
            .entrySet()) {
      OfdMaker made =
          OfdMaker.receipt().rewritten(xml -> xml.replace(each.getKey(), each.getValue()));

      assertHolds(made.seal(sealing()));
    }
  }

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
  void verify_propertyInEveryForm_isHeldAgainstTheFile(String property, Status status)
      throws Exception {
    Sealing sealing = sealing();
    sealing.property = property;

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(status, verdict.status(), verdict::report);
  }

  @Test
  void verify_referencesFromTheRootWithoutASlash_isValid() throws Exception {
    Sealing sealing = sealing();
    sealing.signatureXml = xml -> xml.replace("FileRef=\"/", "FileRef=\"");

    assertHolds(OfdMaker.receipt().seal(sealing));
  }

  /** The algorithm is in what is signed; the text beside it is nobody's. */
  @ParameterizedTest
  @ValueSource(strings = {"", "SM2", "SM3withSM2", "1.2.156.10197.1.301", "x"})
  void verify_signatureMethodInEverySpelling_isValid(String method) throws Exception {
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
  void verify_whatElseAnXmlMayHave_isValid() throws Exception {
    Sealing sealing = sealing();
    sealing.signatureXml =
        xml ->
            xml.replace("CheckMethod=\"", "CheckMethod=\" ")
                .replace("<ofd:CheckValue>", "<ofd:CheckValue>\r\n  ")
                .replace(
                    "<ofd:SignedInfo>",
                    "<!-- by hand --><?tool 1?><ofd:SignedInfo><ofd:Provider ProviderName=\"测试\""
                        + " Version=\"1\"/><ofd:Parameters><ofd:Parameter Name=\"业务号\""
                        + " Type=\"String\"><![CDATA[A&1]]></ofd:Parameter></ofd:Parameters>")
                .replace(
                    "</ofd:References>",
                    "</ofd:References><ofd:StampAnnot ID=\"7\" PageRef=\"1\" Boundary=\"0 0 40"
                        + " 40\"/><ofd:StampAnnot ID=\"8\" PageRef=\"1\"/>");

    assertHolds(OfdMaker.receipt().seal(sealing));
  }

  @Test
  void verify_namesInGbk_isValid() throws Exception {
    OfdMaker made =
        OfdMaker.receipt().rewritten(xml -> xml.replace(">einvoice.xml<", ">电子票据.xml<"));
    made.files.put("Doc_0/Attachs/电子票据.xml", made.files.remove("Doc_0/Attachs/einvoice.xml"));
    made.seal(sealing());

    for (Charset each : List.of(GBK, UTF_8)) {
      OfdVerdict verdict = verify(OfdMaker.zip(made.files, each));

      assertEquals(Status.VALID, verdict.status(), verdict::report);
      assertTrue(
          verdict.signatures().get(0).covered().contains("Doc_0/Attachs/电子票据.xml"),
          verdict::report);
    }
  }

  @Test
  void verify_foldersAsWindowsHasThem_isValid() throws Exception {
    Map<String, byte[]> windows = new LinkedHashMap<>();
    OfdMaker.receipt()
        .seal(sealing())
        .files
        .forEach((name, bytes) -> windows.put(name.replace('/', '\\'), bytes));

    OfdVerdict verdict = verify(OfdMaker.zip(windows));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_storedEntriesFoldersAndAComment_isValid() throws Exception {
    OfdVerdict verdict = verify(OfdMaker.stored(OfdMaker.receipt().seal(sealing()).files));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_severalBodies_areAllToBeCovered() throws Exception {
    OfdMaker made =
        OfdMaker.receipt()
            .rewritten(
                xml ->
                    xml.replace(
                        "</ofd:DocBody></ofd:OFD>",
                        "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>"
                            + "</ofd:DocBody><ofd:DocBody/></ofd:OFD>"));
    for (Map.Entry<String, byte[]> each : new LinkedHashMap<>(made.files).entrySet()) {
      made.files.put(each.getKey().replace("Doc_0/", "Doc_1/"), each.getValue());
    }
    Sealing less = sealing();
    less.uncovered = java.util.Set.of("Doc_1/Pages/Page_0/Content.xml");
    OfdMaker partly = OfdMaker.receipt();
    partly.files.putAll(made.files);

    OfdVerdict whole = verify(made.seal(sealing()).zip());
    OfdVerdict part = verify(partly.seal(less).zip());

    assertEquals(Status.VALID, whole.status(), whole::report);
    try (OfdDocument document = open(made.zip())) {
      assertEquals(2, document.pageCount());
      assertEquals(2, document.attachments().size());
    }
    assertEquals(Status.INVALID, part.status(), part::report);
    assertEquals(List.of("Doc_1/Pages/Page_0/Content.xml"), part.uncovered());
  }

  @Test
  void verify_timeInEveryForm_isRead() throws Exception {
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
  void verify_timeThatIsNone_isIndeterminate() throws Exception {
    Sealing sealing = sealing();
    sealing.version = 1;
    sealing.timeValue = new DERBitString(new byte[] {0x30, 3, 2, 1, 1});

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(Status.INDETERMINATE, verdict.status(), verdict::report);
    assertTrue(verdict.signatures().get(0).verdict().found(Finding.TIME_MISSING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void verify_structuresThatVary_areValid(int version) throws Exception {
    Sealing octets = sealing();
    octets.octets = version == 1;
    Sealing bare = sealing();
    bare.bareCertificates = true;
    Sealing extended = sealing();
    extended.extended = true;
    Sealing sideBySide = sealing();
    sideBySide.signersSignature = OfdDialectsTest::sideBySide;
    sideBySide.makersSignature = OfdDialectsTest::sideBySide;
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
  void verify_timeStampWithAnImplicitTag_isRead() throws Exception {
    Holder stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", STAMPS);
    Sealing sealing = sealing();
    sealing.implicitStamp = true;
    sealing.stamper =
        signature -> TestPki.bentTimestamp(stamps, signature, SIGNED.plusSeconds(20), true);

    OfdVerdict verdict = verify(OfdMaker.receipt().seal(sealing).zip());

    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(SIGNED.plusSeconds(20), verdict.signatures().get(0).provenTime());
  }

  /** Chinese authorities write data of their own, and often no usage at all. */
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

  /** As the software that signs whole documents has it: the list as it was is covered too. */
  @Test
  void verify_listOfSignaturesCoveredAndThenExtended_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(sealing());
    byte[] list = made.files.get("Doc_0/Signs/Signatures.xml");
    Sealing whole = sealing();
    whole.signatureXml =
        xml ->
            xml.replace(
                "</ofd:References>",
                "<ofd:Reference FileRef=\"/Doc_0/Signs/Signatures.xml\"><ofd:CheckValue>"
                    + java.util.Base64.getEncoder().encodeToString(PartDigests.sm3(list))
                    + "</ofd:CheckValue></ofd:Reference></ofd:References>");
    OfdMaker covered = OfdMaker.receipt().seal(whole);
    assertEquals(Status.VALID, verify(covered.zip()).status());

    covered.seal(sealing());

    OfdVerdict verdict = verify(covered.zip());
    assertEquals(Status.INVALID, verdict.status(), verdict::report);
    assertEquals(Status.VALID, verdict.signatures().get(1).verdict().status());
  }

  @Test
  void fiscalReceipt_whatIsSignedInAnElementOfItsOwn_isRead() throws Exception {
    OfdMaker made =
        OfdMaker.receipt()
            .rewritten(
                xml ->
                    xml.replace("<Main>", "<EInvoiceData><Main>")
                        .replace("</Details>", "</Details></EInvoiceData>")
                        .replace(">200.00<", ">200.000000<"));
    try (OfdDocument document = open(made.zip())) {
      FiscalReceipt receipt = document.fiscalReceipt().orElseThrow();
      assertEquals(20_000, receipt.amount().fen());
      assertEquals(1, receipt.items().size());
    }
  }

  /** What is signed is the bytes as they came, whatever form of them the library would write. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void verify_lengthsLongerThanTheyNeedBe_isValid(int version) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    sealing.encoded = OfdDialectsTest::lengthened;
    sealing.loose = OfdDialectsTest::lengthened;

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
  void verify_sealsNameInGbk_isRead(int version) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    sealing.names = GBK;
    byte[] ofd = OfdMaker.receipt().seal(sealing).zip();

    Seal seal = verify(ofd).signatures().get(0).seal();
    assertHolds(OfdMaker.receipt().seal(sealing));
    assertEquals("测试市财政局票据专用章", seal.name());
  }

  @Test
  void verify_largeZip_isValid() throws Exception {
    OfdVerdict verdict = verify(OfdMaker.large(OfdMaker.receipt().seal(sealing()).zip()));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  @Test
  void verify_zipWithLargeNumbersBeforeEachFile_isValid() throws Exception {
    OfdVerdict verdict = verify(OfdMaker.largeHeads(OfdMaker.receipt().seal(sealing()).files));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
  }

  /** An encoding of two bytes a character cannot be announced in one byte a character. */
  @ParameterizedTest
  @ValueSource(strings = {"utf-16", "UTF-16LE", "gb2312"})
  void verify_encodingThatIsAnnouncedAndNotUsed_isRead(String encoding) throws Exception {
    Charset used = encoding.equals("gb2312") ? GBK : UTF_8;
    OfdMaker made =
        OfdMaker.receipt()
            .rewritten(xml -> xml.replace("市公安局", "市公安局朱镕"))
            .recoded(bytes -> new String(bytes, UTF_8).replace("UTF-8", encoding).getBytes(used));

    assertHolds(made.seal(sealing()));
  }

  /** What is attached may be anything, and is covered as it is. */
  @Test
  void verify_attachmentThatIsNoXml_isValid() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("Doc_0/Attachs/einvoice.xml", "<!DOCTYPE a><a>&b;".getBytes(UTF_8));
    byte[] ofd = made.seal(sealing()).zip();

    assertEquals(Status.VALID, verify(ofd).status());
    Sealing without = sealing();
    without.uncovered = Set.of("Doc_0/Attachs/einvoice.xml");
    OfdMaker other = OfdMaker.receipt();
    other.files.put("Doc_0/Attachs/einvoice.xml", made.files.get("Doc_0/Attachs/einvoice.xml"));
    assertEquals(Status.INVALID, verify(other.seal(without).zip()).status());
  }

  /** A page is none the less one if it is attached, too. */
  @Test
  void verify_pageThatIsAttachedAndBroken_isInvalid() throws Exception {
    OfdMaker made =
        OfdMaker.receipt().rewritten(xml -> xml.replace("einvoice.xml", "/" + OfdMaker.PAGE));
    made.files.put(OfdMaker.PAGE, "<!DOCTYPE a><a>&b;".getBytes(UTF_8));

    assertEquals(Status.INVALID, verify(made.seal(sealing()).zip()).status());
  }

  @ParameterizedTest
  @CsvSource({
    "200.00, 20000",
    "200, 20000",
    "200., 20000",
    "'1,234.50', 123450",
    "¥200.00, 20000",
    "￥200.00, 20000",
    "人民币200.00元整, 20000",
    "CNY 200.00, 20000",
    "２００．００, 20000",
    "0.00, 0"
  })
  void fiscalReceipt_amountsAsTheyAreWritten_areRead(String written, long fen) throws Exception {
    assertEquals(fen, receipt(xml -> xml.replace(">200.00<", ">" + written + "<")).amount().fen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20260601",
        "2026-06-01",
        "2026-6-1",
        "2026/6/1",
        "2026.06.01",
        "2026年6月1日",
        "2026年06月01日 10:11:12",
        "2026-06-01T10:11:12",
        "2026-06-01 10:11",
        "20260601101112",
        "２０２６年６月１日"
      })
  void fiscalReceipt_daysAsTheyAreWritten_areRead(String written) throws Exception {
    assertEquals(
        LocalDate.of(2026, 6, 1),
        receipt(xml -> xml.replace(">20260601<", ">" + written + "<")).issuedOn());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-13-01", "202661", "2026", "1 June 2026", "2026016"})
  void fiscalReceipt_dayThatIsNone_isNotGuessed(String written) throws Exception {
    assertNull(receipt(xml -> xml.replace(">20260601<", ">" + written + "<")).issuedOn());
  }

  @Test
  void fiscalReceipt_customDataUnderTheNamesThatArePrinted_isRead() throws Exception {
    FiscalReceipt receipt =
        receipt(
            xml ->
                xml.replace("票据代码", "票据代码：")
                    .replace("票据号码", "电子票据号码")
                    .replace("\"金额\"", "\"金额合计（小写）\"")
                    .replace("0000000001", "0000 0000 01")
                    .replace("<Main>", "<Other>")
                    .replace("</Main>", "</Other>"));

    assertEquals("0000000001", receipt.number());
    assertEquals(20_000, receipt.amount().fen());
  }

  private FiscalReceipt receipt(UnaryOperator<String> xml) throws Exception {
    try (OfdDocument document = open(OfdMaker.receipt().rewritten(xml).zip())) {
      return document.fiscalReceipt().orElseThrow();
    }
  }
}

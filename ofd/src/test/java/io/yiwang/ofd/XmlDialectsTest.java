package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlDialectsTest extends DialectFixture {
  private static final Charset GBK = Charset.forName("GBK");

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
          // Windows writes a byte-order mark before UTF-8.
          return encoding.equals("UTF-8")
              ? ("\ufeff" + xml).getBytes(UTF_8)
              : xml.getBytes(encoding.equals("UTF-16") ? UTF_16 : Charset.forName(encoding));
        };

    assertHolds(OfdMaker.receipt().recoded(recoded).seal(sealing()));
  }

  @Test
  void verify_everyFormOfLocations_isValid() throws Exception {
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

  @Test
  void verify_absoluteReferencesWithoutASlash_isValid() throws Exception {
    Sealing sealing = sealing();
    sealing.signatureXml = xml -> xml.replace("FileRef=\"/", "FileRef=\"");

    assertHolds(OfdMaker.receipt().seal(sealing));
  }

  @Test
  void verify_optionalParts_isValid() throws Exception {
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
  void verify_severalBodies_mustAllBeCovered() throws Exception {
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
    Sealing partial = sealing();
    partial.uncovered = java.util.Set.of("Doc_1/Pages/Page_0/Content.xml");
    OfdMaker partly = OfdMaker.receipt();
    partly.files.putAll(made.files);

    OfdVerdict whole = verify(made.seal(sealing()).zip());
    OfdVerdict part = verify(partly.seal(partial).zip());

    assertEquals(Status.VALID, whole.status(), whole::report);
    try (OfdDocument document = open(made.zip())) {
      assertEquals(2, document.pageCount());
      assertEquals(2, document.attachments().size());
    }
    assertEquals(Status.INVALID, part.status(), part::report);
    assertEquals(List.of("Doc_1/Pages/Page_0/Content.xml"), part.uncovered());
  }

  /** Software that signs whole documents also covers the list of signatures. */
  @Test
  void verify_coveredListOfSignaturesExtended_isInvalid() throws Exception {
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

  /** A declaration in one byte a character cannot be in an encoding of two bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"utf-16", "UTF-16LE", "gb2312"})
  void verify_wrongEncodingDeclared_isValid(String encoding) throws Exception {
    Charset used = encoding.equals("gb2312") ? GBK : UTF_8;
    OfdMaker made =
        OfdMaker.receipt()
            .rewritten(xml -> xml.replace("市公安局", "市公安局朱镕"))
            .recoded(bytes -> new String(bytes, UTF_8).replace("UTF-8", encoding).getBytes(used));

    assertHolds(made.seal(sealing()));
  }

  /** Any file may be attached; it must be covered all the same. */
  @Test
  void verify_attachmentThatIsNotXml_isValid() throws Exception {
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

  /** A page must be valid, even if it is attached, too. */
  @Test
  void verify_brokenPageThatIsAttached_isInvalid() throws Exception {
    OfdMaker made =
        OfdMaker.receipt().rewritten(xml -> xml.replace("einvoice.xml", "/" + OfdMaker.PAGE));
    made.files.put(OfdMaker.PAGE, "<!DOCTYPE a><a>&b;".getBytes(UTF_8));

    assertEquals(Status.INVALID, verify(made.seal(sealing()).zip()).status());
  }
}

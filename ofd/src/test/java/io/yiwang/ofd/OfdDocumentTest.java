package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.ofd.OfdMaker.Sealing;
import io.yiwang.value.Money;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfdDocumentTest extends SealFixture {
  @ParameterizedTest
  @CsvSource({
    "good-v4, VALID, SEAL_GENUINE",
    "good-v1, VALID, SEAL_OF_SIGNER",
    "bad-page-changed, INVALID, DOCUMENT_CHANGED",
    "bad-signer-not-in-seal, INVALID, SEAL_OF_OTHERS",
    "bad-seal-expired, INVALID, SEAL_NOT_IN_FORCE",
  })
  void verify_documentsOfAnotherProgram_haveTheExpectedVerdicts(
      String name, Status status, Finding finding) throws Exception {
    try (InputStream anchor = OfdDocumentTest.class.getResourceAsStream("root.cer");
        InputStream in = OfdDocumentTest.class.getResourceAsStream(name + ".ofd");
        OfdDocument document = OfdDocument.open(in.readAllBytes(), OfdLimits.DEFAULT)) {
      X509Certificate trusted =
          (X509Certificate)
              CertificateFactory.getInstance("X.509", OfdMaker.BC)
                  .generateCertificate(new ByteArrayInputStream(anchor.readAllBytes()));

      OfdVerdict verdict =
          document.verify(
              trust(Instant.parse("2026-08-02T00:00:00Z"), trusted), OfdPolicy.strict());

      assertVerdict(status, finding, verdict);
      assertEquals("yw-test-seal-0001", verdict.signatures().get(0).seal().id());
      if (status == Status.VALID) {
        assertEquals(
            Instant.parse("2026-08-01T02:00:00Z"), verdict.signatures().get(0).claimedTime());
      }
    }
  }

  @Test
  void open_receipt_returnsItsContent(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("r.ofd"), OfdMaker.receipt().seal(sealing()).zip());
    try (OfdDocument document = OfdDocument.open(file, OfdLimits.DEFAULT)) {
      assertEquals("票据", document.info().title());
      assertEquals("200.00", document.customData().get("金额"));
      assertEquals(1, document.pageCount());
      assertEquals("罚没收入\n", document.pageText(0));
      assertEquals("EInvoice", document.attachments().get(0).name());
      assertTrue(
          new String(document.bytes(document.attachments().get(0)), UTF_8).contains("<EInvoice>"));
      FiscalReceipt receipt = document.fiscalReceipt().orElseThrow();
      assertTrue(receipt.isForFine());
      assertEquals(Money.yuan("200"), receipt.amount());
      assertEquals("李某", receipt.payer());
      assertEquals("市公安局", receipt.payee());
      assertEquals(LocalDate.of(2026, 6, 1), receipt.issuedOn());
      assertEquals(
          List.of(new FiscalReceipt.Item("103050101", "交通违法罚款", Money.yuan("200"))),
          receipt.items());
      assertFalse(receipt.toString().contains("李"));
    }
  }

  @Test
  void verify_uncoveredPart_isInvalidOrIndeterminateByPolicy() throws Exception {
    for (String each :
        List.of(
            "OFD.xml",
            "Doc_0/Document.xml",
            OfdMaker.PAGE,
            "Doc_0/PublicRes.xml",
            "Doc_0/Res/logo.png",
            "Doc_0/Attachs/einvoice.xml")) {
      Sealing sealing = sealing();
      sealing.uncovered = Set.of(each);
      byte[] ofd = OfdMaker.receipt().seal(sealing).zip();

      OfdVerdict strict = verify(ofd, SOON, OfdPolicy.strict());
      assertVerdict(Status.INVALID, Finding.PARTS_NOT_COVERED, strict);
      assertEquals(List.of(each), strict.uncovered());
      assertVerdict(
          Status.INDETERMINATE,
          Finding.PARTS_NOT_COVERED_BY_POLICY,
          verify(ofd, SOON, OfdPolicy.strict().allowingUncoveredParts()));
    }
  }

  @Test
  void verify_unreferencedFile_isValidAndReported() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(sealing());
    made.files.put("Thumbs.db", new byte[1]);

    OfdVerdict verdict = verify(made);

    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(List.of("Thumbs.db"), verdict.uncovered());
  }

  @Test
  void verify_twoSignatures_hasTheWorseStatus() throws Exception {
    OfdMaker both = OfdMaker.receipt().seal(sealing()).seal(sealing());
    assertEquals(Status.VALID, verify(both).status(), () -> "both");
    assertEquals(2, verify(both).signatures().size());

    OfdMaker between = OfdMaker.receipt().seal(sealing());
    between.files.put(OfdMaker.PAGE, "<Page/>".getBytes(UTF_8));
    between.seal(sealing());
    OfdVerdict verdict = verify(between);

    assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, verdict);
    assertEquals(Status.VALID, verdict.signatures().get(1).verdict().status());

    Sealing partial = sealing();
    partial.uncovered = Set.of(OfdMaker.PAGE);
    OfdVerdict newestCoversLess = verify(OfdMaker.receipt().seal(sealing()).seal(partial));
    assertEquals(List.of(OfdMaker.PAGE), newestCoversLess.uncovered());
  }

  @Test
  void verify_documentWithoutSignatures_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.computeIfPresent(
        "OFD.xml",
        (name, xml) ->
            new String(xml, UTF_8)
                .replaceAll("<ofd:Signatures>.*</ofd:Signatures>", "")
                .getBytes(UTF_8));

    assertVerdict(Status.INVALID, Finding.NOT_SIGNED, verify(made));
  }

  @Test
  void verify_every31stByteChanged_isNeverValidAndCovered() throws Exception {
    assertChangesAreNoticed(4, "", 31);
  }

  @Test
  @Tag("proof")
  void verify_eachByteChanged_isNeverValidAndCovered() throws Exception {
    assertChangesAreNoticed(4, "", 1);
  }

  /** The versions of seals differ in the signed value alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  @Tag("proof")
  void verify_eachByteOfTheSignedValueChanged_isNotValid(int version) throws Exception {
    assertChangesAreNoticed(version, "Doc_0/Signs/Sign_0/SignedValue.dat", 1);
  }

  private void assertChangesAreNoticed(int version, String within, int stride) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    OfdMaker made = OfdMaker.receipt().seal(sealing);
    made.files.put("stray.txt", new byte[] {1, 2, 3});
    List<String> unnoticed = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : made.files.entrySet()) {
      for (int at = 0;
          each.getKey().startsWith(within) && at < each.getValue().length;
          at += stride) {
        byte[] changed = each.getValue().clone();
        changed[at] ^= (byte) (1 << (at % 8));
        Map<String, byte[]> files = new LinkedHashMap<>(made.files);
        files.put(each.getKey(), changed);
        if (isValidAndCovers(ZipMaker.zip(files), each.getKey())) {
          unnoticed.add(each.getKey() + " " + at);
        }
      }
    }
    // No signature covers their list, where blanks and the number have no meaning.
    unnoticed.removeIf(each -> each.startsWith("Doc_0/Signs/Signatures.xml"));
    assertEquals(List.of(), unnoticed);
  }

  private boolean isValidAndCovers(byte[] ofd, String file) throws Exception {
    try {
      OfdVerdict verdict = verify(ofd, SOON, OfdPolicy.strict());
      return verdict.valid() && !verdict.uncovered().contains(file);
    } catch (OfdException e) {
      return false;
    }
  }
}

package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvidenceBundleTest {
  private static final byte[] FORM = "form".getBytes(UTF_8);
  private static final String STATEMENT = "本人同意。";
  private static final Clock THEN = Clock.fixed(SIGNED, ZoneOffset.UTC);
  private static final Instant TEN_YEARS_LATER = Instant.parse("2036-06-01T00:00:00Z");

  private Holder root;
  private byte[] zip;

  @BeforeAll
  void bundle() throws Exception {
    root = TestPki.root("SM3withSM2");
    Holder citizen = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN);
    Holder platform = TestPki.under(root, "CN=platform", "SM3withSM2", CITIZEN);
    Holder stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", TestPki.STAMPS);
    SignedDocument signed =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), THEN)
            .detached(FORM, STATEMENT);
    signed = signed.withTimestamp(TestPki.timestamp(stamps, signed.timestampImprint(), SIGNED));
    zip =
        EvidenceBundle.of(FORM, STATEMENT, signed)
            .chain(List.of(citizen.certificate(), root.certificate()))
            .revocation(
                RevocationData.of(
                    List.of(TestPki.crl(root, SIGNED, null, null)),
                    List.of(TestPki.ocsp(root, citizen.certificate(), SIGNED, null))))
            .attach("answer.http", "HTTP/1.1 200".getBytes(UTF_8))
            .zip(
                new DocumentSigner(platform.signer(), List.of(platform.certificate()), THEN),
                bytes -> {
                  try {
                    return TestPki.timestamp(stamps, bytes, SIGNED);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
  }

  private EvidenceBundle.Verdict verify(byte[] bundle, Instant now) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return EvidenceBundle.verify(
        bundle,
        new DocumentTrust(anchors, anchors, clock),
        new DocumentTrust(
            anchors.revocation(Revocation.hardFail(() -> RevocationData.NONE)), anchors, clock));
  }

  @Test
  void verify_tenYearsLaterWithoutNetwork_isValid(@TempDir Path folder) throws Exception {
    EvidenceBundle.Verdict verdict = verify(zip, TEN_YEARS_LATER);

    assertTrue(verdict.valid(), () -> verdict + verdict.document().report());
    assertTrue(verdict.document().found(Finding.NOT_REVOKED));
    assertTrue(verdict.document().found(Finding.TIME_PROVEN));
    Path file = Files.write(folder.resolve("evidence.zip"), zip);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    DocumentTrust trust =
        new DocumentTrust(anchors, anchors, Clock.fixed(TEN_YEARS_LATER, ZoneOffset.UTC));
    assertTrue(EvidenceBundle.verify(file, trust, trust).valid());
  }

  @Test
  void verify_aBitChangedAnywhere_isReported() throws Exception {
    assertChangesAreReported(331);
  }

  @Test
  @Tag("proof")
  void verify_aBitChangedAnywhereInSmallerSteps_isReported() throws Exception {
    assertChangesAreReported(29);
  }

  private void assertChangesAreReported(int step) throws Exception {
    List<Integer> unnoticed = new ArrayList<>();
    for (int at = 0; at < zip.length; at += step) {
      byte[] changed = zip.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      EvidenceBundle.Verdict verdict = verify(changed, TEN_YEARS_LATER);
      // Some bits of the manifest's own signature may change without changing its meaning.
      if (verdict.valid()) {
        unnoticed.add(at);
      }
    }
    assertEquals(List.of(), unnoticed);
  }

  @Test
  void verify_cutOrLengthenedOrRubbish_isReported() throws Exception {
    byte[] longer = Arrays.copyOf(zip, zip.length + 1);

    assertFalse(verify(Arrays.copyOf(zip, zip.length - 1), TEN_YEARS_LATER).valid());
    assertFalse(verify(longer, TEN_YEARS_LATER).valid());
    assertFalse(verify(new byte[0], TEN_YEARS_LATER).valid());
  }

  /** The zip is written in the form of a bundle, so only the manifest can reveal the entry. */
  @Test
  void verify_entryThatTheManifestDoesNotName_isReported() throws Exception {
    assertTrue(verify(rewritten(null), TEN_YEARS_LATER).valid(), "rewritten without a change");

    EvidenceBundle.Verdict verdict = verify(rewritten("attached/more.txt"), TEN_YEARS_LATER);

    assertFalse(verdict.intact());
    assertEquals("the manifest does not list everything that is there", verdict.problem());
  }

  private byte[] rewritten(String added) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip), UTF_8);
        ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      LocalDateTime time = null;
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        time = entry.getTimeLocal();
        put(out, entry.getName(), in.readAllBytes(), time);
      }
      if (added != null) {
        put(out, added, FORM, time);
      }
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream out, String name, byte[] content, LocalDateTime time)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(time);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  @Test
  void attach_nameThatLeavesItsFolder_isRefused() {
    EvidenceBundle bundle = EvidenceBundle.of(FORM, null, SignedDocument.of(FORM));

    assertThrows(IllegalArgumentException.class, () -> bundle.attach("../x", FORM));
  }

  @Test
  void verify_compressedEntries_areReportedBeforeTheyGrow() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bomb)) {
      out.putNextEntry(new ZipEntry("document"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        out.write(zeros);
      }
    }

    byte[] small = bomb.toByteArray();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    EvidenceBundle.Verdict verdict = verify(small, TEN_YEARS_LATER);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertTrue(allocated < 64 << 20, "allocated " + allocated);
    assertFalse(verdict.intact());
    assertEquals("an entry is compressed, which no entry of a bundle is", verdict.problem());
  }

  @Test
  void verify_intermediatesInTheBundleAlone_areUsed() throws Exception {
    Holder middle = TestPki.under(root, "CN=Middle", "SM3withSM2", TestPki.AUTHORITY);
    Holder citizen = TestPki.under(middle, "CN=Li", "SM3withSM2", CITIZEN);
    Holder platform = TestPki.under(root, "CN=platform", "SM3withSM2", CITIZEN);
    SignedDocument signed =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), THEN).detached(FORM);
    EvidenceBundle without = EvidenceBundle.of(FORM, null, signed);
    DocumentSigner archivist =
        new DocumentSigner(platform.signer(), List.of(platform.certificate()), THEN);
    byte[] bare = without.zip(archivist, null);
    byte[] whole =
        without
            .chain(List.of(citizen.certificate(), middle.certificate(), root.certificate()))
            .zip(archivist, null);
    DocumentTrust trust = TestTrust.in(SIGNED, root.certificate());

    assertTrue(
        EvidenceBundle.verify(bare, trust, trust).document().found(Finding.CERTIFICATE_UNTRUSTED));
    assertTrue(EvidenceBundle.verify(whole, trust, trust).valid());
  }

  /** The name of an entry, and a line of the manifest, look like a verdict when printed. */
  @Test
  void verify_namesThatPretend_areNotPrinted() throws Exception {
    String pretends = "x\r\n结论：有效 / Verdict: VALID\u001b[8m\u202e";
    byte[] name = stored(Map.of("document", FORM, "attached/" + pretends, FORM));
    byte[] line =
        stored(
            Map.of(
                "manifest.txt",
                ("00 " + pretends + "\r" + "y".repeat(1 << 20)).getBytes(UTF_8),
                "manifest.cms",
                FORM));
    for (byte[] bundle : List.of(name, line)) {
      EvidenceBundle.Verdict verdict = verify(bundle, TEN_YEARS_LATER);

      assertFalse(verdict.intact());
      String shown = verdict.problem() + verdict.document().report() + verdict.bundle().report();
      assertFalse(shown.contains("VALID\u001b"), shown);
      assertTrue(verdict.problem().length() < 500);
      assertTrue(verdict.problem().chars().noneMatch(c -> c < ' ' || c == 0x202e), shown);
    }
    assertEquals("an entry has a name that no bundle's entry has", verify(name, SIGNED).problem());
  }

  private static byte[] stored(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(each.getValue());
      }
    }
    return zip.toByteArray();
  }

  /** Each entry costs time: 200,000 of one byte took 12 s. */
  @Test
  void verify_moreEntriesThanABundleMayHave_isReportedSoon() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      for (int i = 0; i < 200_000; i++) {
        ZipEntry entry = new ZipEntry(String.format(Locale.ROOT, "chain/%09d.cer", i));
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(0);
        entry.setCrc(0);
        out.putNextEntry(entry);
        out.closeEntry();
      }
    }

    EvidenceBundle.Verdict verdict =
        assertTimeout(Duration.ofSeconds(10), () -> verify(bytes.toByteArray(), TEN_YEARS_LATER));

    assertEquals("there are more entries than a bundle may have", verdict.problem());
    assertFalse(verdict.valid());
  }

  /** Of two entries with the same name, one reader uses the first and another the last. */
  @Test
  void attachments_entryTwice_isRefused() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("attached/a", new byte[] {1});
    entries.put("attached/b", new byte[] {2});
    String twice =
        new String(StoredZip.write(entries), ISO_8859_1).replace("attached/b", "attached/a");
    byte[] zip = twice.getBytes(ISO_8859_1);

    IOException e = assertThrows(IOException.class, () -> EvidenceBundle.attachments(zip));

    assertEquals("an entry occurs twice", e.getMessage());
    assertEquals("an entry occurs twice", verify(zip, TEN_YEARS_LATER).problem());
  }

  /** Digesting a megabyte for each of 20,000 lines took three minutes. */
  @Test
  void verify_manifestThatNamesAnEntryAgainAndAgain_isReportedSoon() {
    byte[] document = new byte[1 << 20];
    String line = HexFormat.of().formatHex(CmsAlgorithms.digest("SM3", document)) + " document\n";
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("document", document);
    entries.put("manifest.txt", line.repeat(20_000).getBytes(UTF_8));
    entries.put("manifest.cms", new byte[0]);

    EvidenceBundle.Verdict verdict =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> verify(StoredZip.write(entries), TEN_YEARS_LATER));

    assertFalse(verdict.intact());
  }

  @Test
  void zip_moreEntriesThanABundleMayHave_isRefused() throws Exception {
    Holder platform = TestPki.under(root, "CN=platform", "SM3withSM2", CITIZEN);
    DocumentSigner archivist =
        new DocumentSigner(platform.signer(), List.of(platform.certificate()), THEN);
    EvidenceBundle bundle = EvidenceBundle.of(FORM, null, archivist.detached(FORM));
    for (int i = 0; i < 1998; i++) {
      bundle.attach("a" + i, new byte[0]);
    }
    assertTrue(verify(bundle.zip(archivist, null), SIGNED).intact());

    bundle.attach("one-more", new byte[0]);

    assertThrows(IllegalStateException.class, () -> bundle.zip(archivist, null));
  }
}

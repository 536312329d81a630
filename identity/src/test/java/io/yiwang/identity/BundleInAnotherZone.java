package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.x509.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes bundles in a separate JVM. It prints the bytes of a small bundle, rewrites a
 * bundle in the form of the first versions, and prints whether each given bundle is valid.
 */
final class BundleInAnotherZone {
  private BundleInAnotherZone() {}

  /** Takes the anchors in PEM, the bundle to rewrite, the file to write, and bundles to verify. */
  public static void main(String[] arguments) throws Exception {
    Map<String, byte[]> small = new TreeMap<>();
    small.put("document", "form".getBytes(UTF_8));
    small.put("attached/a", new byte[0]);
    System.out.println(HexFormat.of().formatHex(StoredZip.write(small)));
    Path bundle = Path.of(arguments[1]);
    Files.write(Path.of(arguments[2]), asFirstVersions(Files.readAllBytes(bundle)));
    TrustAnchors anchors = TrustAnchors.pem(Path.of(arguments[0]));
    DocumentTrust trust =
        new DocumentTrust(anchors, anchors, Clock.fixed(TestPki.SIGNED, ZoneOffset.UTC));
    for (int i = 1; i < arguments.length; i++) {
      EvidenceBundle.Verdict verdict = EvidenceBundle.verify(Path.of(arguments[i]), trust, trust);
      System.out.println(verdict.valid() ? "valid" : verdict.problem() + verdict);
    }
  }

  /** Rewrites a bundle with the JDK's writer, and the date that makes it add a local time. */
  private static byte[] asFirstVersions(byte[] bundle) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bundle), UTF_8);
        ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(each.getName());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}

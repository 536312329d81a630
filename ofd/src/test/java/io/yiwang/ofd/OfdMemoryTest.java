package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfdMemoryTest {
  private Holder signer;

  private DocumentTrust trust;

  @BeforeAll
  void make() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", TestPki.CITIZEN);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    trust =
        new DocumentTrust(
            anchors, anchors, Clock.fixed(TestPki.SIGNED.plusSeconds(60), ZoneOffset.UTC));
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

  /** Each kind of markup is as large as allowed. */
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
    // Compressed, so much repetition would be refused as a zip bomb.
    Files.write(folder.resolve("made.ofd"), ZipMaker.stored(made.files));

    List<String> printed = inSmallHeap(folder);

    assertEquals(1, printed.size(), printed::toString);
    assertTrue(printed.get(0).matches("(IN)?VALID .*"), printed::toString);
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

  /** Opens and verifies the file in a separate JVM with a heap of 64 MB; returns its output. */
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
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the process does not end");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }

  /** Verifies a file, and prints its status and number of pages. */
  static final class SmallHeap {
    private SmallHeap() {}

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

package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.TestPki.Holder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that bundles are the same on every machine. Each JVM here has its own time zone; {@code
 * -Dother.jdks=HOME:HOME} adds other JDKs.
 */
class BundleZonesTest {
  private static final List<String> ZONES = List.of("Asia/Shanghai", "UTC");

  /** The exact bytes that every JDK must write in every zone, for two entries. */
  private static final String SMALL =
      "504b03040a000008000000004100000000000000000000000000"
          + "0a00000061747461636865642f61"
          + "504b03040a0000080000000041004ffd885204000000040000000800000064"
          + "6f63756d656e74666f726d"
          + "504b01020a000a0000080000000041000000000000000000000000000a0000"
          + "00000000000000000000000000000061747461636865642f61"
          + "504b01020a000a0000080000000041004ffd88520400000004000000080000"
          + "000000000000000000000028000000646f63756d656e74"
          + "504b050600000000020002006e000000520000000000";

  private final Clock then = Clock.fixed(SIGNED, ZoneOffset.UTC);
  @TempDir private Path folder;
  private Path anchors;
  private Path bundle;

  @BeforeEach
  void make() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder citizen = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN);
    DocumentSigner signer =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), then);
    byte[] form = "form".getBytes(UTF_8);
    anchors = Files.writeString(folder.resolve("anchors.pem"), TestPki.pem(root.certificate()));
    bundle =
        Files.write(
            folder.resolve("bundle.zip"),
            EvidenceBundle.of(form, null, signer.detached(form))
                .attach("answer.http", form)
                .zip(signer, null));
  }

  @Test
  @Tag("proof")
  void verify_bundlesOfEachZoneAndVersion_areValidInEachOther() throws Exception {
    List<Path> made = new ArrayList<>();
    for (String zone : ZONES) {
      Path old = folder.resolve(zone.replace('/', '-') + ".zip");
      List<String> lines = inAnotherJvm(System.getProperty("java.home"), zone, bundle, old);
      assertEquals(List.of(SMALL, "valid", "valid"), lines);
      made.add(old);
    }
    assertFalse(Arrays.equals(Files.readAllBytes(made.get(0)), Files.readAllBytes(made.get(1))));
    List<String> homes = new ArrayList<>(List.of(System.getProperty("java.home")));
    String others = System.getProperty("other.jdks", "");
    homes.addAll(
        Arrays.stream(others.split(File.pathSeparator)).filter(s -> !s.isEmpty()).toList());
    for (String home : homes) {
      for (String zone : ZONES) {
        List<Path> files = new ArrayList<>(List.of(bundle, folder.resolve("again.zip")));
        files.addAll(made);
        List<String> lines = inAnotherJvm(home, zone, files.toArray(Path[]::new));
        assertEquals(List.of(SMALL, "valid", "valid", "valid", "valid"), lines, home + zone);
      }
    }
  }

  /** A time of the first versions is accepted only if every entry has the same one, near 1980. */
  @Test
  void verify_bundleOfTheFirstVersionsWithAnotherTime_isChanged() throws Exception {
    Path old = folder.resolve("old.zip");
    inAnotherJvm(System.getProperty("java.home"), "UTC", bundle, old);
    byte[] zip = Files.readAllBytes(old);
    DocumentTrust trust = TestTrust.in(SIGNED, CmsAlgorithms.certificate(pemToDer()));
    assertTrue(EvidenceBundle.verify(zip, trust, trust).valid());
    int extra = 30 + "attached/answer.http".length();
    for (int at = extra; at < extra + 9; at++) {
      byte[] changed = zip.clone();
      changed[at] ^= 1;

      assertFalse(EvidenceBundle.verify(changed, trust, trust).intact(), "byte " + at);
    }
  }

  private byte[] pemToDer() throws Exception {
    return java.util.Base64.getMimeDecoder()
        .decode(Files.readString(anchors).replaceAll("-----[^-]+-----", ""));
  }

  private List<String> inAnotherJvm(String home, String zone, Path... files) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(home, "bin", "java").toString(),
                "-Duser.timezone=" + zone,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BundleInAnotherZone.class.getName(),
                anchors.toString()));
    for (Path file : files) {
      command.add(file.toString());
    }
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "a JVM for " + zone);
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }
}

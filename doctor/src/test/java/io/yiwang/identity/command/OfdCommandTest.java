package io.yiwang.identity.command;

import static io.yiwang.identity.TestPki.CITIZEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.EvidenceBundle;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfdCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String root;

  @BeforeEach
  void files() throws Exception {
    root = write("root.pem", pem(resource("root.cer")).getBytes(UTF_8));
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = OfdCommandTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private String write(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content).toString();
  }

  private int run(String... arguments) {
    return Main.run(
        List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void run_validDocument_exitsWithZeroAndWritesThePicture() throws Exception {
    String ofd = write("good.ofd", resource("good-v4.ofd"));
    Path picture = folder.resolve("seal.png");

    int code = run("ofd", ofd, "--anchors", root, "--picture", picture.toString());

    String report = out.toString(UTF_8);
    assertEquals(0, code, report + err.toString(UTF_8));
    assertTrue(report.startsWith("文档结论：有效 / Document: VALID"), report);
    assertTrue(report.contains("测试市财政局票据专用章"), report);
    assertEquals((byte) 0x89, Files.readAllBytes(picture)[0]);
    assertEquals(
        2,
        run("ofd", ofd, "--anchors", root, "--picture", picture.toString()),
        "a file is never overwritten");
  }

  @Test
  void run_invalidOrIndeterminateDocument_exitsWithOneOrThree() throws Exception {
    String changed = write("changed.ofd", resource("bad-page-changed.ofd"));
    String good = write("good.ofd", resource("good-v4.ofd"));
    String untrusting =
        write("other.pem", TestPki.pem(TestPki.root("SM3withSM2").certificate()).getBytes(UTF_8));

    assertEquals(1, run("ofd", changed, "--anchors", root));
    assertEquals(1, run("ofd", write("x.ofd", new byte[9]), "--anchors", root));
    assertEquals(3, run("ofd", good, "--anchors", untrusting));
    assertEquals(3, run("ofd", good, "--anchors", root, "--revocation", "hard"));
    assertEquals(0, run("ofd", good, "--anchors", root, "--policy", "claimed-time"));
  }

  @Test
  void run_wrongUse_exitsWithTwo() throws Exception {
    String good = write("good.ofd", resource("good-v4.ofd"));

    assertEquals(2, run("ofd"));
    assertEquals(2, run("ofd", good));
    assertEquals(2, run("ofd", good, "--anchors", root, "--policy", "kind"));
    assertEquals(2, run("ofd", folder.resolve("no.ofd").toString(), "--anchors", root));
    assertEquals(0, run("ofd", "--help"));
  }

  /** The authorities of the bundle's maker and of the seal differ, so both are given. */
  @Test
  void run_bundleWithADocumentAttached_verifiesItToo() throws Exception {
    Instant from = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    Instant to = from.plus(Duration.ofDays(30));
    Holder authority = TestPki.issue(null, "CN=Root", "SM3withSM2", TestPki.AUTHORITY, from, to);
    Holder platform = TestPki.issue(authority, "CN=P", "SM3withSM2", CITIZEN, from, to);
    DocumentSigner signer =
        new DocumentSigner(platform.signer(), List.of(platform.certificate()), Clock.systemUTC());
    byte[] receipt = "{}".getBytes(UTF_8);
    String both =
        write(
            "both.pem",
            (TestPki.pem(authority.certificate()) + pem(resource("root.cer"))).getBytes(UTF_8));
    for (String name : List.of("good-v4.ofd", "bad-page-changed.ofd")) {
      String bundle =
          write(
              name + ".zip",
              EvidenceBundle.of(receipt, null, signer.detached(receipt))
                  .attach("receipt.ofd", resource(name))
                  .zip(signer, null));

      assertEquals(
          name.startsWith("good") ? 0 : 1,
          run("verify", bundle, "--signers", both, "--revocation", "none"),
          out.toString(UTF_8));
    }
    assertTrue(out.toString(UTF_8).contains("附件 / Attached: receipt.ofd"));
  }
}

package io.yiwang.identity.command;

import static io.yiwang.identity.TestPki.CITIZEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.EvidenceBundle;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.RevocationData;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String root;
  private Holder authority;
  private Holder citizen;

  @BeforeEach
  void files() throws Exception {
    authority = holder(null, "CN=Root", TestPki.AUTHORITY);
    citizen = holder(authority, "CN=Li", CITIZEN);
    root = write("root.pem", TestPki.pem(authority.certificate()).getBytes(UTF_8));
  }

  /** Issues a certificate that is valid now, because the command uses the system's clock. */
  private static Holder holder(Holder issuer, String name, TestPki.Shape shape) throws Exception {
    Instant from = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    return TestPki.issue(issuer, name, "SM3withSM2", shape, from, from.plus(Duration.ofDays(30)));
  }

  private String write(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content).toString();
  }

  private byte[] bundle(boolean revocation) throws Exception {
    DocumentSigner signer =
        new DocumentSigner(citizen.signer(), List.of(citizen.certificate()), Clock.systemUTC());
    byte[] form = "form".getBytes(UTF_8);
    EvidenceBundle bundle = EvidenceBundle.of(form, "本人同意。", signer.detached(form, "本人同意。"));
    if (revocation) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
      bundle.revocation(
          RevocationData.of(List.of(TestPki.crl(authority, now, null, null)), List.of()));
    }
    return bundle.zip(signer, null);
  }

  private int run(String... arguments) {
    return Main.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }

  @Test
  void run_validBundle_exitsWithZeroAndReportsInBothLanguages() throws Exception {
    int status = run("verify", write("bundle.zip", bundle(true)), "--signers", root);

    assertEquals(0, status, out.toString(UTF_8));
    assertTrue(out.toString(UTF_8).contains("结论：有效 / Verdict: VALID"), out.toString(UTF_8));
    assertTrue(out.toString(UTF_8).contains("证据包完整 / The bundle is intact"));
  }

  @Test
  void run_changedBundle_exitsWithOne() throws Exception {
    byte[] changed = bundle(true);
    changed[changed.length / 2] ^= 1;

    assertEquals(1, run("verify", write("bundle.zip", changed), "--signers", root));
    assertEquals(1, run("verify", write("no.zip", new byte[9]), "--signers", root));
  }

  @Test
  void run_revocationNotProven_followsTheOption() throws Exception {
    String bundle = write("bundle.zip", bundle(false));

    assertEquals(3, run("verify", bundle, "--signers", root));
    assertEquals(0, run("verify", bundle, "--signers", root, "--revocation", "soft"));
    assertEquals(0, run("verify", "--revocation", "none", "--signers", root, bundle));
  }

  @Test
  void run_otherAnchors_exitsWithThree() throws Exception {
    byte[] other = TestPki.pem(TestPki.root("SM3withSM2").certificate()).getBytes(UTF_8);
    String anchors = write("other.pem", other);

    assertEquals(3, run("verify", write("bundle.zip", bundle(true)), "--signers", anchors));
  }

  @Test
  void run_wrongUse_exitsWithTwoAndSaysWhatIsWrong() throws Exception {
    String bundle = write("bundle.zip", bundle(false));
    String[][] wrong = {
      {"", "COMMAND"},
      {"sing", "COMMAND"},
      {"verify", "got none"},
      {"verify " + bundle, "--signers is missing"},
      {"verify " + bundle + " --signers", "needs a value"},
      {"verify " + bundle + " --signers " + bundle, "not PEM certificates"},
      {"verify " + bundle + " --signers nowhere.pem", "cannot read nowhere.pem"},
      {"verify nowhere.zip --signers " + root, "cannot read nowhere.zip"},
      {"verify " + bundle + " " + bundle, "got a second one"},
      {"verify " + bundle + " --sealers x", "unknown option: --sealers"},
      {"verify " + bundle + " --signers " + root + " --revocation firm", "hard, soft or none"},
    };
    for (String[] each : wrong) {
      err.reset();
      assertEquals(2, run(each[0].isEmpty() ? new String[0] : each[0].split(" ")), each[0]);
      assertTrue(err.toString(UTF_8).contains(each[1]), err.toString(UTF_8));
    }
    assertEquals(0, run("--help"));
    assertEquals(0, run("verify", "--help"));
  }
}

package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.sm.Peer;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the verdicts with those of the most widely used public library, in a separate JVM: both
 * accept genuine documents, and a table of the README shows the forged ones that it accepts.
 */
@Tag("peer")
@Timeout(120)
class OfdrwPeerTest {
  private static final Path PROGRAM =
      Path.of("src", "test", "peers", "Ofdrw.java").toAbsolutePath();

  /** The folder into which the build copies the library and its dependencies. */
  private static final Path JARS =
      Path.of(System.getProperty("ofdrw.jars", "target/ofdrw")).toAbsolutePath();

  @TempDir Path folder;
  private Holder root;
  private Holder signer;
  private Holder maker;
  private Holder stranger;

  @BeforeEach
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    maker = TestPki.under(root, "CN=maker", "SM3withSM2", CITIZEN);
    stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
  }

  private List<String> ofdrw(String... arguments) throws Exception {
    assertTrue(Files.isDirectory(JARS), JARS + " has no jars; run with -Ppeers");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + folder,
            // The library writes times in the default zone, without naming it.
            "-Duser.timezone=Asia/Shanghai",
            "-cp",
            JARS + File.separator + "*"));
    command.add(PROGRAM.toString());
    command.addAll(List.of(arguments));
    return Peer.run(folder, command)
        .good()
        .lines()
        .filter(line -> line.startsWith("= "))
        .map(line -> line.substring(2))
        .toList();
  }

  private List<String> ofdrwVerifies(String version, List<byte[]> documents) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("verify", version));
    for (byte[] each : documents) {
      arguments.add(
          Files.write(folder.resolve(version + "-" + arguments.size() + ".ofd"), each).toString());
    }
    return ofdrw(arguments.toArray(String[]::new));
  }

  private OfdVerdict verdict(byte[] ofd, Clock clock, Holder trusted) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(trusted.certificate());
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      return document.verify(new DocumentTrust(anchors, anchors, clock), OfdPolicy.strict());
    }
  }

  private OfdVerdict verdict(byte[] ofd) throws Exception {
    return verdict(ofd, Clock.fixed(SIGNED.plusSeconds(60), ZoneOffset.UTC), root);
  }

  private Sealing sealing() {
    return new Sealing(signer, maker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v4"})
  void verify_genuineDocuments_areAcceptedByBoth(String version) throws Exception {
    List<byte[]> documents = new ArrayList<>();
    for (boolean relative : new boolean[] {false, true}) {
      Sealing one = sealing();
      one.version = Integer.parseInt(version.substring(1));
      one.relative = relative;
      Sealing another = sealing();
      another.version = one.version;
      another.listsDigests = one.version == 4;
      documents.add(OfdMaker.receipt().seal(one).zip());
      documents.add(OfdMaker.receipt().seal(one).seal(another).zip());
    }

    assertEquals(
        List.of("accepts", "accepts", "accepts", "accepts"), ofdrwVerifies(version, documents));
    for (byte[] each : documents) {
      OfdVerdict verdict = verdict(each);
      assertEquals(Status.VALID, verdict.status(), verdict::report);
    }
  }

  /** The library seals with the current time, so certificates and seal must be valid now. */
  @ParameterizedTest
  @ValueSource(strings = {"v1", "v4"})
  void verify_documentSealedByOfdrw_isValid(String version) throws Exception {
    Instant from = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    Instant to = from.plus(Duration.ofDays(30));
    Holder authority = TestPki.issue(null, "CN=Root", "SM3withSM2", TestPki.AUTHORITY, from, to);
    Holder office = TestPki.issue(authority, "CN=office", "SM3withSM2", CITIZEN, from, to);
    Sealing sealing = new Sealing(office, office);
    sealing.version = Integer.parseInt(version.substring(1));
    sealing.sealFrom = from;
    sealing.sealTo = to;
    OfdMaker unsealed =
        OfdMaker.receipt()
            .rewritten(xml -> xml.replaceAll("<ofd:Signatures>.*</ofd:Signatures>", ""));
    Path sealed = folder.resolve("sealed.ofd");

    ofdrw(
        "seal",
        version,
        Files.write(folder.resolve("unsealed.ofd"), unsealed.zip()).toString(),
        sealed.toString(),
        Files.write(folder.resolve("key.der"), office.key().getEncoded()).toString(),
        Files.write(folder.resolve("office.cer"), office.certificate().getEncoded()).toString(),
        Files.write(folder.resolve("office.esl"), OfdMaker.sealOf(sealing)).toString());

    byte[] ofd = Files.readAllBytes(sealed);
    OfdVerdict verdict = verdict(ofd, Clock.systemUTC(), authority);
    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(List.of(), verdict.uncovered());
    assertEquals(
        List.of("accepts"), ofdrwVerifies(version, List.of(ofd)), "it accepts its own document");
  }

  /** The rows are generated from the two verdicts. */
  @Test
  void readme_tableOfForgedDocuments_hasBothVerdicts() throws Exception {
    Map<String, byte[]> documents = new LinkedHashMap<>();
    Sealing underHonestSeal = new Sealing(stranger, maker);
    underHonestSeal.listed = signer;
    documents.put("a stranger signed under an honest seal", sealed(underHonestSeal));
    documents.put("the stranger made the seal himself", sealed(new Sealing(stranger, stranger)));
    Sealing forged = sealing();
    forged.makersSignature =
        signature -> {
          signature[signature.length - 1] ^= 1;
          return signature;
        };
    documents.put("the maker's signature over the seal is wrong", sealed(forged));
    Sealing late = sealing();
    late.sealTo = SIGNED.minusSeconds(1);
    documents.put("sealed after the seal had expired", sealed(late));
    Sealing early = sealing();
    early.sealFrom = SIGNED.plusSeconds(1);
    documents.put("sealed before the seal's period", sealed(early));
    Holder expired =
        TestPki.issue(root, "CN=old", "SM3withSM2", CITIZEN, TestPki.FROM, SIGNED.minusSeconds(1));
    documents.put(
        "sealed with a certificate that had expired", sealed(new Sealing(expired, maker)));
    Holder encrypts =
        TestPki.under(
            root,
            "CN=encrypts",
            "SM3withSM2",
            builder ->
                builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment)));
    documents.put(
        "sealed with a certificate that is not for signing", sealed(new Sealing(encrypts, maker)));
    Sealing future = sealing();
    future.time = SIGNED.plus(Duration.ofDays(30));
    documents.put("sealed at a time that is still to come", sealed(future));
    documents.put("a page was changed that no digest covers", pageChanged(OfdMaker.PAGE));
    documents.put("a page was changed that a digest covers", pageChanged(""));
    Sealing elsewhere = sealing();
    elsewhere.property = "/Doc_0/Signs/Sign_9/Signature.xml";
    documents.put("the signature names another `Signature.xml`", sealed(elsewhere));
    Sealing weak = sealing();
    weak.checkMethod = "MD5";
    weak.digest = "MD5";
    documents.put("the digests are MD5", sealed(weak));
    OfdMaker twice = OfdMaker.receipt().seal(sealing());
    twice.files.put("Doc_0/pages/Page_0/Content.xml", "<ofd:Page/>".getBytes(UTF_8));
    documents.put("two pages whose names differ in case alone", twice.zip());

    List<String> accepted = ofdrwVerifies("v4", List.copyOf(documents.values()));

    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : documents.entrySet()) {
      rows.add(
          "| "
              + each.getKey()
              + " | "
              + accepted.get(rows.size())
              + " | "
              + found(each.getValue())
              + " |");
    }
    assertEquals(
        String.join("\n", rows),
        Files.readString(Path.of("README.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| Document |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .reduce((one, other) -> one + "\n" + other)
            .orElse(""));
  }

  private static byte[] sealed(Sealing sealing) throws Exception {
    return OfdMaker.receipt().seal(sealing).zip();
  }

  private byte[] pageChanged(String uncovered) throws Exception {
    Sealing sealing = sealing();
    sealing.uncovered = Set.of(uncovered);
    OfdMaker made = OfdMaker.receipt().seal(sealing);
    made.files.computeIfPresent(
        OfdMaker.PAGE,
        (name, xml) -> new String(xml, UTF_8).replace("罚没收入", "已退还").getBytes(UTF_8));
    return made.zip();
  }

  /** Returns the status of a document and the findings against it. */
  private String found(byte[] ofd) throws Exception {
    OfdVerdict verdict;
    try {
      verdict = verdict(ofd);
    } catch (OfdException e) {
      return "refused when it is opened";
    }
    List<String> found = new ArrayList<>(List.of("`" + verdict.status() + "`"));
    for (Finding each : Finding.values()) {
      if (verdict.signatures().get(0).verdict().found(each) && isAgainst(each)) {
        found.add("`" + each + "`");
      }
    }
    return String.join(", ", found);
  }

  private static boolean isAgainst(Finding finding) {
    List<Reason> alone = List.of(new Reason(finding, ""));
    return !DocumentVerdict.of(alone, null, List.of(), null).valid();
  }
}

package io.yiwang.identity.command;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.EvidenceBundle;
import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.OfdDocument;
import io.yiwang.ofd.OfdLimits;
import io.yiwang.ofd.OfdPolicy;
import io.yiwang.ofd.OfdVerdict;
import java.io.IOException;
import java.io.PrintStream;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies an evidence bundle without network. */
final class VerifyCommand {
  private static final int HOLDS = 0;
  private static final int DOES_NOT = 1;
  private static final int NOT_KNOWN = 3;
  private static final String SIGNERS = "--signers";
  private static final String ARCHIVISTS = "--archivists";
  private static final String TIMESTAMPS = "--timestamps";
  private static final String REVOCATION = "--revocation";

  static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar verify BUNDLE.zip --signers FILE.pem [options]

        --signers FILE.pem      the authorities whose certificates citizens sign under
        --archivists FILE.pem   those of whoever made the bundle; the signers' where left out
        --timestamps FILE.pem   those of the time stamps; the signers' where left out
        --revocation hard       what is not proven unrevoked does not hold (the default)
        --revocation soft       what is not known to be revoked may hold
        --revocation none       revocation is not looked at

      OFD documents that are attached to the bundle (NAME.ofd) are verified too, strictly, under
      the signers' authorities; their verdicts count.

      Ends with 0 if all of it holds, 1 if it does not, 3 if what is at hand does not tell,
      2 if the command line is wrong or a file cannot be read. Nothing is asked of any network.
      """;

  private VerifyCommand() {}

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(HELP);
      return HOLDS;
    }
    try {
      return verify(arguments, out);
    } catch (WrongUse e) {
      err.println(Printable.of(e.getMessage(), 1000));
      err.println("try: java -jar yiwang-doctor-tools.jar verify --help");
      return Main.WRONG_USE;
    }
  }

  private static int verify(List<String> arguments, PrintStream out) throws WrongUse {
    CommandLine line =
        new CommandLine(arguments, List.of(SIGNERS, ARCHIVISTS, TIMESTAMPS, REVOCATION));
    if (line.files().isEmpty()) {
      throw new WrongUse("no bundle is given");
    }
    if (line.files().size() > 1) {
      throw new WrongUse("one bundle is expected, got another: " + line.files().get(1));
    }
    String signers = line.option(SIGNERS);
    if (signers == null) {
      throw new WrongUse(SIGNERS + " is missing: whose certificates are to be believed?");
    }
    Revocation revocation = revocation(line.option(REVOCATION));
    TrustAnchors stamps =
        anchors(Objects.requireNonNullElse(line.option(TIMESTAMPS), signers), revocation);
    DocumentTrust archivists =
        new DocumentTrust(
            anchors(
                Objects.requireNonNullElse(line.option(ARCHIVISTS), signers),
                Revocation.notChecked()),
            stamps,
            Clock.systemUTC());
    DocumentTrust trust =
        new DocumentTrust(anchors(signers, revocation), stamps, Clock.systemUTC());
    byte[] bundle = CommandLine.read(line.files().get(0));
    int status = tell(EvidenceBundle.verify(bundle, archivists, trust), out);
    return worst(status, attached(bundle, trust, out));
  }

  /** Verifies the OFD documents that a bundle carries. */
  private static int attached(byte[] bundle, DocumentTrust trust, PrintStream out) {
    int worst = HOLDS;
    Map<String, byte[]> attached;
    try {
      attached = EvidenceBundle.attachments(bundle);
    } catch (IOException e) {
      // What is wrong with the bundle has been said.
      return DOES_NOT;
    }
    for (Map.Entry<String, byte[]> each : attached.entrySet()) {
      if (each.getKey().toLowerCase(Locale.ROOT).endsWith(".ofd")) {
        out.println("\n附件 / Attached: " + each.getKey());
        worst = worst(worst, ofd(each.getValue(), trust, out));
      }
    }
    return worst;
  }

  private static int ofd(byte[] file, DocumentTrust trust, PrintStream out) {
    try (OfdDocument document = OfdDocument.open(file, OfdLimits.DEFAULT)) {
      OfdVerdict verdict = document.verify(trust, OfdPolicy.strict());
      out.print(verdict.report());
      return OfdCommand.code(verdict);
    } catch (IOException e) {
      out.println("文档结论：无效 / Document: INVALID");
      out.println("  (" + Printable.of(e.getMessage(), 500) + ")");
      return DOES_NOT;
    }
  }

  private static int worst(int one, int other) {
    if (one == DOES_NOT || other == DOES_NOT) {
      return DOES_NOT;
    }
    return Math.max(one, other);
  }

  private static Revocation revocation(@Nullable String named) throws WrongUse {
    return switch (named == null ? "hard" : named) {
      case "hard" -> Revocation.hardFail(() -> RevocationData.NONE);
      case "soft" -> Revocation.softFail(() -> RevocationData.NONE);
      case "none" -> Revocation.notChecked();
      default -> throw new WrongUse(REVOCATION + " is hard, soft or none");
    };
  }

  private static TrustAnchors anchors(String file, Revocation revocation) throws WrongUse {
    try {
      return TrustAnchors.pem(CommandLine.path(file)).revocation(revocation);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file);
    } catch (CertificateException e) {
      // It names the file.
      throw new WrongUse(String.valueOf(e.getMessage()));
    }
  }

  private static int tell(EvidenceBundle.Verdict verdict, PrintStream out) {
    out.println(
        verdict.intact()
            ? "证据包完整 / The bundle is intact"
            : "证据包已被改动 / The bundle was changed: " + verdict.problem());
    out.println("\n文件签名 / Signature of the document");
    out.print(verdict.document().report());
    out.println("\n存证签名 / Signature of the bundle");
    out.print(verdict.bundle().report());
    if (verdict.valid()) {
      return HOLDS;
    }
    boolean untold =
        verdict.intact()
            && verdict.document().status() != DocumentVerdict.Status.INVALID
            && verdict.bundle().status() != DocumentVerdict.Status.INVALID;
    return untold ? NOT_KNOWN : DOES_NOT;
  }
}

package io.yiwang.identity.command;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.EvidenceBundle;
import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.OfdDocument;
import io.yiwang.ofd.OfdLimits;
import io.yiwang.ofd.OfdPolicy;
import io.yiwang.ofd.OfdVerdict;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Verifies an evidence bundle, without a network. */
final class VerifyCommand {
  private static final String SIGNERS = "--signers";
  private static final String ARCHIVISTS = "--archivists";
  private static final String TIMESTAMPS = "--timestamps";
  private static final String REVOCATION = "--revocation";

  static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar verify BUNDLE.zip --signers FILE.pem [options]

        --signers FILE.pem      the authorities of the citizens who sign
        --archivists FILE.pem   the authorities of those who make bundles (default: --signers)
        --timestamps FILE.pem   the authorities of time stamps (default: --signers)
        --revocation hard       a certificate must be proven not to be revoked (the default)
        --revocation soft       a certificate must not be known to be revoked
        --revocation none       revocation is not checked
      OFD documents that are attached to the bundle (NAME.ofd) are verified too, by the strict
      policy and with the authorities of --signers; their verdicts count.
      The exit code is 0 if everything is valid, 1 if anything is invalid, 3 if that cannot be
      decided from what is given, and 2 if the command line is wrong or a file cannot be read. The
      command uses no network.
      """;

  private VerifyCommand() {}

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(HELP);
      return VerdictCommand.VALID;
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
      throw new WrongUse("exactly one bundle must be given, got none");
    }
    if (line.files().size() > 1) {
      throw new WrongUse(
          "exactly one bundle must be given, got a second one: " + line.files().get(1));
    }
    String signers = line.option(SIGNERS);
    if (signers == null) {
      throw new WrongUse(SIGNERS + " is missing; give the authorities to trust");
    }
    Revocation revocation = VerdictCommand.revocation(line, REVOCATION, "hard");
    TrustAnchors stamps =
        VerdictCommand.anchors(
            Objects.requireNonNullElse(line.option(TIMESTAMPS), signers), revocation);
    DocumentTrust archivists =
        new DocumentTrust(
            VerdictCommand.anchors(
                Objects.requireNonNullElse(line.option(ARCHIVISTS), signers),
                Revocation.notChecked()),
            stamps,
            Clock.systemUTC());
    DocumentTrust trust =
        new DocumentTrust(VerdictCommand.anchors(signers, revocation), stamps, Clock.systemUTC());
    byte[] bundle = CommandLine.read(line.files().get(0));
    int code = report(EvidenceBundle.verify(bundle, archivists, trust), out);
    return worst(code, attached(bundle, trust, out));
  }

  /** Verifies the OFD documents that are attached to a bundle. */
  private static int attached(byte[] bundle, DocumentTrust trust, PrintStream out) {
    int worst = VerdictCommand.VALID;
    Map<String, byte[]> attached;
    try {
      attached = EvidenceBundle.attachments(bundle);
    } catch (IOException e) {
      // The report on the bundle says what is wrong.
      return VerdictCommand.INVALID;
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
      return VerdictCommand.exitCode(verdict);
    } catch (IOException e) {
      return VerdictCommand.unreadable(e, out);
    }
  }

  private static int worst(int one, int other) {
    return one == VerdictCommand.INVALID || other == VerdictCommand.INVALID
        ? VerdictCommand.INVALID
        : Math.max(one, other);
  }

  private static int report(EvidenceBundle.Verdict verdict, PrintStream out) {
    out.println(
        verdict.intact()
            ? "证据包完整 / The bundle is intact"
            : "证据包已被改动 / The bundle was changed: " + verdict.problem());
    out.println("\n文件签名 / Signature of the document");
    out.print(verdict.document().report());
    out.println("\n存证签名 / Signature of the bundle");
    out.print(verdict.bundle().report());
    if (verdict.valid()) {
      return VerdictCommand.VALID;
    }
    boolean indeterminate =
        verdict.intact()
            && verdict.document().status() != DocumentVerdict.Status.INVALID
            && verdict.bundle().status() != DocumentVerdict.Status.INVALID;
    return indeterminate ? VerdictCommand.INDETERMINATE : VerdictCommand.INVALID;
  }
}

package io.yiwang.identity.command;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.OfdDocument;
import io.yiwang.ofd.OfdException;
import io.yiwang.ofd.OfdLimits;
import io.yiwang.ofd.OfdPolicy;
import io.yiwang.ofd.OfdVerdict;
import io.yiwang.ofd.Seal;
import io.yiwang.ofd.SealVerdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies the seals of an OFD document without network. */
final class OfdCommand {
  private static final int HOLDS = 0;
  private static final int DOES_NOT = 1;
  private static final int NOT_KNOWN = 3;
  private static final String ANCHORS = "--anchors";
  private static final String TIMESTAMPS = "--timestamps";
  private static final String POLICY = "--policy";
  private static final String REVOCATION = "--revocation";
  private static final String PICTURE = "--picture";

  static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar ofd FILE --anchors FILE.pem [options]

        --anchors FILE.pem      the authorities of those who seal, and of seals' makers
        --timestamps FILE.pem   those of time stamps; the same where left out
        --policy strict         an expired certificate needs a time stamp (the default)
        --policy claimed-time   the claimed time is believed, within the seal's and the
                                certificate's period; the verdict says so
        --policy lenient        the same, and parts that no signature covers make the verdict
                                indeterminate instead of invalid
        --revocation soft       what is not known to be revoked may hold (the default)
        --revocation hard       what is not proven unrevoked does not hold
        --revocation none       revocation is not looked at
        --picture FILE          writes the newest seal's picture to a new file, as it came

      Ends with 0 if the document holds, 1 if it does not, 3 if what is at hand does not tell,
      2 if the command line is wrong or a file cannot be read. Nothing is asked of any network.
      """;

  private OfdCommand() {}

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(HELP);
      return HOLDS;
    }
    try {
      return verify(
          new CommandLine(arguments, List.of(ANCHORS, TIMESTAMPS, POLICY, REVOCATION, PICTURE)),
          out);
    } catch (WrongUse e) {
      err.println(Printable.of(e.getMessage(), 1000));
      err.println("try: java -jar yiwang-doctor-tools.jar ofd --help");
      return Main.WRONG_USE;
    }
  }

  private static int verify(CommandLine line, PrintStream out) throws WrongUse {
    if (line.files().size() != 1) {
      throw new WrongUse("one OFD file is expected, got " + line.files().size());
    }
    String anchors = line.option(ANCHORS);
    if (anchors == null) {
      throw new WrongUse(ANCHORS + " is missing: whose certificates are to be believed?");
    }
    Revocation revocation = revocation(line.option(REVOCATION));
    DocumentTrust trust =
        new DocumentTrust(
            anchors(anchors, revocation),
            anchors(Objects.requireNonNullElse(line.option(TIMESTAMPS), anchors), revocation),
            Clock.systemUTC());
    OfdPolicy policy = policy(line.option(POLICY));
    Path file = CommandLine.path(line.files().get(0));
    try (OfdDocument document = OfdDocument.open(file, OfdLimits.DEFAULT)) {
      OfdVerdict verdict = document.verify(trust, policy);
      out.print(verdict.report());
      String picture = line.option(PICTURE);
      if (picture != null) {
        writePicture(verdict, CommandLine.path(picture));
      }
      return code(verdict);
    } catch (OfdException e) {
      out.println("文档结论：无效 / Document: INVALID");
      out.println("  (" + Printable.of(e.getMessage(), 500) + ")");
      return DOES_NOT;
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file);
    }
  }

  /** Returns the code that a verdict ends with. */
  static int code(OfdVerdict verdict) {
    return switch (verdict.status()) {
      case VALID -> HOLDS;
      case INVALID -> DOES_NOT;
      case INDETERMINATE -> NOT_KNOWN;
    };
  }

  private static void writePicture(OfdVerdict verdict, Path file) throws WrongUse {
    Seal newest = null;
    for (SealVerdict each : verdict.signatures()) {
      if (each.seal() != null) {
        newest = each.seal();
      }
    }
    if (newest == null) {
      throw new WrongUse("the document has no seal whose picture could be written");
    }
    try {
      Files.write(file, newest.picture(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new WrongUse("cannot write " + file + ", or it is there already");
    }
  }

  private static OfdPolicy policy(@Nullable String named) throws WrongUse {
    return switch (named == null ? "strict" : named) {
      case "strict" -> OfdPolicy.strict();
      case "claimed-time" -> OfdPolicy.strict().believingClaimedTime();
      case "lenient" -> OfdPolicy.strict().believingClaimedTime().allowingUncoveredParts();
      default -> throw new WrongUse(POLICY + " is strict, claimed-time or lenient");
    };
  }

  private static Revocation revocation(@Nullable String named) throws WrongUse {
    return switch (named == null ? "soft" : named) {
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
      throw new WrongUse(file + ": " + e.getMessage());
    }
  }
}

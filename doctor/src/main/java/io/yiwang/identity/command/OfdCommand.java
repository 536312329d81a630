package io.yiwang.identity.command;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.x509.Revocation;
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
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies the seals of an OFD document, without a network. */
final class OfdCommand {
  private static final String ANCHORS = "--anchors";
  private static final String TIMESTAMPS = "--timestamps";
  private static final String POLICY = "--policy";
  private static final String REVOCATION = "--revocation";
  private static final String PICTURE = "--picture";

  static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar ofd FILE --anchors FILE.pem [options]

        --anchors FILE.pem      the authorities of signers and of the makers of seals
        --timestamps FILE.pem   the authorities of time stamps (default: those of --anchors)
        --policy strict         an expired certificate needs a time stamp (the default)
        --policy claimed-time   the claimed time is accepted within the periods of the seal and
                                the certificate; the verdict says so
        --policy lenient        as claimed-time, but parts that no signature covers make the
                                verdict indeterminate instead of invalid
        --revocation soft       a certificate must not be known to be revoked (the default)
        --revocation hard       a certificate must be proven not to be revoked
        --revocation none       revocation is not checked
        --picture FILE          writes the newest seal's picture to a new file, unchanged
      The exit code is 0 if the document is valid, 1 if it is invalid, 3 if that cannot be decided
      from what is given, and 2 if the command line is wrong or a file cannot be read. The command
      uses no network.
      """;

  private OfdCommand() {}

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(HELP);
      return VerdictCommand.VALID;
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
      throw new WrongUse("exactly one OFD file must be given, got " + line.files().size());
    }
    String anchors = line.option(ANCHORS);
    if (anchors == null) {
      throw new WrongUse(ANCHORS + " is missing; give the authorities to trust");
    }
    Revocation revocation = VerdictCommand.revocation(line, REVOCATION, "soft");
    DocumentTrust trust =
        new DocumentTrust(
            VerdictCommand.anchors(anchors, revocation),
            VerdictCommand.anchors(
                Objects.requireNonNullElse(line.option(TIMESTAMPS), anchors), revocation),
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
      return VerdictCommand.exitCode(verdict);
    } catch (OfdException e) {
      return VerdictCommand.unreadable(e, out);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file);
    }
  }

  private static void writePicture(OfdVerdict verdict, Path file) throws WrongUse {
    Seal newest = null;
    for (SealVerdict each : verdict.signatures()) {
      if (each.seal() != null) {
        newest = each.seal();
      }
    }
    if (newest == null) {
      throw new WrongUse("the document has no seal, so there is no picture to write");
    }
    try {
      Files.write(file, newest.picture(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new WrongUse("cannot write " + file + ", or it exists already");
    }
  }

  private static OfdPolicy policy(@Nullable String named) throws WrongUse {
    return switch (named == null ? "strict" : named) {
      case "strict" -> OfdPolicy.strict();
      case "claimed-time" -> OfdPolicy.strict().believingClaimedTime();
      case "lenient" -> OfdPolicy.strict().believingClaimedTime().allowingUncoveredParts();
      default -> throw new WrongUse(POLICY + " must be strict, claimed-time or lenient");
    };
  }
}

package io.yiwang.identity.command;

import io.yiwang.identity.command.CommandLine.WrongUse;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.internal.shared.Printable;
import io.yiwang.ofd.OfdVerdict;
import java.io.IOException;
import java.io.PrintStream;
import java.security.cert.CertificateException;

/** Holds what the commands that print a verdict have in common. */
final class VerdictCommand {
  /** The exit codes of the verdicts; 2 is that of a wrong command line. */
  static final int VALID = 0;

  static final int INVALID = 1;
  static final int INDETERMINATE = 3;

  private VerdictCommand() {}

  static int exitCode(OfdVerdict verdict) {
    return switch (verdict.status()) {
      case VALID -> VALID;
      case INVALID -> INVALID;
      case INDETERMINATE -> INDETERMINATE;
    };
  }

  /** Reports an OFD document that cannot be read, and returns the exit code. */
  static int unreadable(IOException problem, PrintStream out) {
    out.println("文档结论：无效 / Document: INVALID");
    out.println("  (" + Printable.of(problem.getMessage(), 500) + ")");
    return INVALID;
  }

  /** Returns the policy that an option names; without a network, there are no further answers. */
  static Revocation revocation(CommandLine line, String option, String byDefault) throws WrongUse {
    String named = line.option(option);
    return switch (named == null ? byDefault : named) {
      case "hard" -> Revocation.hardFail(() -> RevocationData.NONE);
      case "soft" -> Revocation.softFail(() -> RevocationData.NONE);
      case "none" -> Revocation.notChecked();
      default -> throw new WrongUse(option + " must be hard, soft or none");
    };
  }

  static TrustAnchors anchors(String file, Revocation revocation) throws WrongUse {
    try {
      return TrustAnchors.pem(CommandLine.path(file)).revocation(revocation);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file);
    } catch (CertificateException e) {
      // The message names the file.
      throw new WrongUse(String.valueOf(e.getMessage()));
    }
  }
}

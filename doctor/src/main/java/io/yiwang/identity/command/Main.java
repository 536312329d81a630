package io.yiwang.identity.command;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Runs a command: {@code java -jar yiwang-doctor-tools.jar verify --help}. */
public final class Main {
  /** The exit code where the command line is wrong, or a file cannot be read. */
  static final int WRONG_USE = 2;

  private static final String HELP =
      """
      java -jar yiwang-doctor-tools.jar COMMAND

      doctor    finds out why the signature of a message does not verify
      verify    verifies an evidence bundle
      ofd       verifies the seals of an OFD document
      Run COMMAND --help for its options.
      """;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(Arrays.asList(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    return switch (command) {
      case "doctor" -> DoctorCommand.run(rest, out, err);
      case "verify" -> VerifyCommand.run(rest, out, err);
      case "ofd" -> OfdCommand.run(rest, out, err);
      case "--help" -> {
        out.print(HELP);
        yield 0;
      }
      default -> {
        err.print(HELP);
        yield WRONG_USE;
      }
    };
  }
}

package io.yiwang.testkit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@link SandboxServer} says.
 *
 * @param keys where to write keys and settings for a client
 */
record ServerOptions(
    int port, int services, @Nullable Path keys, SandboxScheme scheme, boolean help) {
  static final String HELP =
      """
      Starts an IGS/1 sandbox gateway on this machine and keeps it running.

      Options:
        --port PORT      0 to 65535; 0, the default, takes a free one
        --data N         service items in the catalog, 0 to 1000000; 500 by default
        --keys DIR       writes keys and client.properties there, for a client elsewhere
        --scheme SCHEME  %s; ed25519 by default
        --help           shows this

      check --help tells how to check a gateway by the interface instead.

      The private key that it writes is made up and good for this sandbox alone.
      """
          .formatted(schemes());

  /** The command line is wrong; the message says how. */
  @SuppressWarnings("serial") // Never leaves the process.
  static final class WrongUse extends Exception {
    WrongUse(String message) {
      super(message);
    }
  }

  static ServerOptions parse(String... arguments) throws WrongUse {
    int port = 0;
    int services = 500;
    Path keys = null;
    SandboxScheme scheme = SandboxScheme.ED25519;
    boolean help = false;
    for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
      String option = rest.next();
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--port" -> port = number(option, rest, 65535);
        case "--data" -> services = number(option, rest, 1_000_000);
        case "--keys" -> keys = Path.of(value(option, rest));
        case "--scheme" -> scheme = scheme(value(option, rest));
        default -> throw new WrongUse("unknown option " + option + "; see --help");
      }
    }
    return new ServerOptions(port, services, keys, scheme, help);
  }

  private static String value(String option, Iterator<String> rest) throws WrongUse {
    String value = rest.hasNext() ? rest.next() : "";
    if (value.isBlank() || value.startsWith("--")) {
      throw new WrongUse(option + " needs a value; see --help");
    }
    return value;
  }

  private static int number(String option, Iterator<String> rest, int greatest) throws WrongUse {
    String value = value(option, rest);
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > greatest) {
      throw new WrongUse(option + " must be a whole number from 0 to " + greatest);
    }
    return Integer.parseInt(value);
  }

  private static SandboxScheme scheme(String name) throws WrongUse {
    for (SandboxScheme scheme : SandboxScheme.values()) {
      if (name(scheme).equals(name.toLowerCase(Locale.ROOT))) {
        return scheme;
      }
    }
    throw new WrongUse("--scheme must be one of " + schemes());
  }

  private static String name(SandboxScheme scheme) {
    return scheme.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String schemes() {
    return Arrays.stream(SandboxScheme.values())
        .map(ServerOptions::name)
        .collect(Collectors.joining(", "));
  }
}

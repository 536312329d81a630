package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line options of {@link SandboxServer}.
 *
 * @param sandbox the settings of the sandbox
 * @param keys the folder for keys, and for the settings of a client
 * @param host the address to listen on
 */
record ServerOptions(
    GovSandbox.Builder sandbox,
    @Nullable Path keys,
    String host,
    int port,
    boolean tls,
    boolean adminToken,
    boolean help) {
  static final String HELP =
      """
      Starts an IGS/1 sandbox gateway and keeps it running.

      Where it listens:
        --host ADDRESS           127.0.0.1 by default; 0.0.0.0 for every address
        --port PORT              0 to 65535; 0, the default, takes a free one
        --url URL                under which clients reach it, such as https://gateway:8443;
                                 by default made of --host and --port
        --tls                    https, by its own authority: tls-ca.pem in --keys
        --tls-certificate FILE   https, by this chain in PEM, leaf first
        --tls-key FILE           its private key, PKCS#8 in PEM

      What it knows:
        --keys DIR               keeps its keys there over restarts, and writes
                                 client.properties and the PEM files that a client needs
        --state FILE             keeps payments, messages and all else over restarts;
                                 needs --keys
        --scheme SCHEME          %s; ed25519 by default
        --data N                 service items in the catalog, 0 to 1000000; 500 by default
        --seed N                 seed of all random data; 1 by default
        --callback-url URL       delivers callbacks there
        --redirect-uri URI       registers a redirect of the login; more than once if need be

      Who may change it, by its admin API:
        --admin-token TOKEN      whoever sends it; 16 characters or more
        --admin-token-file FILE  the same, from the first line of a file
                                 Without a token: programs of this machine, and nobody at all
                                 if it listens elsewhere than on the loopback.

        --help                   shows this

      check --help explains how to check a gateway by the interface instead.

      Its keys are random and valid only for this sandbox.
      """
          .formatted(schemes());

  /** Thrown when the command line is wrong; the message says how. */
  @SuppressWarnings("serial") // Never leaves the process.
  static final class WrongUse extends Exception {
    WrongUse(String message) {
      super(message);
    }
  }

  /** Reads options one by one. Not thread-safe. */
  private static final class Reader {
    final GovSandbox.Builder sandbox = GovSandbox.builder();
    @Nullable Path keys;
    @Nullable Path state;
    @Nullable Path certificate;
    @Nullable Path key;
    String host = "127.0.0.1";
    int port;
    boolean tls;
    boolean token;
    boolean help;

    void read(String option, Iterator<String> rest) throws WrongUse {
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--host" -> host = value(option, rest);
        case "--port" -> port = number(option, rest, 65535);
        case "--url" -> sandbox.url(uri(option, rest));
        case "--tls" -> tls = true;
        case "--tls-certificate" -> certificate = path(option, rest);
        case "--tls-key" -> key = path(option, rest);
        case "--keys" -> keys = path(option, rest);
        case "--state" -> state = path(option, rest);
        case "--scheme" -> sandbox.scheme(scheme(value(option, rest)));
        case "--data" -> sandbox.services(number(option, rest, 1_000_000));
        case "--seed" -> sandbox.seed(number(option, rest, 999_999_999));
        case "--callback-url" -> sandbox.callbackUrl(uri(option, rest));
        case "--redirect-uri" -> sandbox.redirectUri(uri(option, rest));
        case "--admin-token" -> token(value(option, rest));
        case "--admin-token-file" -> token(firstLine(path(option, rest)));
        default -> throw new WrongUse("unknown option " + option + "; see --help");
      }
    }

    private void token(String token) throws WrongUse {
      if (this.token) {
        throw new WrongUse("give --admin-token or --admin-token-file once");
      }
      this.token = true;
      try {
        sandbox.adminToken(token);
      } catch (IllegalArgumentException e) {
        throw new WrongUse(
            "the admin token must be 16 characters of visible ASCII or more; make one with:"
                + " openssl rand -hex 16");
      }
    }

    ServerOptions options() throws WrongUse {
      if ((certificate == null) != (key == null)) {
        throw new WrongUse("--tls-certificate and --tls-key go together; see --help");
      }
      if (tls && certificate != null) {
        throw new WrongUse("give --tls, or --tls-certificate and --tls-key, and not both");
      }
      if (tls && keys == null) {
        throw new WrongUse(
            "--tls needs --keys DIR, where it writes the certificate that clients must trust");
      }
      if (state != null && keys == null) {
        throw new WrongUse("--state needs --keys DIR, since a client keeps the same keys");
      }
      sandbox.host(host).port(port);
      if (certificate != null && key != null) {
        sandbox.tls(certificate, key);
      } else if (tls) {
        sandbox.tls(true);
      }
      if (keys != null) {
        sandbox.keys(keys.resolve("gateway"));
      }
      if (state != null) {
        sandbox.state(state);
      }
      return new ServerOptions(sandbox, keys, host, port, tls || certificate != null, token, help);
    }
  }

  static ServerOptions parse(String... arguments) throws WrongUse {
    Reader reader = new Reader();
    List<String> seen = new ArrayList<>();
    for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
      String option = rest.next();
      if (seen.contains(option) && !option.equals("--redirect-uri")) {
        throw new WrongUse(option + " is given twice");
      }
      seen.add(option);
      reader.read(option, rest);
    }
    return reader.options();
  }

  private static String value(String option, Iterator<String> rest) throws WrongUse {
    String value = rest.hasNext() ? rest.next() : "";
    if (value.isBlank() || value.startsWith("--")) {
      throw new WrongUse(option + " needs a value; see --help");
    }
    return value;
  }

  private static Path path(String option, Iterator<String> rest) throws WrongUse {
    try {
      return Path.of(value(option, rest));
    } catch (InvalidPathException e) {
      throw new WrongUse(option + " must be a path of this machine");
    }
  }

  private static URI uri(String option, Iterator<String> rest) throws WrongUse {
    String value = value(option, rest);
    try {
      URI uri = URI.create(value);
      boolean bare = String.valueOf(uri.getPath()).matches("/?") && uri.getQuery() == null;
      if (uri.getHost() != null
          && String.valueOf(uri.getScheme()).matches("https?")
          && (bare || !option.equals("--url"))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new WrongUse(
        option
            + " must be an http or https URL"
            + (option.equals("--url") ? " without a path" : "")
            + ", such as https://gateway:8443");
  }

  private static String firstLine(Path file) throws WrongUse {
    try {
      return Files.readString(file, UTF_8).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new WrongUse("--admin-token-file: cannot read " + file);
    }
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

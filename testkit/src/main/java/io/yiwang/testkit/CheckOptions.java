package io.yiwang.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The command line options of {@link GatewayCheck}.
 *
 * @param gateway the gateway's base; absent to use the configuration's {@code endpoint}
 * @param only ids of the checks to run; empty for all
 * @param pay whether a decision may be paid
 * @param expiry whether to wait until a hold expires
 * @param rotation how long to wait for somebody to rotate the gateway's keys
 */
record CheckOptions(
    @Nullable URI gateway,
    @Nullable Path config,
    Set<String> only,
    boolean pay,
    boolean expiry,
    Duration rotation,
    @Nullable InetSocketAddress listen,
    Duration callbackWait,
    @Nullable Path report,
    @Nullable Path ca,
    boolean help) {
  static final String HELP =
      """
      Checks whether a gateway keeps IGS/1, and reports each rule as passed, FAILED or not run.

        check --config FILE [options]

      Options:
        --config FILE              client.properties of a platform that the gateway knows; see below
        --gateway URL              the gateway's base; by default the configuration's endpoint
        --only ID[,ID...]          runs only these checks
        --pay                      also pays the configuration's last decision, which takes money
        --expiry                   also waits until a hold expires, about half an hour;
                                   with --pay it then pays the second decision
        --rotation SECONDS         also waits so long for somebody to rotate the gateway's keys
        --callback-listen [HOST:]PORT
                                   also takes the gateway's callbacks there; needs --pay
        --callback-wait SECONDS    how long to wait for a callback; 90 by default
        --report FILE              also writes the report as JSON
        --ca FILE                  PEM of the authority of the gateway's TLS certificate
        --help                     shows this

      The configuration, whose files are named relative to it:
        endpoint keyId algorithm privateKey               the platform and its key (PKCS#8 in PEM)
        gatewayKeyId gatewayPublicKey, or anchor          what the gateway's answers are trusted by
        sealKeyId sealPublicKey sealAlgorithm             for sealed fields
        decisionNumbers plates                            three payable decisions, made for tests, and
                                                          their proofs, parted by commas; proofKind
                                                          is the kind of proof, PLATE by default
        accessToken                                       of a citizen with two decisions or more
        citizenName citizenIdType citizenIdNumber         of a person in the gateway
        codes                                             printed codes of the gateway, parted by blanks
        gatewayName                                       in its certificates, if not the host's name
      A check is not run without the settings that it needs. Decisions are held and released again;
      with --pay, decisions are paid, and refunds are requested at the end. A signing is started and
      cancelled at once. Messages are sent that a gateway must refuse.

      Ends with 0 if all that was run passed, with 1 if anything failed, and with 2 if the command
      line or the configuration is wrong or the gateway cannot be reached.
      """;

  /** Thrown when the command line or the configuration is wrong; the message says how. */
  @SuppressWarnings("serial") // Never leaves the process.
  static final class WrongUse extends Exception {
    WrongUse(String message) {
      super(message);
    }
  }

  static CheckOptions parse(List<String> arguments) throws WrongUse {
    Parser parser = new Parser(arguments.iterator());
    return parser.options();
  }

  /** Reads options one by one. */
  private static final class Parser {
    private final Iterator<String> rest;
    private @Nullable URI gateway;
    private @Nullable Path config;
    private final Set<String> only = new TreeSet<>();
    private boolean pay;
    private boolean expiry;
    private Duration rotation = Duration.ZERO;
    private @Nullable InetSocketAddress listen;
    private Duration callbackWait = Duration.ofSeconds(90);
    private @Nullable Path report;
    private @Nullable Path ca;
    private boolean help;

    Parser(Iterator<String> rest) {
      this.rest = rest;
    }

    CheckOptions options() throws WrongUse {
      while (rest.hasNext()) {
        option(rest.next());
      }
      if (!help && config == null) {
        throw new WrongUse("check needs --config FILE; see check --help");
      }
      return new CheckOptions(
          gateway, config, only, pay, expiry, rotation, listen, callbackWait, report, ca, help);
    }

    private void option(String option) throws WrongUse {
      switch (option) {
        case "--help", "-h" -> help = true;
        case "--gateway" -> gateway = url(value(option));
        case "--config" -> config = Path.of(value(option));
        case "--only" -> only.addAll(List.of(value(option).split(",")));
        case "--pay" -> pay = true;
        case "--expiry" -> expiry = true;
        case "--rotation" -> rotation = seconds(option);
        case "--callback-listen" -> listen = address(value(option));
        case "--callback-wait" -> callbackWait = seconds(option);
        case "--report" -> report = Path.of(value(option));
        case "--ca" -> ca = Path.of(value(option));
        default -> throw new WrongUse("unknown option " + option + "; see check --help");
      }
    }

    private String value(String option) throws WrongUse {
      String value = rest.hasNext() ? rest.next() : "";
      if (value.isBlank() || value.startsWith("--")) {
        throw new WrongUse(option + " needs a value; see check --help");
      }
      return value;
    }

    private Duration seconds(String option) throws WrongUse {
      String value = value(option);
      if (!value.matches("[0-9]{1,6}")) {
        throw new WrongUse(option + " must be a whole number of seconds");
      }
      return Duration.ofSeconds(Long.parseLong(value));
    }

    private static InetSocketAddress address(String text) throws WrongUse {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
        throw new WrongUse("--callback-listen must be PORT or HOST:PORT");
      }
      try {
        InetAddress host =
            colon < 0
                ? InetAddress.getLoopbackAddress()
                : InetAddress.getByName(text.substring(0, colon));
        return new InetSocketAddress(host, Integer.parseInt(port));
      } catch (UnknownHostException e) {
        throw new WrongUse("--callback-listen names no host of this machine");
      }
    }
  }

  static URI url(String text) throws WrongUse {
    try {
      URI url = URI.create(text.endsWith("/") ? text : text + "/");
      // The report prints the URL: no password may be in it.
      if (url.getHost() != null
          && url.getRawUserInfo() == null
          && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new WrongUse(
        "the gateway must be a URL such as https://gw.example.gov.cn/igs/v1/, without a user name");
  }
}

package io.yiwang.testkit;

import io.yiwang.testkit.CheckOptions.WrongUse;
import io.yiwang.testkit.CheckResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls a gateway as a platform does and reports which rules of the interface it follows: the
 * command {@code check} of {@link SandboxServer}. It is written from docs/igs-1.md and uses none of
 * the client's code, so that a mistake of the client does not become a rule.
 */
final class GatewayCheck {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  private final CheckOptions options;
  private final CheckSettings settings;
  private final Clock clock;
  private final CheckWait wait;

  GatewayCheck(CheckOptions options, CheckSettings settings, Clock clock, CheckWait wait) {
    this.options = options;
    this.settings = settings;
    this.clock = clock;
    this.wait = wait;
  }

  /** Returns all checks in the order in which they run; those that pay come last. */
  static List<Check> checks() {
    return Stream.of(
            SignatureChecks.ALL,
            FreshnessChecks.ALL,
            KeyChecks.ALL,
            FormChecks.ALL,
            CatalogChecks.ALL,
            MessageChecks.ALL,
            IdempotencyChecks.ALL,
            PenaltyChecks.ALL,
            HoldChecks.ALL,
            IdentityChecks.ALL,
            PaidChecks.ALL,
            CallbackChecks.ALL,
            PaidChecks.LAST,
            FormChecks.LAST)
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Runs the command.
   *
   * @param arguments the arguments after {@code check}
   * @return 0 if all checks that ran passed, 1 if one failed, 2 if none could run
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      CheckOptions options = CheckOptions.parse(arguments);
      Path config = options.config();
      if (options.help() || config == null) {
        out.print(CheckOptions.HELP);
        return 0;
      }
      GatewayCheck check =
          new GatewayCheck(
              options, CheckSettings.read(config), Clock.systemUTC(), CheckWait.real());
      CheckReport report = check.report();
      out.print(report.text());
      if (options.report() != null) {
        Files.write(options.report(), Json.bytes(report.json()));
      }
      return report.count(Outcome.FAILED) == 0 ? 0 : 1;
    } catch (WrongUse e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("cannot reach the gateway, listen, or write: " + e.getClass().getSimpleName());
    } catch (GeneralSecurityException e) {
      err.println("a key of the configuration cannot be used: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("interrupted");
    }
    return 2;
  }

  /** Runs the checks of the options. */
  CheckReport report()
      throws WrongUse, IOException, GeneralSecurityException, InterruptedException {
    List<Check> chosen = chosen();
    CallbackListener listener =
        options.listen() == null ? null : new CallbackListener(options.listen());
    try {
      CheckedGateway gateway =
          new CheckedGateway(
              settings, options, new CheckedGateway.Connection(clock, wait, http(), listener));
      return report(chosen, gateway);
    } finally {
      if (listener != null) {
        listener.close();
      }
    }
  }

  /** Runs the checks of the options with a listener that is open already. */
  CheckReport report(CallbackListener listener)
      throws WrongUse, IOException, GeneralSecurityException, InterruptedException {
    return report(
        chosen(),
        new CheckedGateway(
            settings, options, new CheckedGateway.Connection(clock, wait, http(), listener)));
  }

  private CheckReport report(List<Check> chosen, CheckedGateway gateway)
      throws IOException, GeneralSecurityException, InterruptedException {
    try {
      gateway.learnKeys();
    } catch (RuntimeException e) {
      // The checks of keys report what is wrong with the list.
    }
    List<CheckResult> results = new ArrayList<>();
    for (Check check : chosen) {
      results.add(result(check, gateway));
      gateway.tidyUp();
    }
    return new CheckReport(gateway.base(), clock.instant(), results);
  }

  private List<Check> chosen() throws WrongUse {
    Set<String> unknown = new TreeSet<>(options.only());
    checks().forEach(check -> unknown.remove(check.id()));
    if (!unknown.isEmpty()) {
      throw new WrongUse(
          "there is no check "
              + String.join(", ", unknown)
              + "; the checks are "
              + checks().stream().map(Check::id).collect(Collectors.joining(", ")));
    }
    return checks().stream()
        .filter(check -> options.only().isEmpty() || options.only().contains(check.id()))
        .toList();
  }

  private static CheckResult result(Check check, CheckedGateway gateway)
      throws InterruptedException {
    try {
      check.steps().run(gateway);
      return CheckResult.passed(check);
    } catch (CheckNotRun e) {
      return CheckResult.notRun(check, String.valueOf(e.getMessage()));
    } catch (CheckFailed e) {
      return CheckResult.failed(check, e.expected(), e.actual());
    } catch (InterruptedException e) {
      throw e;
    } catch (IOException e) {
      return CheckResult.failed(check, "an answer", "none (" + e.getClass().getSimpleName() + ")");
    } catch (Exception e) {
      // Its message may quote the answer.
      return CheckResult.failed(
          check, "an answer that can be read", "one that cannot: " + e.getClass().getSimpleName());
    }
  }

  private HttpClient http() throws WrongUse {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN);
    Path ca = options.ca();
    return ca == null ? builder.build() : builder.sslContext(trusting(ca)).build();
  }

  private static SSLContext trusting(Path ca) throws WrongUse {
    try (InputStream pem = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new WrongUse("--ca must name a file with a certificate in PEM");
    }
  }
}

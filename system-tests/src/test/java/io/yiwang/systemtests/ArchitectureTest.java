package io.yiwang.systemtests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Enforces which of our packages may use which libraries and which of our other packages. */
@AnalyzeClasses(packages = "io.yiwang", importOptions = OurClasses.NoTests.class)
class ArchitectureTest {
  private static final String OKHTTP = "okhttp3..";
  private static final String OKIO = "okio..";
  private static final String DATABIND = "com.fasterxml.jackson.databind..";
  private static final String JACKSON_CORE = "com.fasterxml.jackson.core..";
  private static final String BOUNCY_CASTLE = "org.bouncycastle..";
  private static final String LUCENE = "org.apache.lucene..";

  /** Our classes, without the testkit and those that are not published. */
  static final DescribedPredicate<JavaClass> SDK =
      resideInAPackage("io.yiwang..")
          .and(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "io.yiwang.testkit..", "io.yiwang.examples..", "io.yiwang.benchmarks..")));

  @ArchTest
  static final ArchRule onlyTheTransportUsesOkHttp =
      noClasses()
          .that(SDK)
          .and()
          .haveNameNotMatching(
              "io\\.yiwang\\.internal\\.(HttpTransport|ExchangeProgress|KeptConnections|OneShotBody"
                  + "|HeaderLines|BoundedDns|LibraryVersions)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OKHTTP, OKIO);

  @ArchTest
  static final ArchRule onlyInternalUsesDatabind =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DATABIND, JACKSON_CORE);

  @ArchTest
  static final ArchRule onlyThreeFilesOfTheLoginUseNimbus =
      noClasses()
          .that(SDK)
          .and()
          .haveNameNotMatching(
              "io\\.yiwang\\.identity\\.login\\.(NimbusOpenId|IdTokens|ReadableKeys)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..", "net.minidev..");

  @ArchTest
  static final ArchRule onlyItsAdapterUsesSpring =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.callbacks.spring..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule onlyTheCatalogUsesLucene =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LUCENE);

  @ArchTest
  static final ArchRule onlyIdentityAndOfdUseBouncyCastle =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackages("io.yiwang.identity..", "io.yiwang.ofd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BOUNCY_CASTLE);

  @ArchTest
  static final ArchRule onlyTheJournalUsesDatabases =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.journal..")
          .and()
          // It sorts more orders than fit in memory, in a temporary SQLite file.
          .haveNameNotMatching("io\\.yiwang\\.payments\\.reconciliation\\.OrderSorter(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..");

  @ArchTest
  static final ArchRule onlyQrCodesUseZxingAndImages =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.qr..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.zxing..", "java.awt..", "javax.imageio..");

  @ArchTest
  static final ArchRule onlyTheCatalogUsesPinyin4j =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.sourceforge.pinyin4j..");

  @ArchTest
  static final ArchRule onlyTheirAdaptersUseServers =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackages("io.yiwang.callbacks.servlet..", "io.yiwang.callbacks.spring..")
          .and()
          .resideOutsideOfPackage("io.yiwang.callbacks.httpserver..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.servlet..", "com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule onlyTheLoginUsesTheJdksHttpClient =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.identity.login..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule onlyTheTestkitUsesTestLibraries =
      noClasses()
          .that(SDK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.junit..", "com.github.tomakehurst..", "org.wiremock..");

  /** Limits calls, fields, type arguments and supertypes alike. */
  @ArchTest
  static final ArchRule onlyNamedClassesUseInternal =
      classes()
          .that()
          .resideInAPackage("io.yiwang.internal")
          .should()
          .onlyHaveDependentClassesThat(
              resideInAnyPackage("io.yiwang.internal..", "io.yiwang.callbacks..")
                  .or(
                      DescribedPredicate.describe(
                          "the client, workers, and what is serialized to text",
                          type ->
                              type.getName()
                                  .matches(
                                      "io\\.yiwang\\.(GovClient|KeyRing"
                                          + "|messages\\.(MessageFollower|ProgressRecorder|MessageOutbox|OutboxSender)|payments\\.cashier\\.(Quote|Reports)"
                                          + "|identity\\.login\\.CitizenSession)(\\$.*)?"))));

  @ArchTest
  static final ArchRule onlyNamedPackagesUseJson =
      classes()
          .that()
          .resideInAPackage("io.yiwang.internal.json")
          .should()
          .onlyHaveDependentClassesThat(
              resideInAnyPackage(
                  "io.yiwang",
                  "io.yiwang.internal..",
                  "io.yiwang.callbacks",
                  "io.yiwang.journal",
                  "io.yiwang.catalog",
                  "io.yiwang.payments.cashier"));

  /**
   * Excepts {@code GovClient}, which assembles the pipe, and {@code KeyRing}, whose keys the pipe
   * refreshes: they use {@code io.yiwang.internal}, which uses {@code io.yiwang}.
   */
  @ArchTest
  static final ArchRule noCycleOfPackages =
      SlicesRuleDefinition.slices()
          .matching("io.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              DescribedPredicate.describe(
                  "the client and its keys",
                  type -> type.getName().matches("io\\.yiwang\\.(GovClient|KeyRing)(\\$.*)?")),
              resideInAPackage("io.yiwang.internal"));

  /** The packages of each module. */
  private static final Map<String, List<String>> PACKAGES =
      Map.of(
          "core",
          List.of("", "callbacks..", "internal..", "signing..", "value.."),
          "journal",
          List.of("journal.."),
          "services",
          List.of("catalog..", "messages..", "notices..", "qr.."),
          "payments",
          List.of("payments.."),
          "sm",
          List.of("identity.sm..", "identity.x509.."),
          "identity",
          List.of("identity", "identity.login.."),
          "ofd",
          List.of("ofd.."),
          "doctor",
          List.of("identity.doctor..", "identity.command.."),
          "testkit",
          List.of("testkit.."));

  /** Returns the rule that a module uses only these other modules of ours. */
  private static ArchRule uses(String module, String... others) {
    Set<String> allowed = new HashSet<>(List.of(others));
    allowed.add(module);
    String[] forbidden =
        PACKAGES.entrySet().stream()
            .filter(each -> !allowed.contains(each.getKey()))
            .flatMap(each -> packages(each.getKey()))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(packages(module).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  private static Stream<String> packages(String module) {
    return PACKAGES.get(module).stream()
        .map(each -> each.isEmpty() ? "io.yiwang" : "io.yiwang." + each);
  }

  /** Makes sure that the rules cover every new package. */
  @ArchTest
  static final ArchRule everyPackageIsInAModule =
      classes()
          .that()
          .resideOutsideOfPackages("io.yiwang.examples..", "io.yiwang.benchmarks..")
          .should()
          .resideInAnyPackage(
              PACKAGES.keySet().stream()
                  .flatMap(ArchitectureTest::packages)
                  .toArray(String[]::new));

  @ArchTest static final ArchRule coreUsesNoOtherModule = uses("core");
  @ArchTest static final ArchRule journalUsesCore = uses("journal", "core");
  @ArchTest static final ArchRule smUsesCore = uses("sm", "core");
  @ArchTest static final ArchRule testkitUsesCoreAndSm = uses("testkit", "core", "sm");

  @ArchTest static final ArchRule servicesUseCoreAndJournal = uses("services", "core", "journal");

  @ArchTest static final ArchRule paymentsUseCoreAndJournal = uses("payments", "core", "journal");

  @ArchTest static final ArchRule identityUsesCoreAndSm = uses("identity", "core", "sm");

  @ArchTest static final ArchRule ofdUsesCoreSmAndIdentity = uses("ofd", "core", "sm", "identity");

  @ArchTest
  static final ArchRule doctorUsesCoreSmIdentityAndOfd =
      uses("doctor", "core", "sm", "identity", "ofd");

  @ArchTest
  static final ArchRule theSandboxSharesNoModelWithTheClients =
      noClasses()
          .that()
          .resideInAPackage("io.yiwang.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.yiwang.catalog..",
              "io.yiwang.messages..",
              "io.yiwang.notices..",
              "io.yiwang.payments..",
              "io.yiwang.identity..",
              "io.yiwang.internal..");
}

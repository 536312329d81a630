package io.yiwang.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The few rules that hold the house up. */
@AnalyzeClasses(packages = "io.yiwang", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
  /** Leaves out test classes, in folders and in the jars that modules lend to each other. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }

  private static final String OKHTTP = "okhttp3..";
  private static final String OKIO = "okio..";
  private static final String DATABIND = "com.fasterxml.jackson.databind..";
  private static final String JACKSON_CORE = "com.fasterxml.jackson.core..";
  private static final String BOUNCY_CASTLE = "org.bouncycastle..";

  private static final String LUCENE = "org.apache.lucene..";

  private static final DescribedPredicate<JavaClass> SDK =
      resideInAPackage("io.yiwang..")
          .and(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "io.yiwang.testkit..", "io.yiwang.examples..", "io.yiwang.benchmarks..")));

  @ArchTest
  static final ArchRule onlyTheTransportKnowsOkHttp =
      noClasses()
          .that(SDK)
          .and()
          .haveNameNotMatching(
              "io\\.yiwang\\.internal\\.(HttpTransport|BoundedDns|LibraryVersions)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(OKHTTP, OKIO);

  @ArchTest
  static final ArchRule onlyThePipeKnowsDatabind =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DATABIND, JACKSON_CORE);

  @ArchTest
  static final ArchRule threeRoomsOfTheLoginKnowNimbus =
      noClasses()
          .that(SDK)
          .and()
          .haveNameNotMatching(
              "io\\.yiwang\\.identity\\.login\\.(NimbusOpenId|IdTokens|ReadableKeys)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..", "net.minidev..");

  @ArchTest
  static final ArchRule onlyItsAdapterKnowsSpring =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.callbacks.spring..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule onlyTheCatalogKnowsLucene =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LUCENE);

  @ArchTest
  static final ArchRule onlyIdentityAndOfdKnowBouncyCastle =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackages("io.yiwang.identity..", "io.yiwang.ofd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BOUNCY_CASTLE);

  @ArchTest
  static final ArchRule onlyTheJournalKnowsDatabases =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.journal..")
          .and()
          // A file of its own, for orders of more than memory holds.
          .haveNameNotMatching("io\\.yiwang\\.payments\\.reconciliation\\.OrderSorter(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..");

  @ArchTest
  static final ArchRule onlyCodesKnowZxingAndImages =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.qr..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.zxing..", "java.awt..", "javax.imageio..");

  @ArchTest
  static final ArchRule onlyTheCatalogKnowsPinyin =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.sourceforge.pinyin4j..");

  @ArchTest
  static final ArchRule onlyTheirAdaptersKnowServers =
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
  static final ArchRule onlyTheLoginAndTheTestkitKnowTheJdksHttpClient =
      noClasses()
          .that(SDK)
          .and()
          .resideOutsideOfPackage("io.yiwang.identity.login..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule onlyTheTestkitKnowsTestLibraries =
      noClasses()
          .that(SDK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.junit..", "com.github.tomakehurst..", "org.wiremock..");

  /** Calls, fields, type arguments, supertypes: whatever one class can have of another. */
  @ArchTest
  static final ArchRule internalIsReachedByThoseNamedHereAlone =
      classes()
          .that()
          .resideInAPackage("io.yiwang.internal")
          .should()
          .onlyHaveDependentClassesThat(
              resideInAnyPackage("io.yiwang.internal..", "io.yiwang.callbacks..")
                  .or(
                      DescribedPredicate.describe(
                          "the front, workers, and what leaves as text",
                          type ->
                              type.getName()
                                  .matches(
                                      "io\\.yiwang\\.(GovClient|KeyRing"
                                          + "|messages\\.(MessageFollower|MessageOutbox)|payments\\.cashier\\.(Quote|Reports)"
                                          + "|identity\\.login\\.CitizenSession)(\\$.*)?"))));

  @ArchTest
  static final ArchRule jsonIsWrittenAndReadByThosePackagesAlone =
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
   * A package is used by those that build on it and uses none of them. Only {@code GovClient},
   * which puts the pipe to work, and {@code KeyRing}, whose keys the pipe brings up to date, look
   * from {@code io.yiwang} into its inside.
   */
  @ArchTest
  static final ArchRule noCycleOfPackages =
      SlicesRuleDefinition.slices()
          .matching("io.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              DescribedPredicate.describe(
                  "the front",
                  type -> type.getName().matches("io\\.yiwang\\.(GovClient|KeyRing)(\\$.*)?")),
              resideInAPackage("io.yiwang.internal"));

  /** The modules, and what of ours each may use; the packages are those it has. */
  private static final Map<String, List<String>> ROOMS =
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

  private static ArchRule uses(String room, String... others) {
    Set<String> allowed = new HashSet<>(List.of(others));
    allowed.add(room);
    String[] forbidden =
        ROOMS.entrySet().stream()
            .filter(each -> !allowed.contains(each.getKey()))
            .flatMap(each -> packages(each.getKey()))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(packages(room).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  private static Stream<String> packages(String room) {
    return ROOMS.get(room).stream().map(each -> each.isEmpty() ? "io.yiwang" : "io.yiwang." + each);
  }

  /** So that no new package goes without rules. */
  @ArchTest
  static final ArchRule everyPackageIsInARoom =
      classes()
          .that()
          .resideOutsideOfPackages("io.yiwang.examples..", "io.yiwang.benchmarks..")
          .should()
          .resideInAnyPackage(
              ROOMS.keySet().stream().flatMap(ArchitectureTest::packages).toArray(String[]::new));

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

  @ArchTest
  static final ArchRule noLibraryTypeStandsInAPublicSignature =
      classes()
          .that(SDK.and(publicAllTheWay()))
          .should(
              new ArchCondition<JavaClass>(
                  "show no type of a library in what is public or protected: methods, constructors,"
                      + " fields, supertypes, type parameters and arguments") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  shown(type)
                      .filter(
                          each ->
                              resideInAnyPackage(
                                      OKHTTP,
                                      OKIO,
                                      DATABIND,
                                      JACKSON_CORE,
                                      BOUNCY_CASTLE,
                                      LUCENE,
                                      "com.nimbusds..",
                                      "com.google.zxing..",
                                      "org.slf4j..")
                                  .test(each))
                      .distinct()
                      .forEach(
                          each ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      type, type.getName() + " shows " + each.getName())));
                }
              });

  /** All types that a user of this one meets. */
  private static Stream<JavaClass> shown(JavaClass type) {
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> fields =
        type.getFields().stream().filter(ArchitectureTest::isShown).map(JavaField::getType);
    Stream<JavaType> codeUnits =
        type.getCodeUnits().stream()
            .filter(ArchitectureTest::isShown)
            .flatMap(ArchitectureTest::signature);
    return Stream.of(supertypes, fields, codeUnits, bounds(type.getTypeParameters()))
        .flatMap(Function.identity())
        .flatMap(each -> each.getAllInvolvedRawTypes().stream());
  }

  private static Stream<JavaType> signature(JavaCodeUnit unit) {
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getExceptionTypes().stream(),
            bounds(unit.getTypeParameters()))
        .flatMap(Function.identity());
  }

  private static Stream<JavaType> bounds(List<? extends JavaTypeVariable<?>> parameters) {
    return parameters.stream().flatMap(each -> each.getUpperBounds().stream());
  }

  private static boolean isShown(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static final Set<String> KEYS =
      Set.of(
          "java.security.PrivateKey",
          "java.security.KeyPair",
          "javax.crypto.SecretKey",
          "io.yiwang.identity.sm.Sm2PrivateKey");

  /** Also of a subtype, such as an RSAPrivateKey, or of a list of them. */
  private static boolean involvesKey(JavaType type) {
    return type.getAllInvolvedRawTypes().stream()
        .anyMatch(raw -> KEYS.stream().anyMatch(raw::isAssignableTo));
  }

  @ArchTest
  static final ArchRule keysGoInAndDoNotComeOut =
      ArchRuleDefinition.methods()
          .that()
          .areDeclaredInClassesThat(
              SDK.and(publicAllTheWay())
                  // It makes and reads them.
                  .and(DescribedPredicate.not(simpleName("SmKeys").or(simpleName("PemKeys")))))
          .and()
          .areNotPrivate()
          .and()
          // Factories within their package: the key's number goes in, or its public half.
          .doNotHaveFullName("io.yiwang.identity.sm.Sm2PrivateKey.of(java.math.BigInteger)")
          .and()
          .doNotHaveFullName("io.yiwang.identity.sm.Sm2PrivateKey.withPublicHalf([B)")
          .should(
              new ArchCondition<JavaMethod>("give no key") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  if (involvesKey(method.getReturnType())) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                  }
                }
              });

  @ArchTest
  static final ArchRule whatHoldsAKeyHidesIt =
      ArchRuleDefinition.fields()
          .that()
          .areDeclaredInClassesThat(SDK)
          .should(
              new ArchCondition<JavaField>(
                  "be private, of no record and nothing serializable, if it is a key") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                  boolean shown =
                      field.getOwner().isRecord()
                          || field.getOwner().isAssignableTo(Serializable.class)
                          || !field.getModifiers().contains(JavaModifier.PRIVATE);
                  if (involvesKey(field.getType()) && shown) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName()));
                  }
                }
              });

  @ArchTest
  static final ArchRule nothingPublicCanBeSerialisedButErrorsAndEnums =
      noClasses()
          .that(SDK.and(publicAllTheWay()))
          .and()
          .areNotAssignableTo(Throwable.class)
          .and()
          .areNotAssignableTo(Enum.class)
          .and()
          // Which every servlet is.
          .doNotHaveFullyQualifiedName("io.yiwang.callbacks.servlet.CallbackServlet")
          .should()
          .beAssignableTo(Serializable.class);

  /** So that no new holder of a key goes without {@link KeyMaterialTest}. */
  @ArchTest
  static final ArchRule whoeverIsGivenAKeyIsLookedInto =
      classes()
          .that(SDK.and(publicAllTheWay()))
          .and()
          .areNotInterfaces()
          .and()
          // They keep none.
          .haveNameNotMatching(".*\\.(SmKeys|EvidenceBundle|CitizenSession|Quote)")
          .should(
              new ArchCondition<JavaClass>("be among KeyMaterialTest.HOLDERS, if given a key") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  String name = type.getName().replaceFirst("^.*\\.", "");
                  type.getCodeUnits().stream()
                      .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                      .filter(
                          unit ->
                              unit.getParameterTypes().stream()
                                  .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                                  .anyMatch(ArchitectureTest::mayHoldKey))
                      .filter(unit -> !KeyMaterialTest.HOLDERS.contains(name))
                      .forEach(
                          unit ->
                              events.add(SimpleConditionEvent.violated(unit, unit.getFullName())));
                }
              });

  private static boolean mayHoldKey(JavaClass type) {
    return KEYS.stream().anyMatch(type::isAssignableTo)
        || Set.of(
                "io.yiwang.signing.Signer",
                "io.yiwang.signing.Unsealer",
                "io.yiwang.signing.PayloadCipher",
                "io.yiwang.identity.DocumentSigner")
            .contains(type.getName());
  }

  private static DescribedPredicate<JavaClass> publicAllTheWay() {
    return DescribedPredicate.describe(
        "public and exported",
        type ->
            !type.getPackageName().startsWith("io.yiwang.internal")
                && Stream.iterate(
                        Optional.of(type),
                        Optional::isPresent,
                        outer -> outer.flatMap(JavaClass::getEnclosingClass))
                    .allMatch(
                        outer -> outer.orElseThrow().getModifiers().contains(JavaModifier.PUBLIC)));
  }
}

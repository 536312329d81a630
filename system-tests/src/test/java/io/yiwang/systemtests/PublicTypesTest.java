package io.yiwang.systemtests;

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
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Enforces what our public types must not show: types of libraries, and keys. */
@AnalyzeClasses(packages = "io.yiwang", importOptions = OurClasses.NoTests.class)
class PublicTypesTest {
  private static final String[] LIBRARIES = {
    "okhttp3..",
    "okio..",
    "com.fasterxml.jackson.databind..",
    "com.fasterxml.jackson.core..",
    "org.bouncycastle..",
    "org.apache.lucene..",
    "com.nimbusds..",
    "com.google.zxing..",
    "org.slf4j.."
  };

  @ArchTest
  static final ArchRule publicSignaturesHaveNoLibraryType =
      classes()
          .that(ArchitectureTest.SDK.and(publicAllTheWay()))
          .should(
              new ArchCondition<JavaClass>(
                  "have no library type in public or protected methods, constructors, fields,"
                      + " supertypes, type parameters and arguments") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  shown(type)
                      .filter(each -> resideInAnyPackage(LIBRARIES).test(each))
                      .distinct()
                      .forEach(
                          each ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      type, type.getName() + " shows " + each.getName())));
                }
              });

  /** Returns all types in a type's public and protected signatures. */
  private static Stream<JavaClass> shown(JavaClass type) {
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> fields =
        type.getFields().stream().filter(PublicTypesTest::isShown).map(JavaField::getType);
    Stream<JavaType> codeUnits =
        type.getCodeUnits().stream()
            .filter(PublicTypesTest::isShown)
            .flatMap(PublicTypesTest::signature);
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

  /** Returns whether a type is or contains a key type or a subtype, as a list of RSAPrivateKey. */
  private static boolean involvesKey(JavaType type) {
    return type.getAllInvolvedRawTypes().stream()
        .anyMatch(raw -> KEYS.stream().anyMatch(raw::isAssignableTo));
  }

  @ArchTest
  static final ArchRule publicMethodsReturnNoKey =
      ArchRuleDefinition.methods()
          .that()
          .areDeclaredInClassesThat(
              ArchitectureTest.SDK
                  .and(publicAllTheWay())
                  // Their methods make and read keys.
                  .and(DescribedPredicate.not(simpleName("SmKeys").or(simpleName("PemKeys")))))
          .and()
          .areNotPrivate()
          .and()
          // These factories are for their package: the caller has the key's number.
          .doNotHaveFullName("io.yiwang.identity.sm.Sm2PrivateKey.of(java.math.BigInteger)")
          .and()
          .doNotHaveFullName("io.yiwang.identity.sm.Sm2PrivateKey.withPublicHalf([B)")
          .should(
              new ArchCondition<JavaMethod>("return no key") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  if (involvesKey(method.getReturnType())) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                  }
                }
              });

  @ArchTest
  static final ArchRule fieldsWithAKeyAreHidden =
      ArchRuleDefinition.fields()
          .that()
          .areDeclaredInClassesThat(ArchitectureTest.SDK)
          .should(
              new ArchCondition<JavaField>(
                  "be private and in neither a record nor a serializable class if it is a key") {
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
  static final ArchRule onlyPublicExceptionsAndEnumsAreSerializable =
      noClasses()
          .that(ArchitectureTest.SDK.and(publicAllTheWay()))
          .and()
          .areNotAssignableTo(Throwable.class)
          .and()
          .areNotAssignableTo(Enum.class)
          .and()
          // Every servlet is serializable.
          .doNotHaveFullyQualifiedName("io.yiwang.callbacks.servlet.CallbackServlet")
          .should()
          .beAssignableTo(Serializable.class);

  /** Makes sure that {@link KeyMaterialTest} examines every new holder of a key. */
  @ArchTest
  static final ArchRule typesThatTakeAKeyAreExamined =
      classes()
          .that(ArchitectureTest.SDK.and(publicAllTheWay()))
          .and()
          .areNotInterfaces()
          .and()
          // These types do not keep the key.
          .haveNameNotMatching(".*\\.(SmKeys|EvidenceBundle|CitizenSession|Quote)")
          .should(
              new ArchCondition<JavaClass>("be in KeyMaterialTest.HOLDERS if it takes a key") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  String name = type.getName().replaceFirst("^.*\\.", "");
                  type.getCodeUnits().stream()
                      .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                      .filter(
                          unit ->
                              unit.getParameterTypes().stream()
                                  .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                                  .anyMatch(PublicTypesTest::mayHoldKey))
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

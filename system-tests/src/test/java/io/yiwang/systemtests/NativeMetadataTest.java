package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.login.OpenIdProvider;
import io.yiwang.messages.MessageClient;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.FineClient;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the native image metadata in each module's jar with its classes: the types that Jackson
 * uses by reflection, and the resources. With {@code -Dnative.write=true} it writes the files
 * first. It runs no native compiler.
 */
class NativeMetadataTest {
  private static final Path ROOT = Path.of("..");

  @ParameterizedTest
  @ValueSource(strings = {"core", "journal", "services", "payments", "sm", "identity"})
  void metadata_ofEachModule_namesItsTypesAndResources(String module) throws IOException {
    Path folder =
        ROOT.resolve(module)
            .resolve("src/main/resources/META-INF/native-image/io.yiwang")
            .resolve("yiwang-" + module);

    check(folder.resolve("reflect-config.json"), reflect(module));
    check(folder.resolve("resource-config.json"), resources(module));
  }

  private static void check(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("native.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertEquals(
        expected,
        Files.exists(file) ? Files.readString(file) : "",
        file + " does not match the classes; write it with -Dnative.write=true");
  }

  /** Checks that every type that is part of a body or an answer is in the metadata. */
  @Test
  void metadata_typesOfAllOperations_areListed() {
    Set<String> reached = new TreeSet<>();
    Stream.of(
            CatalogClient.OPERATIONS,
            FineClient.OPERATIONS,
            IdentityClient.OPERATIONS,
            SigningClient.OPERATIONS,
            OpenIdProvider.OPERATIONS,
            MessageClient.OPERATIONS,
            NoticeClient.OPERATIONS)
        .flatMap(List::stream)
        .forEach(
            operation -> {
              reach(operation.type(), reached);
              reach(operation.body(), reached);
            });

    reached.removeAll(
        Stream.of("core", "journal", "services", "payments", "sm", "identity")
            .flatMap(NativeMetadataTest::types)
            .collect(Collectors.toSet()));

    assertEquals(Set.of(), reached);
  }

  private static void reach(Type type, Set<String> reached) {
    if (type instanceof ParameterizedType generic) {
      reach(generic.getRawType(), reached);
      for (Type each : generic.getActualTypeArguments()) {
        reach(each, reached);
      }
    }
    if (type instanceof Class<?> of && of.getName().startsWith("io.yiwang")) {
      if ((of.isRecord() || of.isEnum()) && reached.add(of.getName())) {
        for (RecordComponent each :
            of.isRecord() ? of.getRecordComponents() : new RecordComponent[0]) {
          reach(each.getGenericType(), reached);
        }
      }
    }
  }

  private static String reflect(String module) {
    return types(module)
        .map(
            name ->
                "  {\"name\": \""
                    + name
                    + "\", \"allDeclaredConstructors\": true, \"allDeclaredMethods\": true,"
                    + " \"allDeclaredFields\": true, \"allRecordComponents\": true}")
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** Returns a module's records, enums and types with Jackson annotations. */
  private static Stream<String> types(String module) {
    return OurClasses.ALL.stream()
        .filter(type -> isOf(type, module))
        .filter(type -> type.isRecord() || isPlainEnum(type) || isAnnotated(type))
        .map(JavaClass::getName)
        .sorted();
  }

  private static boolean isOf(JavaClass type, String module) {
    String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
    return Files.exists(ROOT.resolve(module).resolve("src/main/java").resolve(file));
  }

  private static boolean isPlainEnum(JavaClass type) {
    return type.isEnum() && !type.isAnonymousClass();
  }

  private static boolean isAnnotated(JavaClass type) {
    return Stream.concat(
            type.getAnnotations().stream(),
            type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()))
        .map(JavaAnnotation::getRawType)
        .anyMatch(each -> each.getPackageName().equals("com.fasterxml.jackson.annotation"));
  }

  private static String resources(String module) throws IOException {
    Path folder = ROOT.resolve(module).resolve("src/main/resources");
    if (!Files.isDirectory(folder)) {
      return "{\"resources\": {\"includes\": []}}\n";
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !file.startsWith("META-INF/native-image/"))
          .sorted()
          .map(file -> "    {\"pattern\": \"\\\\Q" + file + "\\\\E\"}")
          .collect(Collectors.joining(",\n", "{\"resources\": {\"includes\": [\n", "\n]}}\n"));
    }
  }
}

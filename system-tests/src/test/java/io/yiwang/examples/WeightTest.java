package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a platform takes into its process with Yiwang. */
class WeightTest {
  private static final List<String> MODULES = List.of("core", "identity", "payments");

  private static final Pattern OPTIONAL =
      Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<optional>true</optional>");

  /** What an optional library brings, and those who do without it do not get: Nimbus's. */
  private static final Set<String> ALONG_WITH_OPTIONAL =
      Set.of(
          "accessors-smart",
          "asm",
          "content-type",
          "jcip-annotations",
          "json-smart",
          "lang-tag",
          "nimbus-jose-jwt");

  /** Bouncy Castle aside: it comes with identity alone, and is what the SM algorithms need. */
  @Test
  void coreIdentityAndPayments_bringFewAndSmallJars() throws IOException {
    Set<Path> jars =
        Stream.concat(runtime("identity"), runtime("payments"))
            .filter(path -> path.getFileName().toString().endsWith(".jar"))
            .filter(path -> !path.getFileName().toString().startsWith("yiwang-"))
            .filter(path -> !path.getFileName().toString().startsWith("bc"))
            .collect(Collectors.toSet());

    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    assertTrue(jars.stream().anyMatch(jar -> jar.getFileName().toString().startsWith("okhttp")));
    assertTrue(jars.size() <= 9, () -> "third-party jars: " + jars);
    assertTrue(bytes <= 6_000_000, "third-party bytes: " + bytes);
  }

  /** Packed for the occasion, where this runs before the jars are made. */
  @Test
  void ourOwnModules_areUnderOneMegabyteTogether() throws IOException {
    long bytes = 0;
    for (String module : MODULES) {
      bytes += size(module);
    }
    assertTrue(bytes < 1_000_000, "our own bytes: " + bytes);
  }

  @Test
  void bannedLibraries_areNotAmongThem() throws IOException {
    List<String> heavy =
        Stream.concat(runtime("identity"), runtime("payments"))
            .map(path -> path.getFileName().toString())
            .filter(name -> name.contains("wiremock") || name.contains("junit"))
            .toList();
    assertEquals(List.of(), heavy);
  }

  private static Stream<Path> runtime(String module) throws IOException {
    Path file = Path.of("..", module, "target", "runtime.classpath");
    Set<String> optional = optional(module);
    return Arrays.stream(Files.readString(file).trim().split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> !optional.contains(artifact(path)))
        .filter(path -> !ALONG_WITH_OPTIONAL.contains(artifact(path)));
  }

  /** What the module itself is compiled with, and those who use it do not get. */
  private static Set<String> optional(String module) throws IOException {
    return OPTIONAL
        .matcher(Files.readString(Path.of("..", module, "pom.xml")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static String artifact(Path jar) {
    Path version = jar.toAbsolutePath().getParent();
    return version.getParent().getFileName().toString();
  }

  private static long size(String module) throws IOException {
    Path target = Path.of("..", module, "target");
    try (Stream<Path> files = Files.list(target)) {
      List<Path> jars =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .matches("yiwang-" + module + "-[^-]*(-SNAPSHOT)?\\.jar"))
              .toList();
      if (!jars.isEmpty()) {
        return Files.size(jars.get(0));
      }
    }
    return packed(target.resolve("classes"));
  }

  private static long packed(Path classes) throws IOException {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (JarOutputStream entries = new JarOutputStream(jar);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar.size();
  }
}

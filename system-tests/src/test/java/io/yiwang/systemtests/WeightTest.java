package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits the jars and bytes that each of our modules brings into a platform's process. */
class WeightTest {
  private static final List<String> MODULES =
      List.of("core", "journal", "services", "payments", "sm", "identity", "ofd", "doctor");

  private static final Pattern OPTIONAL =
      Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<optional>true</optional>");

  /**
   * Counts the third-party jars of each module. Core has those of the journal. Bouncy Castle, 9.5
   * MB in three jars, does not count, since the SM algorithms need it.
   */
  @ParameterizedTest
  @CsvSource({
    "journal, 9, 6",
    "payments, 10, 6",
    "services, 12, 11",
    "sm, 9, 6",
    "identity, 17, 8",
    "ofd, 17, 8",
    "doctor, 17, 8"
  })
  void module_bringsFewAndSmallJars(String module, int most, long megabytes) throws IOException {
    List<Path> jars =
        runtime(module)
            .filter(path -> path.toString().endsWith(".jar"))
            .filter(path -> !name(path).startsWith("yiwang-"))
            .filter(path -> !name(path).matches("bc(prov|pkix|util)-.*"))
            .toList();

    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    assertTrue(jars.stream().anyMatch(jar -> name(jar).startsWith("okhttp")));
    assertTrue(jars.size() <= most, () -> "third-party jars: " + jars);
    assertTrue(bytes <= megabytes * 1_000_000, "third-party bytes: " + bytes);
  }

  /**
   * Measures the jars, or packs the classes where there are no jars yet. The table of regions, with
   * those that ended since 2000 and the pinyin of the names, has 52 KB.
   */
  @Test
  void ourModules_together_areUnder1750Kilobytes() throws IOException {
    long bytes = 0;
    for (String module : MODULES) {
      bytes += size(module);
    }
    assertTrue(bytes < 1_750_000, "bytes of our modules: " + bytes);
  }

  @Test
  void librariesOfTestsAndOfOneModule_areNotInOthers() throws IOException {
    List<String> heavy = new ArrayList<>();
    for (String module : MODULES.subList(1, MODULES.size())) {
      runtime(module)
          .map(WeightTest::name)
          .filter(
              name ->
                  name.matches("(wiremock|junit|spring|jakarta|sqlite|postgresql).*")
                      || (name.startsWith("lucene") && !module.equals("services")))
          .forEach(name -> heavy.add(module + " brings " + name));
    }
    assertEquals(List.of(), heavy);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** Returns a module's class path without optional libraries, which its users do not get. */
  private static Stream<Path> runtime(String module) throws IOException {
    Path file = Path.of("..", module, "target", "runtime.classpath");
    String pom = Files.readString(Path.of("..", module, "pom.xml"));
    Set<String> optional =
        OPTIONAL.matcher(pom).results().map(found -> found.group(1)).collect(Collectors.toSet());
    return Arrays.stream(Files.readString(file).trim().split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> !optional.contains(artifact(path)));
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

package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a platform takes into its process with Yiwang. */
class WeightTest {
  private static final List<String> MODULES = List.of("core", "identity", "payments");

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

  /** Class files before compression, where this runs before the jars are made. */
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
    return Arrays.stream(Files.readString(file).trim().split(File.pathSeparator)).map(Path::of);
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
    long bytes = 0;
    try (Stream<Path> classes = Files.walk(target.resolve("classes"))) {
      for (Path file : classes.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}

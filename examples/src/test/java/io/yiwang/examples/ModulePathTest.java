package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules as the module system sees them: our tests elsewhere run on the class path. */
class ModulePathTest {
  private static final Set<String> OURS =
      Set.of("io.yiwang.core", "io.yiwang.identity", "io.yiwang.payments");

  @Test
  void ourModules_resolveWithWhatTheyBring() throws IOException {
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(finder(), ModuleFinder.of(), OURS);

    Set<String> resolved =
        configuration.modules().stream().map(module -> module.name()).collect(Collectors.toSet());
    assertTrue(resolved.containsAll(OURS), () -> "resolved: " + resolved);
    assertTrue(resolved.contains("okhttp3"), () -> "resolved: " + resolved);
  }

  @Test
  void thePipe_isExportedToNoOne() throws IOException {
    List<String> exported =
        finder().find("io.yiwang.core").orElseThrow().descriptor().exports().stream()
            .map(Exports::source)
            .filter(name -> name.contains("internal"))
            .toList();

    assertEquals(List.of(), exported);
  }

  private static ModuleFinder finder() throws IOException {
    Stream<Path> paths = Stream.empty();
    for (String module : List.of("identity", "payments")) {
      String classpath = Files.readString(Path.of("..", module, "target", "runtime.classpath"));
      Path own = Path.of("..", module, "target", "classes");
      paths =
          Stream.concat(
              paths,
              Stream.concat(
                  Stream.of(own),
                  Arrays.stream(classpath.trim().split(File.pathSeparator)).map(Path::of)));
    }
    return ModuleFinder.of(paths.distinct().toArray(Path[]::new));
  }
}

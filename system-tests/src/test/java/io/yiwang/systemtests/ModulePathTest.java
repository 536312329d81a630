package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests our modules on the module path; all other tests run on the class path. */
class ModulePathTest {
  private static final Set<String> OURS =
      Set.of(
          "io.yiwang.core",
          "io.yiwang.journal",
          "io.yiwang.services",
          "io.yiwang.payments",
          "io.yiwang.sm",
          "io.yiwang.identity",
          "io.yiwang.ofd",
          "io.yiwang.doctor");

  @Test
  void modules_ours_resolveWithTheirDependencies() throws IOException {
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(finder(), ModuleFinder.of(), OURS);

    Set<String> resolved =
        configuration.modules().stream().map(module -> module.name()).collect(Collectors.toSet());
    assertTrue(resolved.containsAll(OURS), () -> "resolved: " + resolved);
    assertTrue(resolved.contains("okhttp3"), () -> "resolved: " + resolved);
  }

  @Test
  void internalPackages_areExportedToOurModulesOnly() throws IOException {
    Map<String, Set<String>> exported =
        finder().find("io.yiwang.core").orElseThrow().descriptor().exports().stream()
            .filter(exports -> exports.source().contains("internal"))
            .collect(Collectors.toMap(Exports::source, Exports::targets));

    assertEquals(
        Map.of(
            "io.yiwang.internal",
            Set.of("io.yiwang.identity", "io.yiwang.payments", "io.yiwang.services"),
            "io.yiwang.internal.json",
            Set.of("io.yiwang.journal", "io.yiwang.payments", "io.yiwang.services"),
            "io.yiwang.internal.shared",
            Set.of(
                "io.yiwang.doctor",
                "io.yiwang.identity",
                "io.yiwang.journal",
                "io.yiwang.ofd",
                "io.yiwang.payments",
                "io.yiwang.services",
                "io.yiwang.sm")),
        exported);
  }

  /** Checks the libraries whose module name nobody can rely on, since it is the file's name. */
  @Test
  void librariesWithoutModuleName_areThoseThatTheGuideNames() throws IOException {
    Set<String> unnamed = new TreeSet<>();
    for (ModuleReference each : finder().findAll()) {
      Path jar = Path.of(each.location().orElseThrow());
      if (each.descriptor().isAutomatic() && !declaresItsName(jar)) {
        unnamed.add(jar.getParent().getParent().getFileName().toString());
      }
    }
    String guide = Files.readString(Path.of("..", "docs", "guide", "en", "compatibility.md"));
    String modules = guide.substring(guide.indexOf("## Modules"), guide.indexOf("## What may"));

    assertEquals(
        unnamed,
        Pattern.compile("`([a-z0-9-]+)`(?=[^|\\n]*\\| `yiwang)")
            .matcher(modules)
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static boolean declaresItsName(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest != null
          && manifest.getMainAttributes().getValue("Automatic-Module-Name") != null;
    }
  }

  @Test
  void signedCalls_onTheModulePath_succeed(@TempDir Path folder) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).start()) {
      sandbox.writeKeys(folder);
      Process probe =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--module-path",
                  joined(modulePath()),
                  "--add-modules",
                  String.join(",", OURS),
                  "-cp",
                  Path.of("target", "test-classes").toString(),
                  ModulePathProbe.class.getName(),
                  folder.resolve("client.properties").toString())
              .redirectErrorStream(true)
              .start();

      String output = new String(probe.getInputStream().readAllBytes(), UTF_8);

      assertEquals(0, probe.waitFor(), output);
      // SLF4J prints first that it has no provider.
      assertEquals(
          List.of(
              "io.yiwang.core",
              "io.yiwang.payments",
              "io.yiwang.sm",
              "浙江省杭州市西湖区",
              "SETTLED",
              "RELEASED",
              "rated"),
          output.lines().filter(line -> !line.startsWith("SLF4J")).toList());
    }
  }

  private static String joined(Stream<Path> paths) {
    return paths.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static ModuleFinder finder() throws IOException {
    return ModuleFinder.of(modulePath().toArray(Path[]::new));
  }

  private static Stream<Path> modulePath() throws IOException {
    Stream<Path> paths = Stream.empty();
    for (String module : List.of("doctor", "services", "payments")) {
      String classpath = Files.readString(Path.of("..", module, "target", "runtime.classpath"));
      Path own = Path.of("..", module, "target", "classes");
      paths =
          Stream.concat(
              paths,
              Stream.concat(
                  Stream.of(own),
                  Arrays.stream(classpath.trim().split(File.pathSeparator)).map(Path::of)));
    }
    return paths.distinct();
  }
}

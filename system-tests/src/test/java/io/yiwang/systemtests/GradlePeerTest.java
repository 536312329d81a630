package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.sm.Peer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lets Gradle resolve a project that has our BOM as its platform. */
@Tag("peer")
@Timeout(300)
class GradlePeerTest {
  private static final Path ROOT = Path.of("..");
  private static final String GROUP = "io.yiwang";
  private static final Pattern MANAGED =
      Pattern.compile(
          "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
              + "\\s*<version>([^<]+)</version>");

  /** The folder into which the build copies Gradle's jars. */
  private static final Path JARS =
      Path.of(System.getProperty("gradle.jars", "target/gradle")).toAbsolutePath();

  @TempDir Path folder;
  private Path repository;
  private String version;
  private String bom;

  /** Publishes the POMs of the modules and of their parent to a repository in a folder. */
  @BeforeEach
  void publish() throws IOException {
    repository = folder.resolve("repository");
    bom = Files.readString(ROOT.resolve("bom/pom.xml"));
    version = bom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
    publish("yiwang-parent", ROOT.resolve("pom.xml"));
    publish("yiwang-bom", ROOT.resolve("bom/pom.xml"));
    for (String each : modules()) {
      String name = each.equals("spring-boot-starter") ? "spring" : each;
      publish("yiwang-" + each, ROOT.resolve(name + "/pom.xml"));
    }
  }

  private void publish(String artifact, Path pom) throws IOException {
    Path to = repository.resolve(GROUP.replace('.', '/')).resolve(artifact).resolve(version);
    Files.createDirectories(to);
    Files.copy(pom, to.resolve(artifact + "-" + version + ".pom"));
  }

  private List<String> modules() {
    return MANAGED
        .matcher(bom)
        .results()
        .filter(found -> found.group(1).equals(GROUP))
        .map(found -> found.group(2).replace("yiwang-", ""))
        .toList();
  }

  private List<String> gradle(List<String> modules) throws Exception {
    assertTrue(Files.isDirectory(JARS), JARS + " has no jars; run with -Ppeers");
    Files.createDirectories(folder.resolve("project"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            JARS + File.separator + "*",
            Peer.SCRIPTS.resolve("Gradle.java").toString(),
            folder.toString(),
            repository.toString(),
            GROUP + ":yiwang-bom:" + version));
    command.addAll(modules);
    String output = Peer.run(folder, command).good();
    assertFalse(output.contains("\n! "), output);
    return output
        .lines()
        .filter(line -> line.startsWith("= "))
        .map(line -> line.substring(2))
        .toList();
  }

  @Test
  void platform_modulesAndDriversWithoutVersions_haveTheVersionsOfTheBom() throws Exception {
    Map<String, String> managed =
        MANAGED
            .matcher(bom)
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(1) + ":" + found.group(2),
                    found -> found.group(3).replace("${project.version}", version)));
    Set<String> asked = managed.keySet();

    List<String> found = gradle(List.copyOf(asked));

    for (String each : asked) {
      assertTrue(
          found.contains(each + ":" + managed.get(each)),
          () -> each + " was not resolved to the BOM's version: " + found);
    }
    for (String each : found) {
      String name = each.substring(0, each.lastIndexOf(':'));
      assertEquals(
          managed.getOrDefault(name, each.substring(each.lastIndexOf(':') + 1)),
          each.substring(each.lastIndexOf(':') + 1));
    }
  }

  @Test
  void platform_oneModule_bringsWhatItDependsOn() throws Exception {
    List<String> found = gradle(List.of(GROUP + ":yiwang-payments"));

    for (String each : List.of("yiwang-payments", "yiwang-journal", "yiwang-core")) {
      assertTrue(found.contains(GROUP + ":" + each + ":" + version), found::toString);
    }
    assertTrue(
        found.stream().anyMatch(each -> each.startsWith("com.fasterxml.jackson.core:")),
        found::toString);
    assertTrue(found.stream().noneMatch(each -> each.contains("junit")), found::toString);
  }
}

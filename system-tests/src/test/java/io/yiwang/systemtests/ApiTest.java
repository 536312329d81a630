package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares each module's public API with {@code docs/api}, so that a review shows every change of
 * it. With {@code -Dapi.write=true} it writes the files first.
 */
class ApiTest {
  private static final ToolProvider JAVAP = ToolProvider.findFirst("javap").orElseThrow();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "journal",
        "services",
        "payments",
        "sm",
        "identity",
        "ofd",
        "doctor",
        "testkit"
      })
  void api_ofModule_isThatOfItsFile(String module) throws IOException {
    Path dump = Path.of("..", "docs", "api", module + ".txt");
    String now = api(Path.of("..", module));
    if (Boolean.getBoolean("api.write")) {
      Files.createDirectories(dump.getParent());
      Files.writeString(dump, now);
    }
    assertEquals(
        Files.readString(dump),
        now,
        module + "'s API has changed; if this is meant, write docs/api with -Dapi.write=true");
  }

  /** A caller in Kotlin has to write such a name between backticks. */
  @Test
  void methods_ofAllModules_haveNoNameThatKotlinReserves() throws IOException {
    Pattern reserved = Pattern.compile(" (as|fun|in|is|object|typealias|typeof|val|var|when)\\(");
    List<String> found = new ArrayList<>();
    try (Stream<Path> dumps = Files.list(Path.of("..", "docs", "api"))) {
      for (Path dump : dumps.toList()) {
        Files.readAllLines(dump).stream().filter(reserved.asPredicate()).forEach(found::add);
      }
    }

    assertEquals(List.of(), found);
  }

  private static String api(Path module) throws IOException {
    Path classes = module.resolve("target/classes");
    Path descriptor = module.resolve("src/main/java/module-info.java");
    List<String> exported = new ArrayList<>();
    if (Files.exists(descriptor)) {
      for (String line : Files.readAllLines(descriptor)) {
        if (line.strip().matches("exports [\\w.]+;")) {
          exported.add(line.strip().replaceAll("exports |;", ""));
        }
      }
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files =
          all.filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.endsWith("module-info.class"))
              .filter(file -> !file.endsWith("package-info.class"))
              .filter(
                  file ->
                      exported.isEmpty()
                          || exported.contains(
                              classes.relativize(file.getParent()).toString().replace('/', '.')))
              .sorted()
              .toList();
    }
    List<String> arguments = new ArrayList<>(List.of("-protected", "-cp", classes.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    StringWriter out = new StringWriter();
    JAVAP.run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
    return text(out.toString());
  }

  private static final Pattern TYPE = Pattern.compile("(?:class|interface|enum) ([\\w.$]+)");

  /** Sorts types and members by name, since the compiler's order means nothing. */
  private static String text(String javap) {
    Map<String, String> types = new HashMap<>();
    String type = "";
    TreeSet<String> members = new TreeSet<>();
    for (String line : javap.lines().toList()) {
      if (line.startsWith("Compiled from")) {
        continue;
      }
      if (line.endsWith("{")) {
        type = line;
        members.clear();
      } else if (line.equals("}")) {
        if (type.matches("(public|protected) .*") && !type.contains("module-info")) {
          Matcher name = TYPE.matcher(type);
          assertTrue(name.find(), type);
          types.put(
              name.group(1),
              Stream.concat(Stream.of(type), members.stream())
                  .collect(Collectors.joining("\n", "", "\n}\n")));
        }
      } else {
        members.add(line);
      }
    }
    return types.entrySet().stream()
        .filter(each -> isReachable(each.getKey(), types.keySet()))
        .map(Map.Entry::getValue)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Returns whether a type and all its enclosing types are public. */
  private static boolean isReachable(String type, Set<String> all) {
    int nested = type.lastIndexOf('$');
    return nested < 0
        || (all.contains(type.substring(0, nested)) && isReachable(type.substring(0, nested), all));
  }
}

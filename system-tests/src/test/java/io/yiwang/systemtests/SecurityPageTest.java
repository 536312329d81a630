package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.systemtests.fuzz.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that SECURITY.md names tests that exist and counts the fuzzed parsers. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("SECURITY.md"));
  }

  @Test
  void tests_thatThePageNames_exist() throws IOException {
    Set<String> named =
        Pattern.compile("`(\\w+Test)`")
            .matcher(page())
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertTrue(named.size() > 20, named::toString);
    named.removeAll(tests());
    assertEquals(Set.of(), named);
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 12, (file, kind) -> kind.isRegularFile())) {
      return files
          .map(file -> ROOT.relativize(file).toString())
          .filter(file -> file.contains("src/test/java") && file.endsWith("Test.java"))
          .map(file -> file.replaceFirst(".*[/\\\\]", "").replace(".java", ""))
          .toList();
    }
  }

  @Test
  void parserCount_ofThePage_isThatOfTheFuzzedParsers() throws IOException {
    List<String> counts =
        Pattern.compile("(\\d+) parsers")
            .matcher(page())
            .results()
            .map(match -> match.group(1))
            .toList();

    assertEquals(List.of(Integer.toString(Parser.values().length)), counts);
  }
}

package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that {@code docs/igs-1.md} has every section that code and documents cite. */
class ContractSectionsTest {
  private static final Path ROOT = Path.of("..");

  private static final Pattern HEADING =
      Pattern.compile("^#{2,4} ([0-9]+(?:\\.[0-9]+)*)\\.? ", Pattern.MULTILINE);

  /** Matches what separates two words, including a line break with the asterisk of a comment. */
  private static final String BREAK = "[\\s*/#]+";

  private static final String NUMBER = "[0-9]+(?:\\.[0-9]+)*";

  private static final Pattern CITED =
      Pattern.compile(
          "IGS/1,?"
              + BREAK
              + "sections?"
              + BREAK
              + "("
              + NUMBER
              + "(?:(?:,|"
              + BREAK
              + "(?:and|to|or))"
              + BREAK
              + NUMBER
              + ")*)");

  private static List<String> cited(String text) {
    List<String> sections = new ArrayList<>();
    Matcher matcher = CITED.matcher(text);
    while (matcher.find()) {
      Matcher numbers = Pattern.compile(NUMBER).matcher(matcher.group(1));
      while (numbers.find()) {
        sections.add(numbers.group());
      }
    }
    return sections;
  }

  @Test
  void cited_severalSections_areAllFound() {
    assertEquals(
        List.of("2.1", "2.3", "4", "6", "7", "9", "2.2", "2.4", "1"),
        cited(
            "IGS/1 sections 2.1 and 2.3; IGS/1\n   * section 4. IGS/1 sections 6, 7 and 9, and"
                + " IGS/1 sections 2.2 to\n * 2.4). IGS/1, section 1"));
  }

  @Test
  void sections_citedInCodeAndDocuments_areInTheContract() throws IOException {
    Set<String> sections =
        HEADING
            .matcher(Files.readString(ROOT.resolve("docs/igs-1.md")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    int citations = 0;
    for (Path file : files()) {
      for (String section : cited(Files.readString(file))) {
        citations++;
        if (!sections.contains(section)) {
          missing.add(ROOT.relativize(file) + " cites section " + section);
        }
      }
    }

    assertEquals(List.of(), missing);
    assertTrue(citations > 100, "citations found: " + citations);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(file -> file.toString().matches(".*\\.(java|md|yaml|txt|tsv)"))
          .filter(
              file ->
                  !file.toString().matches(".*/(target|node_modules|\\.git)/.*")
                      // Its samples cite sections that the contract lacks.
                      && !file.endsWith("ContractSectionsTest.java"))
          .toList();
    }
  }
}

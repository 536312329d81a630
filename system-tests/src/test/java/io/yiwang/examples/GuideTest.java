package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide says the same in both languages, its samples compile, and its links lead somewhere. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide");
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]{3,})`");

  @Test
  void pages_inBothLanguages_areTheSame() throws IOException {
    assertEquals(pages("en"), pages("zh"));
    assertFalse(pages("en").isEmpty());
  }

  @Test
  void page_inBothLanguages_hasTheSameHeadingsTablesSamplesAndCodes() throws IOException {
    for (String page : pages("en")) {
      String english = read("en", page);
      String chinese = read("zh", page);
      assertEquals(shape(english), shape(chinese), page);
      assertEquals(samples(english), samples(chinese), page);
      assertEquals(found(CODE, english), found(CODE, chinese), page);
    }
  }

  @Test
  void javaSamples_areInCompiledCode() throws IOException {
    String code = ReadmeTest.code();
    for (String page : pages("en")) {
      Matcher block = BLOCK.matcher(read("en", page));
      while (block.find()) {
        if (block.group(1).equals("java")) {
          String sample = ReadmeTest.folded(block.group(2));
          assertTrue(code.contains(sample), () -> page + ": not in the examples: " + sample);
        }
      }
    }
  }

  @Test
  void links_toFiles_leadToThem() throws IOException {
    for (String language : List.of("en", "zh")) {
      for (String page : pages(language)) {
        for (String link : found(LINK, read(language, page))) {
          if (!link.contains("://")) {
            assertTrue(
                Files.exists(GUIDE.resolve(language).resolve(link)), () -> page + ": " + link);
          }
        }
      }
    }
  }

  /** Heading levels, table rows and their columns, and list items, in order. */
  private static List<String> shape(String page) {
    return BLOCK
        .matcher(page)
        .replaceAll("")
        .lines()
        .filter(line -> line.matches("(#+ |\\||- |\\d+\\. ).*"))
        .map(
            line ->
                line.startsWith("|")
                    ? "|" + line.replace("\\|", "").chars().filter(c -> c == '|').count()
                    : line.replaceFirst(" .*", ""))
        .toList();
  }

  private static List<String> samples(String page) {
    return BLOCK.matcher(page).results().map(match -> match.group()).toList();
  }

  private static Set<String> found(Pattern pattern, String page) {
    Set<String> all = new TreeSet<>();
    pattern.matcher(page).results().forEach(match -> all.add(match.group(1)));
    return all;
  }

  private static String read(String language, String page) throws IOException {
    return Files.readString(GUIDE.resolve(language).resolve(page));
  }

  private static Set<String> pages(String language) throws IOException {
    try (Stream<Path> files = Files.list(GUIDE.resolve(language))) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }
}

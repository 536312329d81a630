package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that the guide is the same in both languages, its samples compile, and its links exist.
 */
class GuideTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  @Test
  void pages_inBothLanguages_areTheSame() throws IOException {
    assertEquals(Guide.pages("en"), Guide.pages("zh"));
    assertFalse(Guide.pages("en").isEmpty());
  }

  @Test
  void page_inBothLanguages_hasTheSameHeadingsTablesSamplesAndInlineCode() throws IOException {
    for (String page : Guide.pages("en")) {
      String english = Guide.read("en", page);
      String chinese = Guide.read("zh", page);
      assertEquals(shape(english), shape(chinese), page);
      assertEquals(samples(english), samples(chinese), page);
      assertEquals(
          Guide.found(INLINE, Guide.prose(english)),
          Guide.found(INLINE, Guide.prose(chinese)),
          page);
    }
  }

  @Test
  void page_inChinese_isNotEnglish() throws IOException {
    for (String page : Guide.pages("zh")) {
      String prose = Guide.prose(Guide.read("zh", page));
      long han = prose.codePoints().filter(GuideTest::isHan).count();
      assertTrue(han * 8 > prose.codePointCount(0, prose.length()), page + " is hardly Chinese");
    }
  }

  private static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }

  @Test
  void javaSamples_areInCompiledCode() throws IOException {
    String code = ReadmeTest.code();
    for (String page : Guide.pages("en")) {
      Matcher block = Guide.BLOCK.matcher(Guide.read("en", page));
      while (block.find()) {
        if (block.group(1).equals("java")) {
          String sample = ReadmeTest.folded(block.group(2));
          assertTrue(code.contains(sample), () -> page + ": not in the examples: " + sample);
        }
      }
    }
  }

  @Test
  void links_pointToFilesAndHeadingsThatExist() throws IOException {
    List<String> broken = new ArrayList<>();
    for (String language : List.of("en", "zh")) {
      for (String page : Guide.pages(language)) {
        Path file = Guide.GUIDE.resolve(language).resolve(page);
        Matcher link = LINK.matcher(Guide.prose(Guide.read(language, page)));
        while (link.find()) {
          if (link.group(1).contains("://")) {
            continue;
          }
          Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
          String part = link.group(2);
          if (!Files.exists(target) || (part != null && !anchors(target).contains(part))) {
            broken.add(language + "/" + page + ": " + link.group());
          }
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** Returns the anchors that forges make from a page's headings. */
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(
            heading ->
                "#"
                    + heading
                        .group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                        .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void index_listsEveryPage(String language) throws IOException {
    String index = Guide.read(language, "README.md");
    for (String page : Guide.pages(language)) {
      assertTrue(
          page.equals("README.md") || index.contains("](" + page + ")"),
          () -> language + "/README.md does not list " + page);
    }
  }

  /** Returns heading levels, table rows with their columns, and list items, in order. */
  private static List<String> shape(String page) {
    return Guide.prose(page)
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
    return Guide.BLOCK.matcher(page).results().map(match -> match.group()).toList();
  }
}

package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the README is short, the same in both languages, and has only compiled samples. */
class ReadmeTest {
  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  private static final Pattern BLOCK = Pattern.compile("```\\w*\n.*?```", Pattern.DOTALL);

  @Test
  void javaSamples_areInCompiledCode() throws IOException {
    String code = code();
    List<String> samples =
        SAMPLE.matcher(page("README.md")).results().map(match -> folded(match.group(1))).toList();

    assertFalse(samples.isEmpty());
    for (String sample : samples) {
      assertTrue(code.contains(sample), () -> "not in the examples: " + sample);
    }
  }

  @Test
  void readme_inChinese_hasTheSameCommandsAndSamples() throws IOException {
    assertEquals(blocks("README.md"), blocks("README.zh-CN.md"));
    assertEquals(headings("README.md"), headings("README.zh-CN.md"));
  }

  /** Checks that a whole application stays short, with controllers and payment channel. */
  @Test
  void springBootExample_isAtMost120Lines() throws IOException {
    String wallet = page("examples/spring-boot/src/main/java/shop/wallet/WalletApplication.java");

    assertTrue(wallet.lines().count() <= 120, () -> wallet.lines().count() + " lines");
    try (Stream<Path> sources = Files.walk(Path.of("..", "examples/spring-boot/src/main/java"))) {
      assertEquals(1, sources.filter(Files::isRegularFile).count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void readme_isShortAndItsLinksExist(String name) throws IOException {
    String page = page(name);

    assertTrue(page.lines().count() <= 80, name + " has more than 80 lines");
    LINK.matcher(page)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .forEach(link -> assertTrue(Files.exists(Path.of("..", link)), name + ": " + link));
  }

  private static List<String> blocks(String name) throws IOException {
    return BLOCK.matcher(page(name)).results().map(match -> match.group()).toList();
  }

  private static long headings(String name) throws IOException {
    return page(name).lines().filter(line -> line.startsWith("#")).count();
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", name));
  }

  static String code() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("..", "examples"))) {
      for (Path file :
          files
              .filter(
                  file -> file.toString().endsWith(".java") && !file.toString().contains("target"))
              .toList()) {
        code.append(folded(Files.readString(file))).append('\n');
      }
    }
    return code.toString();
  }

  static String folded(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

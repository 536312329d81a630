package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the samples in other languages are short and as the guide shows them. */
class OtherLanguagesTest {
  private static final Path SAMPLES = Path.of("other-languages");
  private static final Path PAGE = Path.of("..", "docs", "guide", "en", "other-languages.md");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES, 2)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(py|mjs|sh|java)"))
          .sorted()
          .toList();
    }
  }

  @Test
  void samples_haveAtMost60Lines() throws IOException {
    assertTrue(sources().size() > 10);
    for (Path file : sources()) {
      assertTrue(Files.readAllLines(file).size() <= 60, file::toString);
    }
  }

  @Test
  void guide_pythonOfThePage_isInTheSamples() throws IOException {
    StringBuilder code = new StringBuilder();
    for (Path file : sources()) {
      code.append(Files.readString(file)).append('\n');
    }
    Matcher block =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    int blocks = 0;
    while (block.find()) {
      assertTrue(code.indexOf(block.group(1).strip()) >= 0, block.group(1));
      blocks++;
    }
    assertEquals(2, blocks);
  }
}

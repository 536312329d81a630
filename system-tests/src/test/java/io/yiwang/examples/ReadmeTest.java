package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every Java sample in the README stands in code that this build compiles. */
class ReadmeTest {
  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void javaSamples_standInCompiledCode() throws IOException {
    String code = code();
    List<String> samples =
        SAMPLE
            .matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .map(match -> folded(match.group(1)))
            .toList();

    assertFalse(samples.isEmpty());
    for (String sample : samples) {
      assertTrue(code.contains(sample), () -> "not in the examples: " + sample);
    }
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

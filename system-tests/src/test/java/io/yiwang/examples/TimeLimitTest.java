package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test has a time limit, in every module, whether it names one or not. */
class TimeLimitTest {
  private static final String LIMIT = "junit.jupiter.execution.timeout.default";
  private static final Path ROOT = root();

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("bom")) ? here : here.getParent();
  }

  private static String pom(String module) {
    try {
      return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void parent_givesEachTestAndEachProcessALimit() {
    String parent = pom("");

    assertTrue(parent.contains("<" + LIMIT + ">${test.timeout}</" + LIMIT + ">"));
    assertTrue(limits(parent, "test.timeout").contains("5 m"));
    assertTrue(
        Stream.of("test.timeout", "surefire.timeout")
            .flatMap(name -> limits(parent, name).stream())
            .allMatch(limit -> limit.matches("[1-9][0-9]*( [mh])?")));
  }

  private static List<String> limits(String pom, String name) {
    return Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)<")
        .matcher(pom)
        .results()
        .map(each -> each.group(1))
        .toList();
  }

  /** Jazzer's process is the exception: it has limits for an input and for all of them. */
  @Test
  void modules_allWithTests_takeTheParentsLimits() {
    List<String> modules =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(pom(""))
            .results()
            .map(each -> each.group(1))
            // An application of its own has Spring's parent.
            .filter(module -> !module.contains("/"))
            .filter(module -> Files.isDirectory(ROOT.resolve(module).resolve("src/test/java")))
            .toList();

    assertTrue(modules.size() >= 9, modules::toString);
    for (String module : modules) {
      String pom = module.equals("system-tests") ? withoutJazzersProcess(pom(module)) : pom(module);
      assertTrue(pom.contains("<artifactId>yiwang-parent</artifactId>"), module);
      for (String way :
          List.of(
              "execution.timeout",
              "test.timeout",
              "urefire.timeout",
              "TimeoutIn",
              "combine.self")) {
        assertTrue(!pom.contains(way), module + " has its own limit: " + way);
      }
    }
  }

  private static String withoutJazzersProcess(String pom) {
    Matcher fuzz =
        Pattern.compile(
                "<execution>(?:(?!</execution>).)*<id>fuzz</id>.*?</execution>", Pattern.DOTALL)
            .matcher(pom);
    assertTrue(fuzz.find());
    assertTrue(
        fuzz.group().contains("-timeout=10") && fuzz.group().contains("jazzer.max_duration"));
    return fuzz.replaceFirst("");
  }

  /** Where Maven runs this, the limit has reached the process. */
  @Test
  void limit_inAProcessOfMavens_isSet() {
    // An editor runs it without Maven's settings.
    assumeTrue(System.getProperty("basedir") != null);

    assertNotNull(System.getProperty(LIMIT));
  }
}

package io.yiwang.systemtests;

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

/** Checks that every test in every module has a time limit. */
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
  void parentPom_limitsEachTestAndEachProcess() {
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

  /** Excepts Jazzer's process, which has one limit for an input and one for all of them. */
  @Test
  void modules_withTests_takeTheParentsLimits() {
    List<String> modules =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(pom(""))
            .results()
            .map(each -> each.group(1))
            // The Spring Boot example has Spring's parent.
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

  @Test
  void limit_inAProcessThatMavenStarted_isSet() {
    // An editor runs tests without Maven's settings.
    assumeTrue(System.getProperty("basedir") != null);

    assertNotNull(System.getProperty(LIMIT));
  }
}

package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the guide's tables of settings, meters and versions are those of the code. */
class GuideSettingsTest {
  /** Types with a builder that builds a value, which has no settings. */
  private static final Set<String> VALUES = Set.of("io.yiwang.messages.Message");

  @Test
  void configuration_everySettingOfEveryBuilder_hasARow() throws IOException {
    Set<String> settings = new TreeSet<>();
    for (JavaClass each : OurClasses.withoutExamples()) {
      if (each.getSimpleName().equals("Builder")
          && each.getModifiers().contains(JavaModifier.PUBLIC)
          && each.getEnclosingClass().isPresent()
          && !VALUES.contains(each.getEnclosingClass().orElseThrow().getName())) {
        String owner = each.getEnclosingClass().orElseThrow().getSimpleName();
        each.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> method.getRawReturnType().equals(each))
            .forEach(method -> settings.add(owner + "." + method.getName()));
      }
    }
    assertTrue(settings.contains("GovClient.callTimeout"), () -> "settings: " + settings);

    assertEquals(settings, documented(Guide.read("en", "configuration.md")));
  }

  /** Returns the first cells of each table that follows the name of a builder. */
  private static Set<String> documented(String page) {
    Set<String> settings = new TreeSet<>();
    String owner = "";
    for (String line : page.lines().toList()) {
      Matcher builder = Pattern.compile("^`(\\w+)\\.builder\\(").matcher(line);
      Matcher row = Pattern.compile("^\\| `(\\w+)` \\|").matcher(line);
      if (line.startsWith("## ")) {
        owner = "";
      } else if (builder.find()) {
        owner = builder.group(1);
      } else if (row.find() && !owner.isEmpty()) {
        settings.add(owner + "." + row.group(1));
      }
    }
    return settings;
  }

  @Test
  void springBoot_everyProperty_hasARow() throws IOException {
    String source =
        Files.readString(
            Guide.ROOT.resolve("spring/src/main/java/io/yiwang/spring/YiwangProperties.java"));
    Set<String> names = new TreeSet<>();
    Guide.found(Pattern.compile("^ +(?: )?\\* @param (\\w+)", Pattern.MULTILINE), source)
        .forEach(name -> names.add(name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    Set<String> rows = new TreeSet<>();
    Guide.found(
            Pattern.compile("^\\| `(?!yiwang)([a-z.-]+)` \\|", Pattern.MULTILINE),
            Guide.read("en", "spring-boot.md"))
        .forEach(row -> rows.addAll(List.of(row.split("\\."))));

    assertEquals(names, rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot.md", "production.md"})
  void springBoot_everyMeterOfTheGuide_isInTheCode(String page) throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Guide.ROOT.resolve("spring/src/main/java"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        code.append(Files.readString(file));
      }
    }
    Set<String> meters =
        Guide.found(Pattern.compile("`(yiwang\\.[a-z.]+)`"), Guide.read("en", page));
    meters.remove("yiwang.gateways");
    assertFalse(meters.isEmpty());
    meters.forEach(
        meter -> assertTrue(code.indexOf('"' + meter + '"') >= 0, () -> page + ": no " + meter));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void compatibility_versions_areThoseOfThePoms(String language) throws IOException {
    Map<String, String> highest = versions(Files.readString(Guide.ROOT.resolve("pom.xml")));
    String floors = Files.readString(Guide.ROOT.resolve(".ci/floors.d/lowest.xml"));
    Map<String, String> lowest = versions(floors.substring(0, floors.indexOf("<profiles>")));
    String page = Guide.read(language, "compatibility.md");

    assertFalse(lowest.isEmpty());
    lowest.forEach(
        (name, version) ->
            assertTrue(
                page.contains("| " + version + " | " + highest.get(name) + " |"),
                () ->
                    language
                        + "/compatibility.md: "
                        + name
                        + " is not "
                        + version
                        + " to "
                        + highest.get(name)));
    for (String only : List.of("nimbus-oidc", "pinyin4j")) {
      String version = highest.get(only);
      assertTrue(page.contains("| " + version + " | " + version + " |"), only);
    }
    // A whole application is tested on the oldest; the starter is compiled against a newer one.
    String boot3 = Files.readString(Guide.ROOT.resolve("examples/spring-boot/boot3.xml"));
    String oldest =
        boot3.replaceFirst(
            "(?s).*<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>([^<]+)<.*",
            "$1");
    assertTrue(page.contains("| " + oldest + " | " + highest.get("spring-boot4") + " |"), oldest);
  }

  private static Map<String, String> versions(String pom) {
    return Pattern.compile("<([a-z0-9-]+)\\.version>([^<]+)<")
        .matcher(pom)
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (a, b) -> a));
  }
}

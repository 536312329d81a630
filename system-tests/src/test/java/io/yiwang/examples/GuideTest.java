package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.callbacks.CallbackVerdict;
import io.yiwang.identity.login.LoginException;
import io.yiwang.internal.shared.Texts;
import io.yiwang.messages.MessageProblem;
import io.yiwang.payments.FineCode;
import io.yiwang.qr.QrRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guide says the same in both languages, its samples compile, its links lead somewhere, and its
 * tables of errors, settings and versions are those of the code.
 */
class GuideTest {
  private static final Path ROOT = Path.of("..");
  private static final Path GUIDE = ROOT.resolve("docs").resolve("guide");
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]{3,})`");
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  /** What is built by these is a value, and has no settings. */
  private static final Set<String> VALUES = Set.of("io.yiwang.messages.Message");

  @Test
  void pages_inBothLanguages_areTheSame() throws IOException {
    assertEquals(pages("en"), pages("zh"));
    assertFalse(pages("en").isEmpty());
  }

  @Test
  void page_inBothLanguages_hasTheSameHeadingsTablesSamplesAndInlineCode() throws IOException {
    for (String page : pages("en")) {
      String english = read("en", page);
      String chinese = read("zh", page);
      assertEquals(shape(english), shape(chinese), page);
      assertEquals(samples(english), samples(chinese), page);
      assertEquals(found(INLINE, prose(english)), found(INLINE, prose(chinese)), page);
    }
  }

  @Test
  void page_inChinese_isNotEnglish() throws IOException {
    for (String page : pages("zh")) {
      String prose = prose(read("zh", page));
      long han = prose.codePoints().filter(GuideTest::isHan).count();
      assertTrue(
          han * 8 > prose.codePointCount(0, prose.length()), page + " has hardly any Chinese");
    }
  }

  private static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
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
  void links_leadToFilesAndHeadings() throws IOException {
    List<String> broken = new ArrayList<>();
    for (String language : List.of("en", "zh")) {
      for (String page : pages(language)) {
        Path file = GUIDE.resolve(language).resolve(page);
        Matcher link = LINK.matcher(prose(read(language, page)));
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

  /** As forges make them of headings. */
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
    String index = read(language, "README.md");
    for (String page : pages(language)) {
      assertTrue(
          page.equals("README.md") || index.contains("](" + page + ")"),
          () -> language + "/README.md does not list " + page);
    }
  }

  // Errors.

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void errors_everyReasonAndCodeOfTheCode_hasItsRow(String language) throws IOException {
    Map<String, List<String>> rows = rowsByCode(read(language, "errors.md"));
    Set<String> wanted = new TreeSet<>();
    for (Object[] each :
        List.<Object[]>of(
            NotSentException.Reason.values(),
            OutcomeUnknownException.Reason.values(),
            LoginException.Reason.values(),
            QrRefusedException.Reason.values(),
            CallbackVerdict.Reason.values(),
            MessageProblem.Kind.values())) {
      Arrays.stream(each).map(Object::toString).forEach(wanted::add);
    }
    for (String key : texts("core", GovException.class, language).stringPropertyNames()) {
      if (key.startsWith("rejected.") && !key.equals("rejected.other")) {
        wanted.add(key.substring("rejected.".length()));
      }
    }
    Arrays.stream(FineCode.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(Field::getName)
        .forEach(wanted::add);
    wanted.removeAll(rows.keySet());

    assertEquals(Set.of(), wanted, "without a row in errors.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void errors_whatACitizenReads_isWhatTheCodeSays(String language) throws IOException {
    Map<String, List<String>> rows = rowsByCode(read(language, "errors.md"));
    int compared = 0;
    for (Said said :
        List.of(
            new Said("core", GovException.class, "notSent."),
            new Said("core", GovException.class, "rejected."),
            new Said("payments", FineCode.class, "refused."),
            new Said("identity", LoginException.class, "login."),
            new Said("services", QrRefusedException.class, "code."))) {
      Properties texts = texts(said.file(), said.home(), language);
      for (String key : texts.stringPropertyNames()) {
        String code = key.substring(key.indexOf('.') + 1);
        if (key.startsWith(said.prefix()) && rows.containsKey(code)) {
          String sentence = new Texts(said.file(), said.home()).of(language, key);
          assertTrue(
              rows.get(code).stream().anyMatch(row -> row.contains(sentence)),
              () -> language + "/errors.md: " + code + " reads otherwise in the code: " + sentence);
          compared++;
        }
      }
    }
    assertTrue(compared > 60, "only " + compared + " sentences were compared");
  }

  private record Said(String file, Class<?> home, String prefix) {}

  @Test
  void errors_everyExceptionThatLeavesUs_isNamed() throws IOException {
    String page = read("en", "errors.md");
    List<String> missing = new ArrayList<>();
    for (JavaClass each : ours()) {
      if (each.isAssignableTo(Throwable.class)
          && each.getModifiers().contains(JavaModifier.PUBLIC)
          && !each.getModifiers().contains(JavaModifier.ABSTRACT)
          && !each.getPackageName().contains("internal")
          && !page.contains("`" + each.getSimpleName() + "`")) {
        missing.add(each.getName());
      }
    }
    assertEquals(List.of(), missing);
  }

  private static Properties texts(String file, Class<?> home, String language) throws IOException {
    Properties texts = new Properties();
    String name = "META-INF/yiwang/" + file + "_" + language + ".properties";
    try (InputStream in = home.getClassLoader().getResourceAsStream(name)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  /**
   * The rows of tables by the codes in their first cell; some names are those of several things.
   */
  private static Map<String, List<String>> rowsByCode(String page) {
    Map<String, List<String>> rows = new TreeMap<>();
    page.lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line ->
                found(CODE, line.substring(0, line.indexOf('|', 1)))
                    .forEach(code -> rows.computeIfAbsent(code, c -> new ArrayList<>()).add(line)));
    return rows;
  }

  // Settings.

  @Test
  void configuration_everySettingOfEveryBuilder_hasItsRow() throws IOException {
    Set<String> settings = new TreeSet<>();
    for (JavaClass each : ours()) {
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

    assertEquals(settings, documented(read("en", "configuration.md")));
  }

  /** The first cells of each table that follows the name of a builder. */
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
  void springBoot_everyProperty_hasItsRow() throws IOException {
    String source =
        Files.readString(
            ROOT.resolve("spring/src/main/java/io/yiwang/spring/YiwangProperties.java"));
    Set<String> names = new TreeSet<>();
    found(Pattern.compile("^ +(?: )?\\* @param (\\w+)", Pattern.MULTILINE), source)
        .forEach(name -> names.add(name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    Set<String> rows = new TreeSet<>();
    found(
            Pattern.compile("^\\| `(?!yiwang)([a-z.-]+)` \\|", Pattern.MULTILINE),
            read("en", "spring-boot.md"))
        .forEach(row -> rows.addAll(List.of(row.split("\\."))));

    assertEquals(names, rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-boot.md", "production.md"})
  void springBoot_everyMeterOfTheGuide_isInTheCode(String page) throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(ROOT.resolve("spring/src/main/java"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        code.append(Files.readString(file));
      }
    }
    Set<String> meters = found(Pattern.compile("`(yiwang\\.[a-z.]+)`"), read("en", page));
    meters.remove("yiwang.gateways");
    assertFalse(meters.isEmpty());
    meters.forEach(
        meter -> assertTrue(code.indexOf('"' + meter + '"') >= 0, () -> page + ": no " + meter));
  }

  // Versions.

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void compatibility_versions_areThoseOfTheBuildAndOfTheFloors(String language) throws IOException {
    Map<String, String> highest = versions(Files.readString(ROOT.resolve("pom.xml")));
    String floors = Files.readString(ROOT.resolve(".ci/floors.d/lowest.xml"));
    Map<String, String> lowest = versions(floors.substring(0, floors.indexOf("<profiles>")));
    String page = read(language, "compatibility.md");

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
    // The oldest that a whole application is tried on; the starter is compiled against a newer one.
    String boot3 = Files.readString(ROOT.resolve("examples/spring-boot/boot3.xml"));
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

  private static Iterable<JavaClass> ours() {
    return () ->
        OurClasses.ALL.stream()
            .filter(type -> !type.getPackageName().startsWith("io.yiwang.examples"))
            .iterator();
  }

  private static String prose(String page) {
    return BLOCK.matcher(page).replaceAll("");
  }

  /** Heading levels, table rows and their columns, and list items, in order. */
  private static List<String> shape(String page) {
    return prose(page)
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
      return new TreeSet<>(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .toList());
    }
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePagesTest {
  private final ConsolePages pages = new ConsolePages();

  private @Nullable Answer get(String path, String language) {
    return pages.answer(
        new Received(
            "GET", path, null, "127.0.0.1", Map.of("accept-language", language), new byte[0]));
  }

  private String file(String name) {
    return new String(Objects.requireNonNull(get(ConsolePages.BASE + name, "en")).content(), UTF_8);
  }

  @Test
  void answer_page_allowsOnlyItsOwnFilesAndNoHtmlFromText() {
    Answer page = get("/_sandbox/", "en");

    assertNotNull(page);
    assertEquals("text/html; charset=utf-8", page.contentType());
    String policy = Objects.requireNonNull(page.headers().get("Content-Security-Policy"));
    assertTrue(
        policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
    assertTrue(policy.contains("require-trusted-types-for 'script'"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", page.headers().get("X-Content-Type-Options"));
  }

  @Test
  void answer_page_hasItsLanguage() {
    String english =
        new String(Objects.requireNonNull(get("/_sandbox/", "en-GB")).content(), UTF_8);
    String chinese = new String(Objects.requireNonNull(get("/_sandbox/", "")).content(), UTF_8);

    assertTrue(english.contains("<html lang=\"en\">"));
    assertTrue(chinese.contains("<html lang=\"zh-CN\">"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_sandbox/nothing.js",
        "/_sandbox/../igs-1.openapi.yaml",
        "/_sandbox/console.css/",
        "/_sandbox/%2e%2e/console.css",
        "/_sandbox/api",
        "/elsewhere"
      })
  void answer_otherPath_isAbsent(String path) {
    assertNull(get(path, "en"));
  }

  @Test
  void answer_withoutSlash_redirectsToThePage() {
    Answer answer = get("/_sandbox", "en");

    assertNotNull(answer);
    assertEquals("/_sandbox/", answer.headers().get("Location"));
  }

  @Test
  void files_inTheFolder_areAllServed() throws Exception {
    URI folder =
        Objects.requireNonNull(ConsolePages.class.getResource("/io/yiwang/console/index.html"))
            .toURI();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(Path.of(folder).getParent()))) {
      assertEquals(
          new TreeSet<>(ConsolePages.FILES),
          new TreeSet<>(files.map(each -> String.valueOf(each.getFileName())).toList()));
    }
  }

  @Test
  void files_script_makesNoHtmlFromText() {
    Pattern html =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function");
    for (String name : ConsolePages.FILES) {
      assertFalse(html.matcher(file(name)).find(), name);
      assertFalse(file(name).contains("style=\""), name);
    }
  }

  @Test
  void files_imports_areServed() {
    Pattern reference = Pattern.compile("(?:from '\\./|href=\"|src=\")([a-z-]+\\.[a-z]+)['\"]");
    for (String name : ConsolePages.FILES) {
      Matcher matcher = reference.matcher(file(name));
      while (matcher.find()) {
        assertTrue(ConsolePages.FILES.contains(matcher.group(1)), name + ": " + matcher.group(1));
      }
    }
  }

  @Test
  void words_usedNames_areInBothLanguages() {
    String words = file("words.js");
    Pattern used = Pattern.compile("\\bt\\('([A-Za-z0-9_]+)'");
    for (String name : ConsolePages.FILES) {
      Matcher matcher = used.matcher(file(name));
      while (matcher.find()) {
        String entry = "\n  " + matcher.group(1) + ": ['";
        assertTrue(words.contains(entry), name + " says " + matcher.group(1));
      }
    }
  }

  @Test
  void sandbox_consoleAndItsFiles_areServed() throws IOException {
    try (GovSandbox sandbox = GovSandbox.start()) {
      for (String name : new String[] {"", "console.js", "console.css"}) {
        URI place = sandbox.endpoint().resolve("/_sandbox/" + name);
        try (InputStream in = place.toURL().openStream()) {
          assertTrue(in.readAllBytes().length > 500, place.toString());
        }
      }
      sandbox.requests().assertNone();
    }
  }
}

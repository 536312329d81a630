package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks each section at the widths of a desktop, a tablet and a phone. With {@code
 * -Dyiwang.pictures=DIR} it saves pictures there.
 */
@Tag("peer")
@Timeout(300)
class ConsolePicturesPeerTest {
  private static final List<String> SECTIONS =
      List.of(
          "exchanges",
          "exchanges/LAST",
          "exchanges/2 request",
          "exchanges/20 copies",
          "exchanges/12 answer",
          "money",
          "phone",
          "messages",
          "messages/FIRST",
          "codes",
          "controls");

  @TempDir static Path folder;
  private static GovSandbox sandbox;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    sandbox = GovSandbox.start();
    new ConsoleScene(sandbox).play();
    browser = new Browser(folder.resolve("profile")).at(sandbox);
    browser.leave();
  }

  @AfterAll
  static void stop() {
    browser.close();
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1440, 900, zh-CN, false",
    "1440, 900, en, true",
    "768, 1024, en, false",
    "768, 1024, zh-CN, true",
    "360, 740, zh-CN, false",
    "360, 740, en, true"
  })
  void section_atThisWidth_fits(int width, int height, String language, boolean dark)
      throws Exception {
    browser.size(width, height).dark(dark).language(language).open("exchanges").reload();
    String pictures = System.getProperty("yiwang.pictures");
    for (String section : SECTIONS) {
      String place =
          section
              .replace("LAST", Long.toString(sandbox.requests().last().number()))
              .replace("FIRST", sandbox.messageControls().received().get(0).messageId());
      browser.open(place.replaceFirst(" .*", ""));
      settle(section);
      if (pictures != null) {
        String name =
            "%s-%d-%s-%s.png"
                .formatted(
                    section.replace('/', '-').replace(' ', '-'),
                    width,
                    language,
                    dark ? "dark" : "light");
        browser.picture(Files.createDirectories(Path.of(pictures)).resolve(name));
      }

      assertFalse(browser.overflows(), section + " is wider than " + width);
    }
    assertEquals(List.of(), browser.complaints());
    assertEquals(List.of(), browser.strangers(sandbox));
  }

  /** Waits for the content of the section. */
  private static void settle(String section) {
    switch (section) {
      case "exchanges" -> browser.sees(".item");
      case "exchanges/LAST" -> browser.sees(".verdict");
      case "exchanges/2 request", "exchanges/20 copies", "exchanges/12 answer" -> {
        browser.clicks("#tab-" + section.replaceFirst(".* ", ""));
        browser.sees("#tab-panel[aria-labelledby=tab-" + section.replaceFirst(".* ", "") + "]");
      }
      case "money" -> browser.sees(".payment");
      case "phone" -> browser.sees(".note");
      case "messages" -> browser.sees(".item");
      case "messages/FIRST" -> browser.sees(".steps");
      case "codes" -> browser.sees(".picture.letter img");
      default -> browser.sees("#inject");
    }
  }
}

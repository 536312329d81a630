package io.yiwang.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.FluentWait;

/** Shows the consoles of sandboxes in Debian's Chromium, without a window. */
final class Browser implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private URI console = URI.create("about:blank");

  /**
   * Starts a browser.
   *
   * @param folder the folder of its profile, which must be new
   */
  Browser(Path folder) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
        "--user-data-dir=" + folder);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .withSilent(true)
                .build(),
            options);
    driver.executeCdpCommand(
        "Emulation.setTimezoneOverride", Map.of("timezoneId", "Asia/Shanghai"));
    size(1440, 900);
  }

  /** Uses a sandbox from now on. */
  Browser at(GovSandbox sandbox) {
    console = sandbox.endpoint().resolve("/_sandbox/");
    return this;
  }

  URI console() {
    return console;
  }

  Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  Browser dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    return this;
  }

  /** Sets the language from the next page on. */
  Browser language(String language) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Accept-Language", language)));
    return this;
  }

  /** Opens a section, such as {@code exchanges/3}. */
  Browser open(String place) {
    driver.get(console + "#" + place);
    sees(By.cssSelector("#nav a[aria-current]"));
    return this;
  }

  Browser reload() {
    driver.navigate().refresh();
    sees(By.cssSelector("#nav a[aria-current]"));
    return this;
  }

  private <T> T waitFor(java.util.function.Function<ChromeDriver, T> condition, String what) {
    return new FluentWait<>(driver)
        .withTimeout(TIMEOUT)
        .pollingEvery(Duration.ofMillis(50))
        .ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
        .withMessage(what)
        .until(condition);
  }

  /** Returns the element as soon as it is shown. */
  WebElement sees(By what) {
    return waitFor(
        each -> {
          WebElement found = each.findElement(what);
          return found.isDisplayed() ? found : null;
        },
        "no " + what);
  }

  WebElement sees(String css) {
    return sees(By.cssSelector(css));
  }

  /** Waits until the element contains a text. */
  void sees(String css, String text) {
    waitFor(
        each ->
            each.findElements(By.cssSelector(css)).stream()
                .anyMatch(found -> found.getText().contains(text)),
        "no " + css + " with " + text);
  }

  void seesNo(String css) {
    waitFor(each -> each.findElements(By.cssSelector(css)).isEmpty(), "there is " + css);
  }

  /** Clicks an element, again if the page has just replaced it. */
  void clicks(String css) {
    waitFor(
        each -> {
          each.findElement(By.cssSelector(css)).click();
          return true;
        },
        "cannot click " + css);
  }

  void clicksText(String css, String text) {
    waitFor(
        each -> {
          for (WebElement found : each.findElements(By.cssSelector(css))) {
            if (found.getText().strip().equals(text)) {
              found.click();
              return true;
            }
          }
          return null;
        },
        "cannot click " + css + " with " + text);
  }

  void chooses(String css, String value) {
    waitFor(
        each -> {
          each.findElement(By.cssSelector(css + " option[value='" + value + "']")).click();
          return true;
        },
        "cannot choose " + value);
  }

  void types(String css, String text) {
    sees(css).sendKeys(text);
  }

  void presses(CharSequence key) {
    driver.switchTo().activeElement().sendKeys(key);
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Returns whether the page is wider than the window. */
  boolean overflows() {
    return Boolean.TRUE.equals(
        script(
            "const wide = document.documentElement;"
                + "return wide.scrollWidth > wide.clientWidth"
                + " || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth;"));
  }

  /** Leaves the page, which would keep polling its sandbox. */
  void leave() throws IOException {
    driver.get("about:blank");
    requests();
    complaints();
  }

  /**
   * Returns the requests to other servers than the sandbox, without those of the browser itself.
   */
  List<String> strangers(GovSandbox sandbox) throws IOException {
    String own = sandbox.endpoint().resolve("/").toString();
    List<String> asked = requests();
    if (asked.isEmpty()) {
      throw new AssertionError("the page has asked for nothing");
    }
    return asked.stream()
        .filter(url -> !url.startsWith(own) && !url.startsWith("blob:" + own))
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  /** Returns the addresses of the requests since the last call. */
  List<String> requests() throws IOException {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      var message = Json.MAPPER.readTree(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        addresses.add(message.at("/params/request/url").asText());
      }
    }
    return addresses;
  }

  /** Returns the errors that the browser found in the page, such as a violated policy. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(each -> each.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  void picture(Path file) throws IOException {
    String png =
        (String)
            driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png")).get("data");
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() {
    driver.quit();
  }
}

package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Uses the console in a browser. */
@Tag("peer")
@Timeout(120)
@ExtendWith(GovSandboxExtension.class)
class ConsolePeerTest {
  /** A text that would change the page if it were read as HTML. */
  private static final String HOSTILE =
      "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=2</script>";

  @TempDir static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = new Browser(folder.resolve("profile"));
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @BeforeEach
  void look(GovSandbox sandbox) throws IOException {
    browser.at(sandbox).size(1440, 900).dark(false).language("en");
    browser.leave();
  }

  /** Fails if the page violated its policy or called another server than its sandbox. */
  @AfterEach
  void check(GovSandbox sandbox) throws IOException {
    assertEquals(List.of(), browser.strangers(sandbox));
    assertEquals(
        List.of(),
        browser.complaints().stream()
            .filter(each -> !each.contains("status of 401") && !each.contains("exchanges/99 "))
            .toList());
  }

  @Test
  void exchanges_newCall_appearsWithItsResult(GovSandbox sandbox, GovClient gov) {
    browser.open("exchanges");
    browser.sees(".empty", "No requests yet");

    gov.call(Calls.lookup(sandbox.seed().payableFines("330106").get(0)));

    browser.sees(".item .name", "fine.lookup");
    browser.clicks(".item[data-number='1']");
    browser.sees(".verdict[data-verdict='VERIFIED']", "The signature verifies");
    browser.sees("#tab-panel pre", "\"@path\": /igs/v1/penalties/lookup");
  }

  @Test
  void exchanges_sealedMember_isShownOpened(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    gov.call(Calls.lookup(fine));

    browser.open("exchanges/1");
    browser.clicks("#tab-request");

    browser.sees(".json .opened", fine.plate());
    browser.clicksText(".segments button", "As sent");
    browser.sees("#tab-panel pre", "\"ct\":");
  }

  @Test
  void exchanges_brokenSignature_showsTheDifferentLine(GovSandbox sandbox) throws Exception {
    new ConsoleScene(sandbox).wrongPath();

    browser.open("exchanges/1");

    browser.sees(".verdict.bad strong", "SIGNATURE_INVALID");
    browser.sees(".verdict.bad p", "The line \"@path\" of the signature base differs");
    assertEquals(1, browser.all(".diff .line.differs").size());
    browser.sees(".line.differs .cell:first-child mark", "igs/v1/");
    browser.sees(".line.differs .cell:last-child", "\"@path\": /identity/checks");
  }

  @Test
  void exchanges_answerLost_showsTheGatewaysAnswer(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    long total = gov.call(Calls.lookup(fine)).total();
    sandbox.faults().next("fine.hold").answerLost();
    gov.call(Calls.hold("order-1", fine, total));

    browser.open("exchanges/2");
    browser.clicks("#tab-answer");

    browser.sees("#tab-panel .verdict.warn", "answerLost");
    browser.sees("#tab-panel h2", "The answer without the fault · 201");
    browser.sees("#tab-panel .json", "\"HELD\"");
  }

  @Test
  void copies_curl_isSignedAfreshAndVerifies(GovSandbox sandbox) throws Exception {
    new ConsoleScene(sandbox).wrongPath();
    browser.open("exchanges/1");
    browser.clicks("#tab-copies");
    browser.sees("#tab-panel pre", "curl ");
    String command = browser.all("#tab-panel pre").get(0).getText();

    Process shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String answer =
        new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertTrue(answer.contains("\"result\":\"MATCH\""), answer);
    sandbox.requests().last().assertVerified().assertAnswered(200);
  }

  @Test
  void keyboard_searchAndArrows_move(GovSandbox sandbox, GovClient gov) {
    gov.call(Calls.keys());
    gov.call(Calls.services("停车"));
    browser.open("exchanges/1");
    browser.sees(".verdict");

    browser.script("document.querySelector('.item[data-number=\"1\"]').focus()");
    browser.presses(Keys.ARROW_UP);
    browser.sees(".sheet h1", "catalog.search");
    browser.presses("/");
    browser.types(":focus", "keys");

    browser.seesNo(".item[data-number='2']");
    assertEquals(1, browser.all(".item").size());
  }

  @Test
  void fault_setByClick_hitsTheNextCall(GovSandbox sandbox, GovClient gov) {
    browser.open("controls");
    browser.chooses("#fault-kind", "rateLimited");
    browser.sees("#inject + .label", "rateLimited");
    browser.chooses("#fault-operation", "keys.list");
    browser.clicks("#inject");
    browser.sees("li .tag.warn", "Rate limited, 429");
    assertEquals(1, sandbox.faults().waiting());

    gov.call(Calls.keys());

    assertEquals(0, sandbox.faults().waiting());
    sandbox
        .requests()
        .of("keys.list")
        .assertCount(2)
        .first()
        .assertFault("rateLimited")
        .assertAnswered(429);
    browser.sees("main .label", "No fault is waiting");
  }

  @Test
  void signing_approvedByClick_isSeenByTheClient(GovSandbox sandbox) throws Exception {
    sandbox.signingControls().citizensWait();
    String id = new ConsoleScene(sandbox).sign(ConsoleScene.STATEMENT);
    browser.open("phone");
    browser.sees(".telephone .statement", ConsoleScene.STATEMENT);
    String code = browser.sees(".telephone .code").getText();

    browser.clicks(".telephone [data-signing='" + id + "'] .button.primary");

    browser.sees(".telephone .note.over .tag", "Signed");
    RawClient.Reply seen = new RawClient(sandbox, "GET", "signings/" + id).send().verified(true);
    assertEquals("SIGNED", seen.json().get("status").textValue());
    assertEquals(code, seen.json().get("verificationCode").textValue());
  }

  @Test
  void message_answeredByClick_isSeenByClientAndCitizen(GovSandbox sandbox) throws Exception {
    sandbox.messageControls().classifyOnly();
    String id = new ConsoleScene(sandbox).message("增加停车位", "小区停车难。");
    browser.open("messages/" + id);
    browser.types("#reply", "已安排。");

    browser.clicksText(".sheet .button", "Reply");

    browser.sees(".sheet blockquote", "已安排。");
    assertEquals("REPLIED", sandbox.messageControls().received().get(0).status());
    browser.open("phone");
    browser.sees(".telephone .note", "已安排。");
  }

  @Test
  void refund_approvedByClick_isApproved(GovSandbox sandbox) throws Exception {
    new ConsoleScene(sandbox).play();
    browser.open("money");
    browser.sees(".payment[data-payment='pay-1000001'] .life", "Refunding");

    browser.clicksText(".payment .button", "Approve");
    browser.clicksText(".payment .button", "Pay back");

    browser.sees(".table", "-50.00");
    assertEquals(50_00, sandbox.treasury().fenRefunded());
  }

  @Test
  void clock_movedByClick_isTheGatewaysTime(GovSandbox sandbox) {
    Instant before = sandbox.clock().instant();
    browser.open("controls");

    browser.clicks("[data-by='P1D']");

    browser.sees("main .label", "Off by +1 day");
    assertTrue(sandbox.clock().instant().isAfter(before.plus(Duration.ofHours(23))));
    browser.sees(".clock.moved");
  }

  @Test
  void codes_penalty_areDrawn(GovSandbox sandbox) {
    browser.open("codes");
    browser.sees(".picture.letter img");

    Object widths =
        browser.script(
            "return [...document.images].every(each => each.complete && each.naturalWidth > 100)");

    assertEquals(true, widths);
    browser.sees("pre", "/q/p/" + sandbox.seed().fines().get(0).decisionNumber());
  }

  @Test
  void language_switched_isShown() {
    browser.language("en-US,en;q=0.9").open("controls");
    browser.sees("main h1", "Controls");
    assertEquals("en", browser.script("return document.documentElement.lang"));

    browser.clicks("#language");

    browser.sees("main h1", "控制");
    assertEquals("zh-CN", browser.script("return document.documentElement.lang"));
    browser.reload();
    browser.sees("main h1", "控制");
  }

  @Test
  void language_chinese_isShown() {
    browser.language("zh-CN").open("money");

    browser.sees("main h1", "国库");
  }

  @Test
  void theme_followsTheSystemUntilItIsSwitched() {
    browser.open("exchanges");
    Object light = background();
    browser.dark(true);
    Object dark = background();
    assertNotEquals(light, dark);

    browser.clicks("#theme");

    assertEquals(light, background());
    browser.reload();
    assertEquals(light, background());
  }

  private static Object background() {
    return browser.script("return getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void hostileTexts_everywhere_stayTexts(GovSandbox sandbox) throws Exception {
    ConsoleScene scene = new ConsoleScene(sandbox);
    sandbox.signingControls().citizensWait();
    String message = scene.message(HOSTILE, HOSTILE);
    sandbox.messageControls().reply(message, HOSTILE);
    scene.sign(HOSTILE);
    new RawClient(sandbox, "GET", "services?text=%3Cimg%20src=x%20onerror=%22window.hacked=3%22%3E")
        .header("igs-filename", "<img src=x onerror=window.hacked=4>")
        .signs("@path", HOSTILE)
        .send();
    long last = sandbox.requests().last().number();

    browser.open("messages/" + message);
    browser.sees(".sheet h1", HOSTILE);
    browser.open("phone");
    browser.sees(".telephone .statement", HOSTILE);
    browser.open("exchanges/1");
    browser.clicks("#tab-request");
    browser.sees("#tab-panel pre", "onerror");
    browser.open("exchanges/" + last);
    for (String tab : List.of("signature", "request", "answer", "copies")) {
      browser.clicks("#tab-" + tab);
      browser.sees("#tab-panel[aria-labelledby='tab-" + tab + "']");
    }

    assertNull(browser.script("return window.hacked"));
    assertEquals(0, browser.all("main img, main script").size());
  }

  @Test
  void address_unknown_showsTheList(GovSandbox sandbox, GovClient gov) {
    gov.call(Calls.keys());

    browser.open("exchanges/%E0%A4%A");
    browser.sees(".item");
    browser.open("constructor/1");
    browser.sees(".item");
    browser.open("exchanges/99");

    browser.sees(".empty", "This request is no longer kept");
  }

  @Test
  void token_neededAndGiven_opensTheConsole(GovSandbox sandbox) throws Exception {
    try (GovSandbox guarded = GovSandbox.builder().adminToken("a-token-of-this-test").start()) {
      browser.at(guarded).open("controls");
      browser.types("#token", "a-token-of-this-test");
      browser.presses(Keys.ENTER);

      browser.sees("#inject");
      WebElement title = browser.sees("main h1");
      assertEquals("Controls", title.getText());
      assertEquals(List.of(), browser.strangers(guarded));
      browser.leave();
    }
    browser.at(sandbox).open("exchanges");
  }

  @Test
  void reset_byClick_forgetsAll(GovSandbox sandbox, GovClient gov) {
    gov.call(Calls.keys());
    browser.open("exchanges");
    browser.sees(".item");
    browser.open("controls");

    browser.clicks("#reset");

    browser.sees("#notice", "Done");
    browser.open("exchanges");
    browser.sees(".empty", "No requests yet");
    sandbox.requests().assertNone();
  }
}

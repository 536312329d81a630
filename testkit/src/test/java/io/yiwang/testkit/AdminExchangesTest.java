package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.GovClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(GovSandboxExtension.class)
class AdminExchangesTest {
  /** Calls the admin API and validates the answer by the document. */
  private static JsonNode ask(GovSandbox sandbox, String method, String path) throws Exception {
    String operation =
        method + " " + path.replaceFirst("\\?.*", "").replaceFirst("/[0-9x]+$", "/{number}");
    int status = path.matches("/exchanges/(x|1000)") ? 404 : method.equals("DELETE") ? 204 : 200;
    return new AdminClient(sandbox).call(status, operation, path, "");
  }

  @Test
  void list_afterANumber_hasTheLaterOnes(GovSandbox sandbox, GovClient gov) throws Exception {
    gov.call(Calls.keys());
    gov.call(Calls.services("停车"));
    gov.call(Calls.configuration());

    JsonNode items = ask(sandbox, "GET", "/exchanges?after=1&limit=1").get("items");

    assertEquals(1, items.size());
    assertEquals(2, items.get(0).get("number").intValue());
    assertEquals("catalog.search", items.get(0).get("operation").textValue());
    assertEquals("VERIFIED", items.get(0).at("/signature/code").textValue());
    assertEquals(3, ask(sandbox, "GET", "/state").get("lastExchange").intValue());
  }

  @Test
  void clear_then_listIsEmptyAndNumbersContinue(GovSandbox sandbox, GovClient gov)
      throws Exception {
    gov.call(Calls.keys());
    ask(sandbox, "DELETE", "/exchanges");
    gov.call(Calls.keys());

    JsonNode items = ask(sandbox, "GET", "/exchanges").get("items");

    assertEquals(1, items.size());
    assertEquals(2, items.get(0).get("number").intValue());
    assertEquals("NOT_FOUND", ask(sandbox, "GET", "/exchanges/1000").get("code").textValue());
    assertEquals("NOT_FOUND", ask(sandbox, "GET", "/exchanges/x").get("code").textValue());
  }

  @Test
  void read_lookup_isOpenedWithTheSignedText(GovSandbox sandbox, GovClient gov) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    gov.call(Calls.lookup(fine));

    JsonNode exchange = ask(sandbox, "GET", "/exchanges/1");

    assertEquals(fine.plate(), exchange.at("/request/opened/~1proof~1value").textValue());
    assertFalse(exchange.at("/request/body/text").textValue().contains(fine.plate()));
    String answer = exchange.at("/answer/baseString").textValue();
    String input = exchange.at("/answer/headers/Signature-Input").textValue();
    String signature = exchange.at("/answer/headers/Signature").textValue();
    assertTrue(answer.endsWith("\"@signature-params\": " + input.substring("igs=".length())));
    sandbox
        .gatewayVerifier()
        .verify(
            answer.getBytes(UTF_8),
            java.util.Base64.getDecoder()
                .decode(signature.substring("igs=:".length(), signature.length() - 1)));
  }

  @Test
  void read_faultAfterWork_hasTheAnswerWithoutIt(GovSandbox sandbox, GovClient gov)
      throws Exception {
    sandbox.faults().next("keys.list").answerLost();
    gov.call(Calls.keys());

    JsonNode exchange = ask(sandbox, "GET", "/exchanges/1");

    assertEquals("answerLost", exchange.get("fault").textValue());
    assertEquals("LOST", exchange.get("way").textValue());
    assertFalse(exchange.has("status"));
    assertEquals(200, exchange.at("/withoutFault/status").intValue());
  }

  @Test
  void read_login_hasNoSignature(GovSandbox sandbox) throws Exception {
    new ConsoleScene(sandbox).login();

    JsonNode exchange = ask(sandbox, "GET", "/exchanges/1");

    assertTrue(exchange.get("login").booleanValue());
    assertFalse(exchange.has("signature"));
    assertEquals(302, exchange.get("status").intValue());
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void curl_ofABrokenRequest_verifies(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(1).start()) {
      new ConsoleScene(sandbox).wrongPath();
      String command = ask(sandbox, "GET", "/exchanges/1").at("/copies/curl").textValue();

      assertEquals(200, sent(command), command);
      sandbox.requests().last().assertVerified();
    }
  }

  @Test
  void curl_ofHostileValues_keepsThemInQuotes(GovSandbox sandbox) throws Exception {
    String hostile = "it's; $(touch /tmp/x) `id` \\ \"";
    new RawClient(sandbox, "POST", "penalties/search")
        .body("application/json", hostile.getBytes(UTF_8))
        .header("x-odd", hostile)
        .send();

    String command = ask(sandbox, "GET", "/exchanges/1").at("/copies/curl").textValue();

    assertEquals(
        List.of("--data-raw", hostile),
        arguments(command).subList(arguments(command).size() - 2, arguments(command).size()));
    assertTrue(arguments(command).contains("x-odd: " + hostile), command);
  }

  @Test
  void curl_binaryBody_isPiped(GovSandbox sandbox) throws Exception {
    new RawClient(sandbox, "POST", "attachments")
        .key("k")
        .body("image/png", new byte[] {(byte) 0x89, 0, 1})
        .header("igs-filename", "a.png")
        .send();

    String command = ask(sandbox, "GET", "/exchanges/1").at("/copies/curl").textValue();

    assertTrue(command.startsWith("base64 -d <<< 'iQAB' | curl "), command);
    assertTrue(command.endsWith("--data-binary @-"), command);
  }

  @Test
  void test_ofAHold_assertsItsBody(GovSandbox sandbox, GovClient gov) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    long total = gov.call(Calls.lookup(fine)).total();
    sandbox.faults().next("fine.hold").rateLimited(Duration.ofSeconds(1));
    gov.call(Calls.hold("order \"1\"".replaceAll("[ \"]", "-"), fine, total));

    String test = ask(sandbox, "GET", "/exchanges/2").at("/copies/test").textValue();

    assertEquals(
        """
        @Test
        void fineHold_asRecorded_isSentAndAnswered(GovSandbox sandbox, GovClient gov) {
          sandbox.faults().next("fine.hold").rateLimited(Duration.ofSeconds(1));

          // Call your own code here.

          sandbox.requests().of("fine.hold").last()
              .assertVerified()
              .assertMember("/orderNo", "order--1-")
              .assertMember("/channel", "wallet-balance")
              .assertMember("/lines/0/decisionNumber", "%s")
              .assertMember("/lines/0/amount", %d)
              .assertAnswered(429);
        }"""
            .formatted(fine.decisionNumber(), total),
        test);
  }

  @Test
  void test_ofSealedMembers_assertsThemOpened(GovSandbox sandbox, GovClient gov) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    gov.call(Calls.lookup(fine));

    String test = ask(sandbox, "GET", "/exchanges/1").at("/copies/test").textValue();

    assertTrue(test.contains(".assertSealed(\"/proof/value\", \"" + fine.plate() + "\")"), test);
    assertFalse(test.contains("/proof/value/ct"), test);
  }

  @Test
  void literal_hostileText_isOneLiteral() {
    assertEquals(
        "\"\\\"; \\\\ \\n\\t\\u202e\\u0007\"", TestSkeleton.literal("\"; \\ \n\t\u202e\u0007"));
  }

  /** Sends the request of a curl command. */
  private static int sent(String command) throws IOException, InterruptedException {
    List<String> arguments = arguments(command);
    String method = arguments.get(arguments.indexOf("--request") + 1);
    URI url = URI.create(arguments.get(arguments.indexOf("--request") + 2));
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    String body = "";
    for (int i = 0; i < arguments.size() - 1; i++) {
      String next = arguments.get(i + 1);
      if (arguments.get(i).equals("--header")) {
        request.header(next.substring(0, next.indexOf(':')), next.substring(next.indexOf(':') + 2));
      } else if (arguments.get(i).equals("--data-raw")) {
        body = next;
      }
    }
    return HttpClient.newHttpClient()
        .send(
            request.method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Splits a command as a shell does, with quoting by apostrophes only. */
  private static List<String> arguments(String command) {
    List<String> arguments = new ArrayList<>();
    Matcher word =
        Pattern.compile("((?:'[^']*'|\\\\'|[^\\s'\\\\])+)|\\\\\\n|\\s+").matcher(command);
    int end = 0;
    while (word.find() && word.start() == end) {
      end = word.end();
      if (word.group(1) != null) {
        arguments.add(word.group(1).replace("'\\''", "\0").replace("'", "").replace('\0', '\''));
      }
    }
    assertEquals(command.length(), end, command);
    return arguments;
  }
}

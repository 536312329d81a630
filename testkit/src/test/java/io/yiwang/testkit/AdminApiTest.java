package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every resource of the admin API, over HTTP, each held to the document. */
@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminApiTest {
  private static RawClient pay(GovSandbox sandbox, String orderNo, Seed.Fine fine) {
    return new RawClient(sandbox, "POST", "payments")
        .key("hold-" + orderNo)
        .json(
            "{'orderNo': '%s', 'channel': 'APP', 'lines': [{'decisionNumber': '%s', 'amount': 15000}]}"
                .formatted(orderNo, fine.decisionNumber()));
  }

  private static RawClient confirm(GovSandbox sandbox, String paymentId) {
    return new RawClient(sandbox, "POST", "payments/" + paymentId + "/confirm")
        .key("confirm-" + paymentId)
        .json(
            "{'channelTradeNo': 'trade-%s', 'paidAt': '2026-11-02T10:00:00+08:00', 'amount': 15000}"
                .formatted(paymentId));
  }

  private static String settle(GovSandbox sandbox, String orderNo) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    String id = pay(sandbox, orderNo, fine).send().json().get("paymentId").asText();
    assertEquals(200, confirm(sandbox, id).send().status());
    return id;
  }

  @Test
  void routes_allOfThem_areThoseOfTheDocument(GovSandbox sandbox) {
    Set<String> described = new TreeSet<>(AdminClient.operations());
    Set<String> routed =
        new TreeSet<>(
            AdminSandbox.api(
                    sandbox::world, sandbox.faults(), new ExchangeRecorder(), sandbox::reset)
                .routes());

    assertEquals(described, routed);
  }

  @Test
  void state_afterReset_isThatOfAnotherSandboxAtTheSameAddress(GovSandbox sandbox)
      throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode before = admin.call(200, "GET /state", "/state", "");
    settle(sandbox, "order-1");
    admin.call(201, "POST /faults", "/faults", "{'fault': 'answerLost'}");
    admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': 'P3D'}");

    JsonNode after = admin.call(200, "POST /reset", "/reset", "");

    assertEquals(before.get("endpoint"), after.get("endpoint"));
    assertNotEquals(before.get("account"), after.get("account"));
    assertEquals(0, after.get("faultsWaiting").intValue());
    JsonNode ledger = admin.call(200, "GET /ledger", "/ledger", "");
    assertEquals(0, ledger.get("entries").size());
    assertEquals("PT0S", admin.call(200, "GET /clock", "/clock", "").get("offset").textValue());
    settle(sandbox, "order-1");
  }

  @Test
  void client_namesEveryFileThatItGives(GovSandbox sandbox) throws Exception {
    JsonNode client = new AdminClient(sandbox).call(200, "GET /client", "/client", "");

    JsonNode settings = client.get("settings");
    assertEquals(sandbox.endpoint().toString(), settings.get("endpoint").textValue());
    for (String name : List.of("privateKey", "gatewayPublicKey", "anchor", "sealPublicKey")) {
      String pem = client.get("files").path(settings.get(name).textValue()).asText();
      assertTrue(pem.startsWith("-----BEGIN "), name);
    }
  }

  @Test
  void clock_setAndAdvanced_isTheGatewaysTime(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);

    JsonNode set = admin.call(200, "PUT /clock", "/clock", "{'now': '2030-01-31T09:00:00+08:00'}");
    assertTrue(set.get("now").textValue().startsWith("2030-01-31T09:00"));
    JsonNode later = admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': '-PT1H'}");
    assertTrue(later.get("now").textValue().startsWith("2030-01-31T08:00"));
    assertEquals(2030, sandbox.clock().instant().atZone(java.time.ZoneOffset.UTC).getYear());
  }

  @Test
  void faults_everyKindOfTheDocument_canBeAdded(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode kinds = admin.call(200, "GET /faults", "/faults", "").get("kinds");
    JsonNode named = AdminClient.DOCUMENT.at("/components/schemas/NewFault/properties/fault/enum");
    assertEquals(named.size(), kinds.size());

    for (JsonNode kind : kinds) {
      StringBuilder body = new StringBuilder("{'fault': '" + kind.get("fault").asText() + "'");
      for (JsonNode parameter : kind.get("parameters")) {
        String value =
            switch (parameter.asText()) {
              case "status" -> "503";
              case "mebibytes" -> "1";
              case "location" -> "'http://127.0.0.1/'";
              default -> "'PT5M'";
            };
        body.append(", '").append(parameter.asText()).append("': ").append(value);
      }
      admin.call(201, "POST /faults", "/faults", body + ", 'operation': 'fine.hold'}");
      assertEquals(
          kind.get("fault").asText(),
          admin.call(200, "GET /faults", "/faults", "").at("/waiting/0/fault").asText());
      admin.call(200, "DELETE /faults", "/faults", "");
    }
    assertEquals(0, sandbox.faults().waiting());
  }

  @Test
  void faults_addedForAnOperation_happenAsOftenAsAskedFor(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    admin.call(
        201,
        "POST /faults",
        "/faults",
        "{'operation': 'fine.hold', 'fault': 'rateLimited', 'retryAfter': 'PT7S', 'times': 2}");
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);

    RawClient.Reply first = pay(sandbox, "order-2", fine).send();
    assertEquals(429, first.status());
    assertEquals("7", first.header("retry-after"));
    assertEquals(429, pay(sandbox, "order-2", fine).send().status());
    assertEquals(201, pay(sandbox, "order-2", fine).send().status());
  }

  @Test
  void citizens_tokenIssuedAndRevoked_isGoodUntilThen(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode first = admin.call(200, "GET /citizens", "/citizens", "").at("/items/0");
    String sub = first.get("sub").textValue();
    String token =
        admin
            .call(
                201,
                "POST /citizens/{sub}/tokens",
                "/citizens/" + sub + "/tokens",
                "{'scopes': ['igs:penalties']}")
            .get("accessToken")
            .textValue();

    RawClient search =
        new RawClient(sandbox, "POST", "penalties/search")
            .header("authorization", "Bearer " + token)
            .json("{}");
    assertEquals(200, search.send().status());
    admin.call(204, "DELETE /tokens", "/tokens", "");
    RawClient again =
        new RawClient(sandbox, "POST", "penalties/search")
            .header("authorization", "Bearer " + token)
            .json("{}");
    assertEquals("TOKEN_INVALID", again.send().code());
    admin.call(404, "POST /citizens/{sub}/tokens", "/citizens/nobody/tokens", "");
  }

  @Test
  void login_changed_isThatOfTheJavaControls(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode changed =
        admin.call(
            200,
            "PATCH /login",
            "/login",
            "{'citizen': 'zhang-wei', 'acr': 'igs:strong', 'agrees': false, 'tokensLast': 'PT1M'}");

    assertEquals("zhang-wei", changed.get("citizen").textValue());
    assertEquals("zhang-wei", sandbox.loginControls().citizen().sub());
    assertTrue(sandbox.loginControls().isRefusing());
    assertEquals(Duration.ofMinutes(1), sandbox.loginControls().lifetime());
    assertEquals(changed, admin.call(200, "GET /login", "/login", ""));
    admin.call(
        201, "POST /login/redirects", "/login/redirects", "{'uri': 'https://app.example/cb'}");
    assertTrue(sandbox.loginControls().isRegistered(java.net.URI.create("https://app.example/cb")));
    String key = sandbox.platformPublicKeyPem().replace("\n", "\\n");
    JsonNode registered =
        admin.call(
            201,
            "POST /login/keys",
            "/login/keys",
            "{'keyId': 'login-1', 'scheme': 'ed25519', 'publicKey': '" + key + "'}");
    assertEquals("login-1", registered.at("/keyIds/0").textValue());
  }

  @Test
  void signings_approvedAndRefused_areOver(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    admin.call(204, "PATCH /signings", "/signings", "{'citizensWait': true}");
    for (String name : List.of("one", "two")) {
      RawClient start =
          new RawClient(sandbox, "POST", "signings")
              .key(name)
              .header(
                  "authorization",
                  "Bearer " + sandbox.accessToken(sandbox.seed().citizens().get(0)).value())
              .json(
                  "{'statement': '同意', 'documents': [{'name': 'a.pdf', 'mediaType':"
                      + " 'application/pdf', 'size': 3, 'digest': {'alg': 'sha-256', 'value':"
                      + " '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='}}], 'expiresIn': 600}");
      assertEquals(201, start.send().status());
    }
    JsonNode list = admin.call(200, "GET /signings", "/signings", "");
    assertTrue(list.get("citizensWait").booleanValue());
    String one = list.at("/items/0/signingId").textValue();
    String two = list.at("/items/1/signingId").textValue();

    JsonNode approved =
        admin.call(200, "POST /signings/{id}/approve", "/signings/" + one + "/approve", "");
    JsonNode refused =
        admin.call(200, "POST /signings/{id}/refuse", "/signings/" + two + "/refuse", "");

    assertEquals("SIGNED", approved.get("status").textValue());
    assertEquals("同意", approved.get("statement").textValue());
    assertEquals("REFUSED", refused.get("status").textValue());
    assertEquals(approved, admin.call(200, "GET /signings/{id}", "/signings/" + one, ""));
    admin.call(404, "GET /signings/{id}", "/signings/none", "");
  }

  @Test
  void messages_movedOn_areAnsweredAndPublished(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    assertEquals(
        "NOT_AT_ALL",
        admin
            .call(200, "PUT /message-desk", "/message-desk", "{'works': 'NOT_AT_ALL'}")
            .get("works")
            .textValue());
    RawClient submit =
        new RawClient(sandbox, "POST", "messages")
            .key("message-1")
            .json(
                "{'title': '路灯', 'body': '不亮', 'region': '330106', 'language': 'zh-CN', 'author':"
                    + " {'anonymous': true}, 'mayPublish': true}");
    RawClient.Reply receipt = submit.send();
    assertEquals(202, receipt.status());
    String id = receipt.json().get("messageId").textValue();
    assertEquals(
        "RECEIVED",
        admin.call(200, "GET /messages", "/messages", "").at("/items/0/status").textValue());

    String step = "POST /messages/{id}/{step}";
    String path = "/messages/" + id + "/";
    assertEquals("CLASSIFIED", status(admin.call(200, step, path + "classify", "")));
    assertEquals("FORWARDED", status(admin.call(200, step, path + "forward", "{'note': '请办'}")));
    assertEquals("REPLIED", status(admin.call(200, step, path + "reply", "{'text': '已修'}")));
    assertTrue(admin.call(200, step, path + "publish", "").get("published").booleanValue());
    assertEquals("CLOSED", status(admin.call(200, step, path + "close", "")));
    assertEquals("CLOSED", status(admin.call(200, step, path + "give-back", "{'note': '迟'}")));
    assertEquals(
        "已修",
        admin.call(200, "GET /messages/{id}", "/messages/" + id, "").at("/reply/text").textValue());
    admin.call(400, step, path + "reply", "{}");
    admin.call(404, step, path + "shred", "");
    admin.call(200, "PUT /message-desk", "/message-desk", "{'works': 'BY_THE_CLOCK'}");
    assertEquals(
        "BY_THE_CLOCK",
        admin.call(200, "GET /message-desk", "/message-desk", "").get("works").textValue());
  }

  private static String status(JsonNode json) {
    return json.get("status").textValue();
  }

  @Test
  void callbacks_deliveredInEachWay_reachThePlatform(GovSandbox sandbox) throws Exception {
    Queue<String> signatures = new ConcurrentLinkedQueue<>();
    AtomicInteger status = new AtomicInteger(500);
    HttpServer platform =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/",
        exchange -> {
          signatures.add(exchange.getRequestHeaders().getFirst("Signature"));
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    platform.start();
    try {
      AdminClient admin = new AdminClient(sandbox);
      String deliver = "POST /callbacks/deliver";
      admin.call(409, deliver, "/callbacks/deliver", "");
      admin.call(
          200,
          "PATCH /callbacks",
          "/callbacks",
          "{'url': 'http://127.0.0.1:" + platform.getAddress().getPort() + "/'}");
      settle(sandbox, "order-3");

      JsonNode waiting = admin.call(200, "GET /callbacks", "/callbacks", "");
      assertEquals(2, waiting.get("waiting").size());
      JsonNode failed = admin.call(200, deliver, "/callbacks/deliver", "{'how': 'TWICE'}");
      assertEquals(4, failed.get("deliveries").size());
      assertEquals(500, failed.at("/deliveries/0/status").intValue());
      status.set(204);
      JsonNode forged = admin.call(200, deliver, "/callbacks/deliver", "{'how': 'FORGED'}");
      assertEquals(204, forged.at("/deliveries/0/status").intValue());
      assertEquals(2, sandbox.callbackControls().unacknowledged());
      JsonNode shuffled =
          admin.call(200, deliver, "/callbacks/deliver", "{'how': 'SHUFFLED', 'seed': 2}");
      assertEquals(2, shuffled.get("deliveries").size());
      assertEquals(0, sandbox.callbackControls().unacknowledged());
      assertEquals(8, signatures.size());
    } finally {
      platform.stop(0);
    }
  }

  @Test
  void callbacks_automatic_areDeliveredWithoutBeingAskedFor(GovSandbox sandbox) throws Exception {
    java.util.concurrent.CountDownLatch came = new java.util.concurrent.CountDownLatch(2);
    HttpServer platform =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          came.countDown();
        });
    platform.start();
    try {
      JsonNode on =
          new AdminClient(sandbox)
              .call(
                  200,
                  "PATCH /callbacks",
                  "/callbacks",
                  "{'automatic': true, 'url': 'http://127.0.0.1:"
                      + platform.getAddress().getPort()
                      + "/'}");
      assertTrue(on.get("automatic").booleanValue());
      settle(sandbox, "order-4");

      assertTrue(came.await(30, java.util.concurrent.TimeUnit.SECONDS));
    } finally {
      platform.stop(0);
    }
  }

  @Test
  void keys_rotatedRegisteredRevoked_areListed(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode rotated = admin.call(200, "POST /keys/rotate", "/keys/rotate", "");
    assertEquals(3, rotated.get("gateway").size());
    assertEquals("gw-2", sandbox.gatewayVerifier().keyId());
    admin.call(200, "POST /keys/rotate", "/keys/rotate", "{'use': 'encrypt'}");
    assertEquals("gw-seal-2", sandbox.sealKeyId());
    admin.call(200, "POST /keys/withdraw", "/keys/withdraw", "{'use': 'encrypt'}");
    JsonNode withdrawn =
        admin.call(200, "POST /keys/withdraw", "/keys/withdraw", "{'use': 'sign'}");
    assertEquals(2, withdrawn.get("gateway").size());
    String key = sandbox.gatewayKeyPem().replace("\n", "\\n");
    admin.call(
        201,
        "POST /platform-keys",
        "/platform-keys",
        "{'keyId': 'second', 'scheme': 'ed25519', 'publicKey': '" + key + "'}");
    JsonNode revoked =
        admin.call(
            200, "POST /platform-keys/{keyId}/revoke", "/platform-keys/wallet-2026/revoke", "");
    assertEquals("second", revoked.at("/platform/0/keyId").textValue());
    assertFalse(revoked.at("/platform/0/revoked").booleanValue());
    assertTrue(revoked.at("/platform/1/revoked").booleanValue());
    assertEquals(revoked, admin.call(200, "GET /keys", "/keys", ""));
    admin.call(404, "POST /platform-keys/{keyId}/revoke", "/platform-keys/none/revoke", "");
    admin.call(
        422,
        "POST /platform-keys",
        "/platform-keys",
        "{'keyId': 'third', 'scheme': 'ed25519', 'publicKey': 'none'}");
  }

  @Test
  void money_paidAndRefunded_isAPaymentsLife(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode settings =
        admin.call(200, "PATCH /treasury", "/treasury", "{'settlingTakes': 'PT10M'}");
    assertEquals("PT10M", settings.get("settlingTakes").textValue());
    assertEquals("PT24H", settings.get("refundDecisionTakes").textValue());
    String id = settle(sandbox, "order-5");
    String payment = "GET /payments/{id}";
    assertEquals("SETTLING", status(admin.call(200, payment, "/payments/" + id, "")));
    admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': 'PT10M'}");
    assertEquals("SETTLED", status(admin.call(200, payment, "/payments/" + id, "")));
    for (String refundNo : List.of("refund-1", "refund-2")) {
      RawClient refund =
          new RawClient(sandbox, "POST", "payments/" + id + "/refunds")
              .key(refundNo)
              .json("{'refundNo': '" + refundNo + "', 'amount': 15000, 'reason': 'WRONG'}");
      assertEquals(201, refund.send().status());
      String decide = "POST /payments/{id}/refunds/{refundNo}/{decision}";
      String path = "/payments/" + id + "/refunds/" + refundNo;
      if (refundNo.equals("refund-1")) {
        admin.call(400, decide, path + "/reject", "");
        admin.call(200, decide, path + "/reject", "{'note': '不予退付'}");
      } else {
        admin.call(200, decide, path + "/approve", "");
        admin.call(200, decide, path + "/pay-back", "");
      }
    }

    JsonNode life = admin.call(200, "GET /payments", "/payments", "").at("/items/0");
    assertEquals(
        List.of("HELD", "SETTLING", "SETTLED", "REFUNDING", "SETTLED", "REFUNDING", "REFUNDED"),
        life.get("life").findValuesAsText("status"));
    JsonNode ledger = admin.call(200, "GET /ledger", "/ledger", "");
    assertEquals(15000, ledger.get("settled").intValue());
    assertEquals(15000, ledger.get("refunded").intValue());
    assertEquals(-15000, ledger.at("/entries/1/amount").intValue());
    admin.call(200, "PATCH /treasury", "/treasury", "{'closed': true, 'retryAfter': 'PT1M'}");
    assertEquals(
        "DAY_END_CLOSED",
        pay(sandbox, "order-6", sandbox.seed().payableFines("330106").get(4)).send().code());
    admin.call(200, "PATCH /treasury", "/treasury", "{'closed': false}");
    assertFalse(admin.call(200, "GET /treasury", "/treasury", "").get("closed").booleanValue());
    admin.call(404, payment, "/payments/none", "");
  }

  @Test
  void penalties_added_canBeLookedUpAndPaid(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    String number = "杭西综执罚字〔2026〕第7号";
    JsonNode added =
        admin.call(
            201,
            "POST /penalties",
            "/penalties",
            "{'decisionNumber': '"
                + number
                + "', 'party': 'li-xiaoming', 'principal': 15000, 'region': '330106'}");
    assertEquals("浙A3K21P", added.at("/party/plate").textValue());
    Seed.Fine fine =
        new Seed.Fine(number, "330106", "PAYABLE", sandbox.seed().citizen("li-xiaoming"));
    String path = "/penalties/" + URLEncoder.encode(number, UTF_8);
    JsonNode contested =
        admin.call(200, "PATCH /penalties/{decisionNumber}", path, "{'status': 'CONTESTED'}");
    assertEquals("CONTESTED", status(contested));
    assertEquals("DECISION_CONTESTED", pay(sandbox, "order-7", fine).send().code());
    admin.call(200, "PATCH /penalties/{decisionNumber}", path, "{'status': 'PAYABLE'}");
    assertEquals(201, pay(sandbox, "order-8", fine).send().status());

    assertEquals("HELD", status(admin.call(200, "GET /penalties/{decisionNumber}", path, "")));
    admin.call(409, "PATCH /penalties/{decisionNumber}", path, "{'status': 'REVOKED'}");
    JsonNode held =
        admin.call(200, "GET /penalties", "/penalties?status=HELD&region=330106&limit=5", "");
    assertEquals(1, held.get("total").intValue());
    admin.call(404, "GET /penalties/{decisionNumber}", "/penalties/none", "");
    admin.call(
        422,
        "POST /penalties",
        "/penalties",
        "{'decisionNumber': '" + number + "', 'party': 'li-xiaoming', 'principal': 1}");
  }

  @Test
  void catalog_changed_isReportedByItsVersion(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode before = admin.call(200, "GET /catalog", "/catalog", "");
    String code =
        admin
            .call(
                200,
                "GET /catalog/services",
                "/catalog/services?region=330106&name=" + URLEncoder.encode("普通护照签发", UTF_8),
                "")
            .get("code")
            .textValue();
    String change = "POST /catalog/services/{code}/{change}";
    admin.call(200, change, "/catalog/services/" + code + "/update", "");
    JsonNode after = admin.call(200, change, "/catalog/services/" + code + "/withdraw", "{}");

    assertEquals(2, after.get("version").intValue());
    assertEquals(before.get("services").intValue() - 1, after.get("services").intValue());
    JsonNode forgotten =
        admin.call(200, "POST /catalog/forget-changes", "/catalog/forget-changes", "");
    assertEquals(2, forgotten.get("forgotten").intValue());
    admin.call(404, "GET /catalog/services", "/catalog/services?region=330106&name=none", "");
    admin.call(422, change, "/catalog/services/none/update", "");
  }

  @Test
  void pictures_ofCodesAndLetters_arePng(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    for (String kind : List.of("penalty", "service", "campaign", "signing")) {
      JsonNode text = admin.call(200, "GET /codes/{kind}", "/codes/" + kind + "?id=x", "");
      assertTrue(text.get("text").textValue().contains("/x?x="), kind);
      byte[] png =
          admin
              .call(
                  200,
                  "GET /codes/{kind}.png",
                  "/codes/" + kind + ".png?id=x&pixels=2&until=2030-01-01T00:00:00Z&forged=true",
                  "")
              .get("bytes")
              .binaryValue();
      assertEquals((byte) 'P', png[1]);
    }
    byte[] letter =
        admin
            .call(200, "GET /letters/{decisionNumber}.png", "/letters/0303717010100001.png", "")
            .get("bytes")
            .binaryValue();
    assertEquals((byte) 'P', letter[1]);
    admin.call(404, "GET /codes/{kind}", "/codes/other?id=x", "");
    admin.call(400, "GET /codes/{kind}", "/codes/penalty", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /clock/advance|{'by': '5 minutes'}|by must be a duration of ISO 8601, such as PT5M",
        "POST /clock/advance|{}|by is missing",
        "POST /clock/advance|{'by': 5}|by must be text",
        "PUT /clock|{'now': 'noon'}|now must be a time with offset, such as"
            + " 2026-01-31T09:00:00+08:00",
        "POST /faults|{'fault': 'earthquake'}|fault must be one of [answerLost,",
        "POST /faults|{'fault': 'slowBody'}|duration is missing",
        "POST /faults|{'fault': 'answerLost', 'status': 3}|status is not a member here; [operation,"
            + " fault, times]",
        "POST /faults|{'fault': 'answerLost', 'times': 0}|times must be a whole number from 1 to"
            + " 10000",
        "POST /reset|[]|the body must be a JSON object",
        "POST /reset|{'x'|the body must be a JSON object",
        "PATCH /login|{'acr': 'igs:none'}|acr must be one of [igs:basic, igs:verified, igs:strong]",
        "PATCH /callbacks|{'url': 'nowhere'}|url must be a URI with a scheme and a host",
        "PUT /message-desk|{'works': 'HARD'}|works must be one of [BY_THE_CLOCK, CLASSIFIES_ONLY,"
            + " NOT_AT_ALL]"
      })
  void call_wrongBody_errorSaysWhatIsWrong(
      String operation, String body, String detail, GovSandbox sandbox) throws Exception {
    String path = operation.substring(operation.indexOf(' ') + 1);

    JsonNode problem = new AdminClient(sandbox).call(400, operation, path, body);

    assertTrue(problem.get("detail").textValue().startsWith(detail), problem::toString);
  }

  @Test
  void call_unknownPathOrMethod_errorSaysWhatThereIs(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);

    assertEquals(404, admin.send("GET", AdminApi.BASE + "/nothing", "").statusCode());
    var wrong = admin.send("DELETE", AdminApi.BASE + "/clock", "");
    assertEquals(405, wrong.statusCode());
    assertTrue(new String(wrong.body(), UTF_8).contains("this path takes GET, PUT"));
  }

  @Test
  void faults_javaControlsAndHttp_areTheSame(GovSandbox sandbox) throws Exception {
    sandbox.faults().next("fine.hold").times(2).answerLost();

    JsonNode waiting =
        new AdminClient(sandbox).call(200, "GET /faults", "/faults", "").get("waiting");

    assertEquals(List.of("answerLost", "answerLost"), waiting.findValuesAsText("fault"));
    new AdminClient(sandbox).call(200, "DELETE /faults", "/faults", "");
    assertEquals(0, sandbox.faults().waiting());
    assertThrows(
        IOException.class,
        () -> {
          sandbox.faults().next("fine.hold").answerLost();
          pay(sandbox, "order-9", sandbox.seed().payableFines("330106").get(0)).send();
        });
  }
}

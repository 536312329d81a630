package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StateFileTest {
  @TempDir Path folder;

  private GovSandbox.Builder settings() {
    // SM2, since making an RSA key to seal takes long.
    return GovSandbox.builder()
        .scheme(SandboxScheme.SM2)
        .services(10)
        .keys(folder.resolve("keys"))
        .state(folder.resolve("state"));
  }

  private static RawClient hold(GovSandbox sandbox, String orderNo, int fine) {
    return new RawClient(sandbox, "POST", "payments")
        .key("hold-" + orderNo)
        .json(
            "{'orderNo': '%s', 'channel': 'APP', 'lines': [{'decisionNumber': '%s', 'amount': 15000}]}"
                .formatted(
                    orderNo, sandbox.seed().payableFines("330106").get(fine).decisionNumber()));
  }

  private static RawClient post(GovSandbox sandbox, String path, String key, String body) {
    return new RawClient(sandbox, "POST", path).key(key).json(body);
  }

  private static String confirmation(String orderNo) {
    return "{'channelTradeNo': 'trade-%s', 'paidAt': '2026-11-02T10:00:00+08:00', 'amount': 15000}"
        .formatted(orderNo);
  }

  /** Returns the state from the admin API, without the port and the current times. */
  private static ObjectNode all(GovSandbox sandbox) throws Exception {
    ObjectNode all = Json.object();
    for (String path :
        List.of(
            "/state",
            "/payments",
            "/ledger",
            "/treasury",
            "/messages",
            "/message-desk",
            "/signings",
            "/login",
            "/callbacks",
            "/keys",
            "/catalog",
            "/penalties?limit=10000")) {
      String template = path.replaceFirst("\\?.*", "");
      all.set(path, new AdminClient(sandbox).call(200, "GET " + template, path, ""));
    }
    ((ObjectNode) all.get("/state")).remove(List.of("endpoint", "now", "lastExchange"));
    // Due changes happen at the next call.
    all.get("/callbacks").get("waiting").forEach(each -> ((ObjectNode) each).remove("at"));
    String text = all.toString().replaceAll("https://127.0.0.1:[0-9]+[^\"]*", "code");
    return (ObjectNode) Json.MAPPER.readTree(text);
  }

  private static String live(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    admin.call(
        200,
        "PATCH /callbacks",
        "/callbacks",
        "{'url': 'http://127.0.0.1:1/', 'automatic': false}");
    admin.call(200, "PATCH /treasury", "/treasury", "{'settlingTakes': 'PT10M'}");
    String paid = hold(sandbox, "order-1", 0).send().json().get("paymentId").asText();
    assertEquals(
        200,
        post(sandbox, "payments/" + paid + "/confirm", "confirm-1", confirmation("order-1"))
            .send()
            .status());
    hold(sandbox, "order-2", 4).send();
    String released = hold(sandbox, "order-3", 5).send().json().get("paymentId").asText();
    post(sandbox, "payments/" + released + "/release", "release-3", "{'reason': 'ABANDONED'}")
        .send();
    assertEquals("DECISION_HELD", hold(sandbox, "order-4", 4).send().code());
    admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': 'PT15M'}");
    post(
            sandbox,
            "payments/" + paid + "/refunds",
            "refund-1",
            "{'refundNo': 'refund-1', 'amount': 5000, 'reason': 'WRONG'}")
        .send();
    String waiting =
        post(
                sandbox,
                "messages",
                "message-1",
                "{'title': '路灯', 'body': '不亮', 'region': '330106', 'language': 'zh-CN', 'author':"
                    + " {'anonymous': true}, 'mayPublish': true}")
            .send()
            .json()
            .get("messageId")
            .asText();
    admin.call(
        200, "POST /messages/{id}/{step}", "/messages/" + waiting + "/forward", "{'note': '办'}");
    RawClient signing =
        post(
            sandbox,
            "signings",
            "signing-1",
            "{'statement': '同意', 'documents': [{'name': 'a.pdf', 'mediaType': 'application/pdf',"
                + " 'size': 3, 'digest': {'alg': 'sha-256', 'value':"
                + " '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='}}], 'expiresIn': 600}");
    signing.header(
        "authorization", "Bearer " + sandbox.accessToken(sandbox.seed().citizens().get(0)).value());
    String id = signing.send().json().get("signingId").asText();
    for (int look = 0; look < 2; look++) {
      new RawClient(sandbox, "GET", "signings/" + id).send();
    }
    admin.call(200, "POST /keys/rotate", "/keys/rotate", "");
    admin.call(200, "PATCH /login", "/login", "{'citizen': 'zhang-wei', 'acr': 'igs:strong'}");
    String code = sandbox.seed().serviceCode("普通护照签发", "330106");
    admin.call(
        200,
        "POST /catalog/services/{code}/{change}",
        "/catalog/services/" + code + "/withdraw",
        "");
    admin.call(
        201,
        "POST /penalties",
        "/penalties",
        "{'decisionNumber': 'X-1', 'party': 'li-xiaoming', 'principal': 100}");
    return paid;
  }

  @Test
  void start_afterClosing_hasTheSameState() throws Exception {
    ObjectNode before;
    String paid;
    try (GovSandbox sandbox = settings().services(500).start()) {
      paid = live(sandbox);
      before = all(sandbox);
    }

    try (GovSandbox sandbox = settings().services(500).start()) {
      assertEquals(before.toPrettyString(), all(sandbox).toPrettyString());
      RawClient.Reply again =
          post(sandbox, "payments/" + paid + "/confirm", "confirm-1", confirmation("order-1"))
              .send()
              .verified(true);
      assertEquals("true", again.header("idempotency-replayed"));
      assertEquals("SETTLING", again.json().get("status").textValue());
      new AdminClient(sandbox).call(200, "POST /clock/advance", "/clock/advance", "{'by': 'P3D'}");
      before = all(sandbox);
      assertEquals(-5000, before.at("/~1ledger/entries/1/amount").intValue());
    }

    try (GovSandbox sandbox = settings().services(500).start()) {
      assertEquals(before.toPrettyString(), all(sandbox).toPrettyString());
    }
  }

  @Test
  void reset_emptiesTheFile() throws Exception {
    String account;
    try (GovSandbox sandbox = settings().start()) {
      hold(sandbox, "order-1", 0).send();
      sandbox.reset();
      account = sandbox.account();
    }

    try (GovSandbox sandbox = settings().start()) {
      assertEquals(account, sandbox.account());
      assertEquals(0, sandbox.treasury().openHolds());
      assertEquals(201, hold(sandbox, "order-1", 0).send().status());
    }
  }

  @Test
  void start_incompleteLastLine_isDropped() throws Exception {
    Path state = folder.resolve("state");
    try (GovSandbox sandbox = settings().start()) {
      hold(sandbox, "order-1", 0).send();
    }
    Files.writeString(
        state,
        "{\"at\":\"2026-11-02T02:00:00Z\",\"call\":{\"meth",
        UTF_8,
        StandardOpenOption.APPEND);

    try (GovSandbox sandbox = settings().start()) {
      assertEquals(1, sandbox.treasury().openHolds());
      hold(sandbox, "order-2", 4).send();
    }
    try (GovSandbox sandbox = settings().start()) {
      assertEquals(2, sandbox.treasury().openHolds());
    }
  }

  @Test
  void start_fileOfOtherSettingsOrInUse_isRefusedWithTheReason() throws Exception {
    try (GovSandbox sandbox = settings().start()) {
      assertEquals(0, sandbox.treasury().openHolds());
      String message =
          assertThrows(IllegalArgumentException.class, () -> settings().start()).getMessage();
      assertTrue(message.contains("in use"), message);
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> settings().seed(2).start()).getMessage();
    assertTrue(message.contains("other settings"), message);
    Files.writeString(folder.resolve("state"), "something else\n", UTF_8);
    message = assertThrows(IllegalArgumentException.class, () -> settings().start()).getMessage();
    assertTrue(message.contains("line 1"), message);
  }

  /** A sandbox in another process. */
  private Process process() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.yiwang.testkit.SandboxServer",
            "--data",
            "10",
            "--keys",
            folder.resolve("keys").toString(),
            "--state",
            folder.resolve("state").toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String endpoint(Process process) throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      all.append(line).append('\n');
      assertFalse(line.contains("SLF4J") || line.contains("WARN"), line);
      if (line.startsWith("listening: ")) {
        return line.substring("listening: ".length());
      }
    }
    throw new AssertionError("did not start: " + all);
  }

  private static JsonNode get(String endpoint, String path) throws Exception {
    var answer =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(endpoint).resolve(path))
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofByteArray());
    return Json.MAPPER.readTree(answer.body());
  }

  @Test
  @Tag("proof")
  void kill_running_losesNoAnsweredRequest() throws Exception {
    Process first = process();
    String before;
    int answered = 0;
    try {
      String endpoint = endpoint(first);
      before = get(endpoint, "/_sandbox/api/state").get("account").textValue();
      for (int i = 0; i < 20; i++) {
        var answer =
            java.net.http.HttpClient.newHttpClient()
                .send(
                    java.net.http.HttpRequest.newBuilder(
                            java.net.URI.create(endpoint).resolve("/_sandbox/api/penalties"))
                        .header("Content-Type", "application/json")
                        .POST(
                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"decisionNumber\":\"K-%d\",\"party\":\"li-xiaoming\",\"principal\":100}"
                                    .formatted(i)))
                        .build(),
                    java.net.http.HttpResponse.BodyHandlers.discarding());
        assertEquals(201, answer.statusCode());
        answered++;
      }
    } finally {
      first.destroyForcibly().waitFor();
    }

    Process second = process();
    try {
      String endpoint = endpoint(second);
      assertEquals(before, get(endpoint, "/_sandbox/api/state").get("account").textValue());
      for (int i = 0; i < answered; i++) {
        assertEquals(
            "PAYABLE",
            get(endpoint, "/_sandbox/api/penalties/K-" + i).path("status").asText(),
            "decision " + i);
      }
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  @Test
  void keys_keptInAFolder_areTheSameAfterARestart() throws Exception {
    assertKeysStay(SandboxScheme.SM2);
  }

  @Test
  @Tag("proof")
  void keys_ofSchemesThatSealByRsaKeptInAFolder_areTheSameAfterARestart() throws Exception {
    assertKeysStay(SandboxScheme.ED25519);
    assertKeysStay(SandboxScheme.RSA_PSS);
  }

  private void assertKeysStay(SandboxScheme scheme) throws Exception {
    Path keys = folder.resolve(scheme.name());
    String anchor;
    String gateway;
    String platform;
    String seal;
    String token;
    try (GovSandbox sandbox =
        settings().scheme(scheme).state(keys.resolve("s")).keys(keys).start()) {
      anchor = sandbox.anchorPem() + sandbox.documentAnchorPem();
      gateway = sandbox.gatewayKeyPem();
      platform = sandbox.platformKeyPem();
      seal = sandbox.sealKeyPem();
      token = sandbox.world().setup().clientToken();
    }
    try (GovSandbox sandbox =
        settings().scheme(scheme).state(keys.resolve("s")).keys(keys).start()) {
      assertEquals(anchor, sandbox.anchorPem() + sandbox.documentAnchorPem());
      assertEquals(gateway, sandbox.gatewayKeyPem());
      assertEquals(platform, sandbox.platformKeyPem());
      assertEquals(seal, sandbox.sealKeyPem());
      assertEquals(token, sandbox.world().setup().clientToken());
      assertEquals(
          200,
          new RawClient(sandbox, "GET", ".well-known/openid-configuration")
              .send()
              .verified(true)
              .status());
      assertFalse(sandbox.account().isEmpty());
      assertNotEquals("", Objects.requireNonNull(sandbox.world().setup().clientToken()));
    }
  }
}

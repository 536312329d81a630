package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Assertions;

/** Makes the calls of a usual day, which the console then shows. */
final class ConsoleScene {
  static final String STATEMENT = "本人申请停车泊位使用证，并承诺所提交的材料真实有效。";

  private final GovSandbox sandbox;

  ConsoleScene(GovSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Makes all calls. */
  void play() throws Exception {
    sandbox.signingControls().citizensWait();
    sandbox.messageControls().classifyOnly();
    try (GovClient gov = sandbox.clientBuilder().build()) {
      money(gov);
      gov.call(Calls.services("停车"));
      gov.call(Calls.check(sandbox.seed().citizens().get(0)));
    }
    login();
    sign(STATEMENT);
    String first = message("文三路夜间占道停车", "文三路 128 号门前夜间长期占道停车，婴儿车无法通行，希望增设隔离桩。");
    message("建议延长图书馆开放时间", "区图书馆周末下午五点闭馆，上班的人很难用上，建议延长到晚上九点。");
    sandbox.messageControls().forward(first, "转交属地街道办理");
    sandbox.messageControls().reply(first, "您好，街道已会同交警勘查现场，将于本月底前安装隔离桩十二处，并加密夜间巡查。感谢您的留言。");
    mistakes();
  }

  private void money(GovClient gov) {
    Calls.Payment paid =
        pay(gov, sandbox.seed().payableFines("330106").get(1), "order-20261130-0001");
    Calls.Payment again =
        pay(gov, sandbox.seed().payableFines("330105").get(2), "order-20261130-0002");
    refund(paid, 5000);
    Seed.Fine held = sandbox.seed().payableFines("330102").get(4);
    gov.call(Calls.hold("order-20261130-0003", held, gov.call(Calls.lookup(held)).total()));
    sandbox.faults().next("fine.payment").forgedSignature();
    Assertions.assertThrows(
        OutcomeUnknownException.class, () -> gov.call(Calls.payment(again.paymentId())));
  }

  private Calls.Payment pay(GovClient gov, Seed.Fine fine, String orderNo) {
    long total = gov.call(Calls.lookup(fine)).total();
    Calls.Payment held = gov.call(Calls.hold(orderNo, fine, total));
    sandbox.faults().next("fine.confirm").answerLost();
    return gov.call(Calls.confirm(held, ChinaTime.text(sandbox.clock().instant())));
  }

  private void refund(Calls.Payment paid, long fen) {
    send(
        new RawClient(sandbox, "POST", "payments/" + paid.paymentId() + "/refunds")
            .key("refund-1")
            .json("{'refundNo':'refund-1','amount':" + fen + ",'reason':'重复缴纳'}"),
        201);
  }

  /** Redirects a browser to the login, as a platform does. */
  void login() throws Exception {
    URI authorize =
        sandbox
            .endpoint()
            .resolve(
                "oidc/authorize?response_type=code&client_id=wallet&scope=openid&state=s&nonce=n"
                    + "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fgov%2Flogin&code_challenge_method=S256"
                    + "&code_challenge="
                    + "A".repeat(43));
    HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(authorize).build(), HttpResponse.BodyHandlers.discarding());
  }

  /** Starts a signing by the first citizen and returns its id. */
  String sign(String statement) throws Exception {
    Citizen citizen = sandbox.seed().citizens().get(0);
    ObjectNode body = Json.object().put("statement", statement).put("expiresIn", 600);
    ObjectNode document = body.putArray("documents").addObject();
    document.put("name", "申请表.pdf").put("mediaType", "application/pdf").put("size", 8);
    document
        .putObject("digest")
        .put("alg", "sm3")
        .put("value", Base64.getEncoder().encodeToString(Sm3.digest("document".getBytes(UTF_8))));
    ObjectNode signer = body.putObject("signer").put("idType", citizen.idType());
    signer.set("idNumber", sealed(citizen.idNumber(), "/signer/idNumber"));
    return send(
            new RawClient(sandbox, "POST", "signings")
                .key("signing-" + Nonces.next())
                .body("application/json", Json.bytes(body)),
            201)
        .json()
        .get("signingId")
        .textValue();
  }

  /** Submits a message by the first citizen and returns its id. */
  String message(String title, String text) throws Exception {
    Citizen citizen = sandbox.seed().citizens().get(0);
    ObjectNode message = Json.object().put("title", title).put("body", text);
    message.put("region", "330106").put("language", "zh-CN").put("mayPublish", true);
    ObjectNode author = message.putObject("author").put("anonymous", false);
    author.set("name", sealed(citizen.name(), "/author/name"));
    author.set("phone", sealed("13800000000", "/author/phone"));
    return send(
            new RawClient(sandbox, "POST", "messages")
                .key("message-" + Nonces.next())
                .body("application/json", Json.bytes(message)),
            202)
        .json()
        .get("messageId")
        .textValue();
  }

  private com.fasterxml.jackson.databind.JsonNode sealed(String text, String pointer)
      throws Exception {
    return Json.MAPPER.valueToTree(sandbox.sealer().seal(text, pointer));
  }

  private void mistakes() throws Exception {
    new RawClient(sandbox, "GET", "regions").signs("@query", "").send();
    new RawClient(sandbox, "POST", "penalties/search").json("{}").sendsInstead("{ }").send();
    sandbox.faults().next("catalog.themes").rateLimited(Duration.ofSeconds(30));
    new RawClient(sandbox, "GET", "themes").send();
    wrongPath();
  }

  /** Signs a path without the prefix, which is the most frequent mistake. */
  void wrongPath() throws Exception {
    Citizen citizen = sandbox.seed().citizens().get(0);
    ObjectNode check = Json.object();
    check.set("name", sealed(citizen.name(), "/name"));
    check.put("idType", citizen.idType());
    check.set("idNumber", sealed(citizen.idNumber(), "/idNumber"));
    new RawClient(sandbox, "POST", "identity/checks")
        .body("application/json", Json.bytes(check))
        .signs("@path", "/identity/checks")
        .send();
  }

  private static RawClient.Reply send(RawClient request, int status) {
    try {
      RawClient.Reply reply = request.send();
      Assertions.assertEquals(status, reply.status(), () -> new String(reply.http().body(), UTF_8));
      return reply;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

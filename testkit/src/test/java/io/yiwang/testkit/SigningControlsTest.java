package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SigningControlsTest {
  private static final String STATEMENT = "本人申请停车泊位使用证，并承诺所提交的材料真实有效。";
  private static final byte[] DIGEST = Sm3.digest("document".getBytes(UTF_8));

  private final HandlerTester tester = new HandlerTester();
  private final SigningControls controls = tester.handlers.signingControls();
  private final Citizen citizen = tester.handlers.seed().citizens().get(0);

  private static ObjectNode request() {
    ObjectNode body = Json.object().put("statement", STATEMENT).put("expiresIn", 600);
    ObjectNode document = body.putArray("documents").addObject();
    document.put("name", "申请表.pdf").put("mediaType", "application/pdf").put("size", 8);
    document
        .putObject("digest")
        .put("alg", "sm3")
        .put("value", Base64.getEncoder().encodeToString(DIGEST));
    return body;
  }

  private ObjectNode requestNaming(String idNumber) {
    ObjectNode body = request();
    body.putObject("signer").put("idType", "RESIDENT_ID").put("idNumber", idNumber);
    return body;
  }

  private JsonNode start() {
    return tester.call("signing.start").body(requestNaming(citizen.idNumber())).answers(201);
  }

  private String id(JsonNode signing) {
    return signing.get("signingId").textValue();
  }

  private JsonNode look(String id) {
    return tester.call("signing.status").path("id", id).query("wait", 30).answers(200);
  }

  private String status(String id) {
    return look(id).get("status").textValue();
  }

  @Test
  void start_valid_waitsWithCodes() {
    JsonNode signing = start();

    assertEquals("WAITING", signing.get("status").textValue());
    assertEquals("2026-11-02T10:10:00+08:00", signing.get("expiresAt").textValue());
    assertTrue(signing.get("qr").textValue().contains("/q/g/" + id(signing)));
    assertFalse(signing.has("signatures"));
    assertEquals(STATEMENT, controls.statement(id(signing)));
  }

  @Test
  void status_queriedTwice_isSigned() throws IOException {
    String id = id(start());

    assertEquals("WAITING", status(id));
    JsonNode signing = look(id);
    assertEquals("SIGNED", signing.get("status").textValue());
    JsonNode cms = Json.MAPPER.readTree(signing.at("/signatures/0/cms").binaryValue());
    assertEquals("sm3", cms.get("alg").textValue());
    assertArrayEquals(DIGEST, cms.get("digest").binaryValue());
    assertArrayEquals(Sm3.digest(STATEMENT.getBytes(UTF_8)), cms.get("statement").binaryValue());
  }

  @Test
  void status_citizenWaits_isWaitingUntilSigned() {
    controls.citizensWait();
    String id = id(start());
    for (int look = 0; look < 5; look++) {
      assertEquals("WAITING", status(id));
    }
    tester.clock.advance(Duration.ofMinutes(1));
    controls.citizenSigns(id);

    assertEquals("SIGNED", status(id));
    assertEquals("2026-11-02T10:01:00+08:00", look(id).get("completedAt").textValue());
  }

  @Test
  void status_citizenRefuses_isRefused() {
    String id = id(start());
    controls.citizenRefuses(id);
    controls.citizenSigns(id);

    assertEquals("REFUSED", status(id));
    assertFalse(look(id).has("signatures"));
  }

  @Test
  void status_unknownSigner_expires() {
    String id =
        id(tester.call("signing.start").body(requestNaming("440524188001010014")).answers(201));
    look(id);
    look(id);
    assertEquals("WAITING", status(id));
    tester.clock.advance(Duration.ofMinutes(10));

    assertEquals("EXPIRED", status(id));
    controls.citizenSigns(id);
    assertEquals("EXPIRED", status(id));
  }

  @Test
  void start_citizenPresent_isTheSigner() {
    String id = id(tester.call("signing.start").body(request()).as(citizen).answers(201));
    look(id);

    assertEquals("SIGNED", status(id));
  }

  @Test
  void start_bothSignersOrNone_isBadRequest() {
    tester.call("signing.start").body(request()).isRefused(400, "BAD_REQUEST");
    tester
        .call("signing.start")
        .body(requestNaming(citizen.idNumber()))
        .as(citizen)
        .isRefused(400, "BAD_REQUEST");
  }

  @Test
  void start_twoDocumentsOfOneName_isBadRequest() {
    ObjectNode body = requestNaming(citizen.idNumber());
    body.withArray("documents").add(body.at("/documents/0").deepCopy());

    Refusal refusal = tester.call("signing.start").body(body).isRefused(400, "BAD_REQUEST");
    assertTrue(HandlerTester.member(refusal, "fields").toString().contains("/documents/1/name"));
  }

  @Test
  void cancel_waiting_isCancelledAndSignedIsNot() {
    String first = id(start());
    String second = id(start());
    controls.citizenSigns(second);

    assertEquals(
        "CANCELLED",
        tester.call("signing.cancel").path("id", first).answers(200).get("status").textValue());
    assertEquals(
        "SIGNED",
        tester.call("signing.cancel").path("id", second).answers(200).get("status").textValue());
  }

  @Test
  void status_unknown_isNotFound() {
    tester.call("signing.status").path("id", "sig-0").isRefused(404, "NOT_FOUND");
    tester.call("signing.cancel").path("id", "sig-0").isRefused(404, "NOT_FOUND");
    assertThrows(IllegalArgumentException.class, () -> controls.citizenSigns("sig-0"));
  }
}

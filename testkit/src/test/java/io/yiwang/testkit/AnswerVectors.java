package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes answers.json: signed answers, and wrong ones. */
final class AnswerVectors extends SignedVectors {
  private static final String PROBLEM =
      "{\"type\":\"https://gw.example.gov.cn/igs/v1/problems/HOLD_LOST\",\"title\":\"占用已失效\","
          + "\"status\":409,\"code\":\"HOLD_LOST\",\"traceId\":\"t-1\"}";

  AnswerVectors(Vectors keys) throws IOException {
    super(keys, "answers.json", "2.2");
  }

  private ObjectNode answer(String name, int status, Vectors.Key key, String type, String body) {
    ObjectNode message = Json.object().put("name", name).put("status", status);
    message.put("requestSignature", "igs=:" + Vectors.base64(name.getBytes(UTF_8)) + ":");
    message.putObject("headers");
    if (!body.isEmpty()) {
      body(message, key, type, body);
    }
    return message;
  }

  private void signAnswer(ObjectNode message, Vectors.Key key) throws GeneralSecurityException {
    List<String> covered = new ArrayList<>(List.of("\"@status\""));
    for (String header :
        List.of(
            "content-type",
            "content-digest",
            "retry-after",
            "etag",
            "igs-cursor",
            "idempotency-replayed")) {
      if (message.path("headers").has(header)) {
        covered.add('"' + header + '"');
      }
    }
    covered.add(SignedParts.BINDING);
    Map<String, Object> parameters = parameters(key, "igs-response", "");
    parameters.keySet().removeAll(List.of("expires", "nonce"));
    sign(message, key, covered, parameters);
  }

  @Override
  void add() throws GeneralSecurityException {
    for (String id : Vectors.SIGNING) {
      Vectors.Key key = keys().key(id);
      signAnswer(answer("ok " + id, 200, key, "application/json", "{\"items\":[]}"), key);
      changed(
          "ok " + id,
          "one bit of the signature changed",
          "the signature does not verify",
          message -> message.put("signature", flipped(message.path("signature").asText())));
    }
    for (String id : List.of("test-ed25519", "test-sm2")) {
      Vectors.Key key = keys().key(id);
      signAnswer(answer("refusal " + id, 409, key, "application/problem+json", PROBLEM), key);
      signAnswer(answer("no body " + id, 204, key, "", ""), key);
      ObjectNode again = answer("repeated " + id, 201, key, "application/json", "{}");
      ((ObjectNode) again.path("headers")).put("idempotency-replayed", "true");
      signAnswer(again, key);
      ObjectNode all = answer("snapshot " + id, 200, key, "application/x-ndjson", "{}\n");
      ((ObjectNode) all.path("headers")).put("etag", "\"c.1\"").put("igs-cursor", "c.1");
      signAnswer(all, key);
      changed(
          "ok " + id,
          "to another request",
          "it is bound to another request",
          message -> message.put("requestSignature", "igs=:b3RoZXI=:"));
      changed(
          "refusal " + id,
          "another status",
          "the signature does not verify",
          message -> message.put("status", 200));
      changed(
          "refusal " + id,
          "another body",
          "the digest is of another body",
          message -> message.put("body", PROBLEM.replace("LOST", "KEPT")));
      changed(
          "repeated " + id,
          "another Idempotency-Replayed",
          "the signature does not verify",
          message -> ((ObjectNode) message.path("headers")).put("idempotency-replayed", "false"));
      changed(
          "ok " + id,
          "unsigned",
          "it is not signed",
          message -> message.remove(List.of("signature", "signatureInput")));
    }
  }
}

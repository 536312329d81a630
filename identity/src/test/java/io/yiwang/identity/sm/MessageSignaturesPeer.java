package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Runs the Node package http-message-signatures with one key. The key is in PEM, or in hexadecimal
 * for SM2, which the package leaves to sm-crypto.
 */
record MessageSignaturesPeer(String algorithm, String keyId, String key) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Holds a request or an answer; {@code start} is its method and URL, or its status. */
  record Message(ObjectNode start, Map<String, String> headers, String body) {
    static Message request(String method, URI url, Map<String, String> headers, String body) {
      return new Message(
          JSON.createObjectNode().put("method", method).put("url", url.toString()), headers, body);
    }

    static Message answer(int status, Map<String, String> headers, String body) {
      return new Message(JSON.createObjectNode().put("status", status), headers, body);
    }

    private ObjectNode json() {
      ObjectNode json = start.deepCopy();
      json.set("headers", JSON.valueToTree(headers));
      return json;
    }
  }

  /** Returns the headers of a request, signed by IGS/1. */
  Map<String, String> signed(Message request) throws Exception {
    return headers(run(asked("sign", request, "igs-request", covered(request))));
  }

  /** Returns the headers of an answer with a body, signed for a request. */
  Map<String, String> signed(Message answer, Message request) throws Exception {
    List<String> covered =
        List.of("@status", "content-type", "content-digest", "\"signature\";req;key=\"igs\"");
    ObjectNode asked = asked("sign", answer, "igs-response", covered);
    asked.set("request", request.json());
    return headers(run(asked));
  }

  boolean verifies(Message request) throws Exception {
    return run(asked("verify", request, "igs-request", covered(request))).booleanValue();
  }

  boolean verifies(Message answer, Message request) throws Exception {
    List<String> covered = List.of("@status", "content-type", "content-digest", "signature");
    ObjectNode asked = asked("verify", answer, "igs-response", covered);
    asked.set("request", request.json());
    return run(asked).booleanValue();
  }

  private static List<String> covered(Message request) {
    List<String> covered = new ArrayList<>(List.of("@method", "@authority", "@path", "@query"));
    if (!request.body().isEmpty()) {
      covered.addAll(List.of("content-type", "content-digest", "idempotency-key"));
    }
    return covered;
  }

  private ObjectNode asked(String command, Message message, String tag, List<String> fields) {
    ObjectNode asked =
        JSON.createObjectNode()
            .put("command", command)
            .put("alg", algorithm)
            .put("keyid", keyId)
            .put("key", key)
            .put("tag", tag)
            .put("body", Base64.getEncoder().encodeToString(message.body().getBytes(UTF_8)));
    asked.set("message", message.json());
    asked.set("fields", JSON.valueToTree(fields));
    return asked;
  }

  private static JsonNode run(ObjectNode asked) throws Exception {
    return JSON.readTree(
        Peer.node("http-message-signatures.js", JSON.writeValueAsString(asked)).good());
  }

  private static Map<String, String> headers(JsonNode json) {
    return JSON.convertValue(json, new TypeReference<Map<String, String>>() {});
  }
}

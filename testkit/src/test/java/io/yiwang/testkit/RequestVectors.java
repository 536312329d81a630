package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/** Makes requests.json: signed requests, and wrong ones. */
final class RequestVectors extends SignedVectors {
  private static final String LOOKUP =
      "{\"decisionNumber\":\"3301062026000001\",\"proof\":{\"kind\":\"PLATE\",\"value\":{}}}";

  RequestVectors(Vectors keys) throws IOException {
    super(keys, "requests.json", "2.1");
  }

  private ObjectNode request(String name, String method, String path, String query) {
    ObjectNode message = Json.object().put("name", name).put("method", method);
    message.put("authority", "gw.example.gov.cn").put("path", "/igs/v1/" + path);
    message.put("query", query);
    message.putObject("headers");
    return message;
  }

  /** Returns the components that a request covers, in the order of section 2.1. */
  private List<String> covered(ObjectNode message) {
    List<String> covered =
        new ArrayList<>(List.of("\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\""));
    for (String header :
        List.of("content-type", "content-digest", "idempotency-key", "authorization")) {
      if (message.path("headers").has(header)) {
        covered.add('"' + header + '"');
      }
    }
    return covered;
  }

  private void signRequest(ObjectNode message, Vectors.Key key) throws GeneralSecurityException {
    String name = message.path("name").asText();
    sign(message, key, covered(message), parameters(key, "igs-request", name));
  }

  @Override
  void add() throws GeneralSecurityException {
    for (String id : Vectors.SIGNING) {
      Vectors.Key key = keys().key(id);
      ObjectNode post = request("post " + id, "POST", "penalties/lookup", "");
      body(post, key, "application/json", LOOKUP);
      signRequest(post, key);
      changed(
          "post " + id,
          "one bit of the signature changed",
          "SIGNATURE_INVALID",
          message -> message.put("signature", flipped(message.path("signature").asText())));
    }
    for (String id : List.of("test-ed25519", "test-sm2")) {
      Vectors.Key key = keys().key(id);
      signRequest(request("get " + id, "GET", "keys", ""), key);
      signRequest(
          request(
              "get with query " + id,
              "GET",
              "services",
              "?text=" + URLEncoder.encode("停车", UTF_8) + "&region=330100&limit=5"),
          key);
      ObjectNode command = request("command " + id, "POST", "payments/pay-1/release", "");
      ((ObjectNode) command.path("headers")).put("idempotency-key", "key-1");
      body(command, key, "application/json", "{\"reason\":\"付款人取消\"}");
      signRequest(command, key);
      ObjectNode citizen = request("token " + id, "POST", "penalties/search", "");
      ((ObjectNode) citizen.path("headers")).put("authorization", "Bearer made-up-token");
      body(citizen, key, "application/json", "{\"status\":\"PAYABLE\"}");
      signRequest(citizen, key);
      wrongRequests(id, key);
    }
    changed(
        "post test-sm2",
        "the signature in DER",
        "SIGNATURE_INVALID",
        message -> message.put("signature", der(message.path("signature").asText())));
  }

  private void wrongRequests(String id, Vectors.Key key) throws GeneralSecurityException {
    changed(
        "get with query " + id,
        "another query",
        "SIGNATURE_INVALID",
        message -> message.put("query", "?text=x"));
    changed(
        "command " + id,
        "another Idempotency-Key",
        "SIGNATURE_INVALID",
        message -> ((ObjectNode) message.path("headers")).put("idempotency-key", "key-2"));
    changed(
        "command " + id,
        "another body",
        "DIGEST_MISMATCH",
        message -> message.put("body", "{\"reason\":\"other\"}"));
    changed(
        "post " + id,
        "another alg",
        "ALGORITHM_REFUSED",
        message ->
            message.put(
                "signatureInput",
                message
                    .path("signatureInput")
                    .asText()
                    .replace("alg=\"" + key.alg(), "alg=\"" + "rsa-v1_5-sha256")));
    changed(
        "post " + id,
        "an unknown key",
        "KEY_UNKNOWN",
        message ->
            message.put(
                "signatureInput", message.path("signatureInput").asText().replace(id, "other")));
    ObjectNode less = request("get " + id + ", without @query", "GET", "keys/1", "");
    Map<String, Object> parameters = parameters(key, "igs-request", "less");
    sign(less, key, List.of("\"@method\"", "\"@authority\"", "\"@path\""), parameters);
    refused(less, "SIGNATURE_INVALID");
    wrongParameter(id, key, "tag", "igs-response", "SIGNATURE_INVALID");
    wrongParameter(id, key, "nonce", "c2hvcnQ", "SIGNATURE_INVALID");
    wrongParameter(id, key, "expires", Vectors.NOW + 301, "SIGNATURE_INVALID");
    wrongParameter(id, key, "expires", Vectors.NOW - 1, "SIGNATURE_INVALID");
    wrongParameter(id, key, "created", Vectors.NOW + 301, "SIGNATURE_INVALID");
    ObjectNode old = request("get " + id + ", 301 s old", "GET", "keys/1", "");
    parameters = parameters(key, "igs-request", "old");
    parameters.put("created", Vectors.NOW - 301);
    parameters.put("expires", Vectors.NOW - 1);
    sign(old, key, covered(old), parameters);
    refused(old, "CLOCK_SKEW");
  }

  private void wrongParameter(String id, Vectors.Key key, String name, Object value, String refusal)
      throws GeneralSecurityException {
    ObjectNode message = request("get " + id + ", " + name + "=" + value, "GET", "keys/1", "");
    Map<String, Object> parameters = parameters(key, "igs-request", name);
    parameters.put(name, value);
    sign(message, key, covered(message), parameters);
    refused(message, refusal);
  }

  /** Returns the header with r and s in DER. */
  private static String der(String header) {
    byte[] raw = Base64.getDecoder().decode(header.substring(5, header.length() - 1));
    try {
      byte[] der =
          new DERSequence(
                  new ASN1Encodable[] {
                    new ASN1Integer(new BigInteger(1, Arrays.copyOf(raw, 32))),
                    new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)))
                  })
              .getEncoded();
      return "igs=:" + Vectors.base64(der) + ":";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

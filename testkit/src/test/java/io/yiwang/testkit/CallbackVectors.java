package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** Makes callbacks.json: signed callbacks, and wrong ones. */
final class CallbackVectors extends SignedVectors {
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"source\":\"https://gw.example.gov.cn/igs/v1\","
          + "\"type\":\"igs.payment.settled\",\"time\":\"2023-11-15T06:13:20+08:00\","
          + "\"datacontenttype\":\"application/json\",\"platform\":\"wallet\","
          + "\"subject\":\"pay-1\",\"data\":{\"paymentId\":\"pay-1\",\"orderNo\":\"order-1\","
          + "\"amount\":15000,\"status\":\"SETTLED\",\"revision\":2}}";

  CallbackVectors(Vectors keys) throws IOException {
    super(keys, "callbacks.json", "7");
  }

  @Override
  void add() throws GeneralSecurityException {
    for (String id : Vectors.SIGNING) {
      Vectors.Key key = keys().key(id);
      ObjectNode message = Json.object().put("name", "settled " + id).put("method", "POST");
      message.put("path", "/gov/callbacks").putObject("headers");
      body(message, key, "application/cloudevents+json", EVENT);
      sign(
          message,
          key,
          List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\""),
          parameters(key, "igs-callback", "settled " + id));
      String name = "settled " + id;
      changed(
          name,
          "one bit of the signature changed",
          "the signature does not verify",
          other -> other.put("signature", flipped(other.path("signature").asText())));
      changed(
          name,
          "to another path",
          "the signature does not verify",
          other -> other.put("path", "/other"));
      changed(
          name,
          "another amount",
          "the digest is of another body",
          other -> other.put("body", EVENT.replace("15000", "1")));
    }
  }
}

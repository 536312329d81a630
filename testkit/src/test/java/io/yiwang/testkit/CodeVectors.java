package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

/** Makes qr-codes.json: printed codes, and wrong ones. */
final class CodeVectors extends SignedVectors {
  CodeVectors(Vectors keys) throws IOException {
    super(keys, "qr-codes.json", "9");
  }

  private ObjectNode code(String name, Vectors.Key key, String target, long expiry)
      throws GeneralSecurityException {
    String base = "https://" + target + "?x=" + expiry + "&k=" + key.id();
    byte[] signature = signature(name, key, base);
    ObjectNode vector = Json.object().put("name", name).put("base", base);
    vector.put("signature", Vectors.base64(signature));
    vector.put("host", "gw.example.gov.cn");
    vector.put(
        "text", base + "&s=" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    vectors().add(vector.put("valid", true).put("expires", expiry));
    return vector;
  }

  @Override
  void add() throws GeneralSecurityException {
    String host = "gw.example.gov.cn";
    long later = Vectors.NOW + 86_400;
    for (String id : Vectors.SIGNING) {
      code("penalty " + id, keys().key(id), host + "/q/p/3301062026000001", later)
          .put("kind", "p")
          .put("id", "3301062026000001");
    }
    for (String id : List.of("test-ed25519", "test-sm2")) {
      Vectors.Key key = keys().key(id);
      String number = "杭西综执罚字〔2017〕第000123号";
      code("Chinese " + id, key, host + "/q/p/" + URLEncoder.encode(number, UTF_8), later)
          .put("kind", "p")
          .put("id", number);
      code("service " + id, key, host + "/q/s/svc-1", later).put("kind", "s").put("id", "svc-1");
      code("campaign " + id, key, host + "/q/c/c-1", later).put("kind", "c").put("id", "c-1");
      code("signing " + id, key, host + "/q/g/sig-1", later).put("kind", "g").put("id", "sig-1");
      refused(code("old " + id, key, host + "/q/p/1", Vectors.NOW - 1), "EXPIRED");
      refused(code("elsewhere " + id, key, "gw.example.com/q/p/1", later), "WRONG_HOST");
      changed(
          "penalty " + id,
          "another number",
          "WRONG_SIGNATURE",
          message ->
              message.put("text", message.path("text").asText().replace("26000001", "26000002")));
    }
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(GovSandboxExtension.class)
class RequestShapeTest {
  private static Set<String> fields(RawClient.Reply reply) throws Exception {
    assertEquals(400, reply.status());
    assertEquals("BAD_REQUEST", reply.code());
    Set<String> fields = new TreeSet<>();
    for (JsonNode field : reply.json().get("fields")) {
      fields.add(
          field.get("in").asText()
              + " "
              + field.get("pointer").asText()
              + " "
              + field.get("code").asText());
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'orderNo':'o-1','channel':'c'}|body /lines REQUIRED",
        "{'orderNo':'o-1','channel':'c','lines':[{'decisionNumber':'1','amount':'1'}]}|body /lines/0/amount WRONG_TYPE",
        "{'orderNo':'o-1','channel':'c','lines':[]}|body /lines TOO_SHORT",
        "{'orderNo':'a b','channel':'c','lines':[{'decisionNumber':'1','amount':1}]}|body /orderNo WRONG_FORM",
        "{'orderNo':'o-1','channel':'c','more':1,'lines':[{'decisionNumber':'1','amount':1}]}|body /more UNKNOWN_MEMBER",
        "[|body  NOT_JSON",
        "{'orderNo':'o-1','orderNo':'o-1'}|body  NOT_JSON"
      })
  void body_againstTheDocument_namesPlaceAndRule(String json, String field, GovSandbox sandbox)
      throws Exception {
    RawClient.Reply reply =
        new RawClient(sandbox, "POST", "payments").json(json).key("k-1").send().verified(true);

    assertEquals(Set.of(field), fields(reply));
  }

  @Test
  void headers_missingKey_isRequired(GovSandbox sandbox) throws Exception {
    RawClient raw = new RawClient(sandbox, "POST", "payments").json("{}");

    assertEquals(Set.of("header /Idempotency-Key REQUIRED"), fields(raw.send()));
  }

  @Test
  void contentType_other_isWrongForm(GovSandbox sandbox) throws Exception {
    RawClient raw =
        new RawClient(sandbox, "POST", "penalties/search").body("text/plain", "{}".getBytes(UTF_8));

    assertEquals(Set.of("header /Content-Type WRONG_FORM"), fields(raw.send()));
  }

  @Test
  void query_unknownAndOutOfRange_areBothReported(GovSandbox sandbox) throws Exception {
    RawClient raw = new RawClient(sandbox, "GET", "notices?channel=NEWS&limit=500&since2=x");

    assertEquals(
        Set.of("query /limit OUT_OF_RANGE", "query /since2 UNKNOWN_MEMBER"), fields(raw.send()));
  }

  @Test
  void size_moreThanOneMebibyte_isTooLarge(GovSandbox sandbox) throws Exception {
    RawClient raw =
        new RawClient(sandbox, "POST", "penalties/search")
            .body("application/json", new byte[(1 << 20) + 1]);

    RawClient.Reply reply = raw.send().verified(true);

    assertEquals(413, reply.status());
    assertEquals("BODY_TOO_LARGE", reply.code());
  }

  @Test
  void sealed_movedOrForAnotherKey_isNamed(GovSandbox sandbox) throws Exception {
    JsonNode moved = Json.MAPPER.valueToTree(sandbox.sealer().seal("张三", "/idNumber"));
    var stranger = Json.object();
    stranger.setAll((com.fasterxml.jackson.databind.node.ObjectNode) moved);
    stranger.put("kid", "other");
    var body = Json.object().put("idType", "RESIDENT_ID");
    body.set("name", moved);
    body.set("idNumber", stranger);

    RawClient.Reply reply =
        new RawClient(sandbox, "POST", "identity/checks")
            .body("application/json", Json.bytes(body))
            .send();

    assertEquals(
        Set.of("body /name SEAL_UNREADABLE", "body /idNumber SEAL_KEY_UNKNOWN"), fields(reply));
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminCatalogTest {
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
}

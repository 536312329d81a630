package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminSandboxTest {
  @Test
  void reset_usedSandbox_isNewAtTheSameAddress(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode before = admin.call(200, "GET /state", "/state", "");
    RawPayments.settle(sandbox, "order-1");
    admin.call(201, "POST /faults", "/faults", "{'fault': 'answerLost'}");
    admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': 'P3D'}");

    JsonNode after = admin.call(200, "POST /reset", "/reset", "");

    assertEquals(before.get("endpoint"), after.get("endpoint"));
    assertNotEquals(before.get("account"), after.get("account"));
    assertEquals(0, after.get("faultsWaiting").intValue());
    JsonNode ledger = admin.call(200, "GET /ledger", "/ledger", "");
    assertEquals(0, ledger.get("entries").size());
    assertEquals("PT0S", admin.call(200, "GET /clock", "/clock", "").get("offset").textValue());
    RawPayments.settle(sandbox, "order-1");
  }

  @Test
  void client_settings_nameItsFiles(GovSandbox sandbox) throws Exception {
    JsonNode client = new AdminClient(sandbox).call(200, "GET /client", "/client", "");

    JsonNode settings = client.get("settings");
    assertEquals(sandbox.endpoint().toString(), settings.get("endpoint").textValue());
    for (String name : List.of("privateKey", "gatewayPublicKey", "anchor", "sealPublicKey")) {
      String pem = client.get("files").path(settings.get(name).textValue()).asText();
      assertTrue(pem.startsWith("-----BEGIN "), name);
    }
  }

  @Test
  void clock_setAndAdvanced_changesTheGatewaysTime(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);

    JsonNode set = admin.call(200, "PUT /clock", "/clock", "{'now': '2030-01-31T09:00:00+08:00'}");
    assertTrue(set.get("now").textValue().startsWith("2030-01-31T09:00"));
    JsonNode later = admin.call(200, "POST /clock/advance", "/clock/advance", "{'by': '-PT1H'}");
    assertTrue(later.get("now").textValue().startsWith("2030-01-31T08:00"));
    assertEquals(2030, sandbox.clock().instant().atZone(java.time.ZoneOffset.UTC).getYear());
  }
}

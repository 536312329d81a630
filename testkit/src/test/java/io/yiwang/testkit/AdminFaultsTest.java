package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminFaultsTest {
  @Test
  void faults_everyKindOfTheDocument_canBeAdded(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode kinds = admin.call(200, "GET /faults", "/faults", "").get("kinds");
    JsonNode named = AdminClient.DOCUMENT.at("/components/schemas/NewFault/properties/fault/enum");
    assertEquals(named.size(), kinds.size());

    for (JsonNode kind : kinds) {
      StringBuilder body = new StringBuilder("{'fault': '" + kind.get("fault").asText() + "'");
      for (JsonNode parameter : kind.get("parameters")) {
        String value =
            switch (parameter.asText()) {
              case "status" -> "503";
              case "mebibytes" -> "1";
              case "location" -> "'http://127.0.0.1/'";
              default -> "'PT5M'";
            };
        body.append(", '").append(parameter.asText()).append("': ").append(value);
      }
      admin.call(201, "POST /faults", "/faults", body + ", 'operation': 'fine.hold'}");
      assertEquals(
          kind.get("fault").asText(),
          admin.call(200, "GET /faults", "/faults", "").at("/waiting/0/fault").asText());
      admin.call(200, "DELETE /faults", "/faults", "");
    }
    assertEquals(0, sandbox.faults().waiting());
  }

  @Test
  void faults_addedTwice_happenTwice(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    admin.call(
        201,
        "POST /faults",
        "/faults",
        "{'operation': 'fine.hold', 'fault': 'rateLimited', 'retryAfter': 'PT7S', 'times': 2}");
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);

    RawClient.Reply first = RawPayments.pay(sandbox, "order-2", fine).send();
    assertEquals(429, first.status());
    assertEquals("7", first.header("retry-after"));
    assertEquals(429, RawPayments.pay(sandbox, "order-2", fine).send().status());
    assertEquals(201, RawPayments.pay(sandbox, "order-2", fine).send().status());
  }

  @Test
  void faults_addedInJava_areListed(GovSandbox sandbox) throws Exception {
    sandbox.faults().next("fine.hold").times(2).answerLost();

    JsonNode waiting =
        new AdminClient(sandbox).call(200, "GET /faults", "/faults", "").get("waiting");

    assertEquals(List.of("answerLost", "answerLost"), waiting.findValuesAsText("fault"));
    new AdminClient(sandbox).call(200, "DELETE /faults", "/faults", "");
    assertEquals(0, sandbox.faults().waiting());
    assertThrows(
        IOException.class,
        () -> {
          sandbox.faults().next("fine.hold").answerLost();
          RawPayments.pay(sandbox, "order-9", sandbox.seed().payableFines("330106").get(0)).send();
        });
  }
}

package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IdentityHandlersTest {
  private final HandlerTester tester = new HandlerTester();
  private final Seed seed = tester.handlers.seed();

  private String check(String name, String idType, String idNumber) {
    ObjectNode body = Json.object().put("name", name).put("idType", idType);
    return tester
        .call("identity.check")
        .body(body.put("idNumber", idNumber))
        .answers(200)
        .get("result")
        .textValue();
  }

  @Test
  void check_everyCitizen_matches() {
    for (Citizen citizen : seed.citizens()) {
      assertEquals("MATCH", check(citizen.name(), citizen.idType(), citizen.idNumber()));
    }
  }

  @Test
  void check_lowerCaseAndBlanks_match() {
    Citizen liu = seed.citizen("liu-siyuan");

    assertTrue(liu.idNumber().endsWith("X"));
    String lower = liu.idNumber().toLowerCase(Locale.ROOT);
    assertEquals("MATCH", check(" 刘 思远", liu.idType(), lower));
  }

  @Test
  void check_otherName_isMismatch() {
    Citizen citizen = seed.citizens().get(0);

    assertEquals("MISMATCH", check("某人", citizen.idType(), citizen.idNumber()));
  }

  @Test
  void check_unknownNumberOrOtherType_isNotFound() {
    Citizen citizen = seed.citizens().get(0);

    assertEquals("NOT_FOUND", check(citizen.name(), "RESIDENT_ID", "440524188001010014"));
    assertEquals("NOT_FOUND", check(citizen.name(), "PASSPORT", citizen.idNumber()));
  }

  @Test
  void configuration_namesTheGatewayAsIssuer() {
    JsonNode configuration = tester.call("identity.configuration").answers(200);

    assertEquals("https://gateway.invalid/igs/v1", configuration.get("issuer").textValue());
  }
}

package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminCitizensTest {
  @Test
  void citizens_tokenRevoked_isInvalid(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode first = admin.call(200, "GET /citizens", "/citizens", "").at("/items/0");
    String sub = first.get("sub").textValue();
    String token =
        admin
            .call(
                201,
                "POST /citizens/{sub}/tokens",
                "/citizens/" + sub + "/tokens",
                "{'scopes': ['igs:penalties']}")
            .get("accessToken")
            .textValue();

    RawClient search =
        new RawClient(sandbox, "POST", "penalties/search")
            .header("authorization", "Bearer " + token)
            .json("{}");
    assertEquals(200, search.send().status());
    admin.call(204, "DELETE /tokens", "/tokens", "");
    RawClient again =
        new RawClient(sandbox, "POST", "penalties/search")
            .header("authorization", "Bearer " + token)
            .json("{}");
    assertEquals("TOKEN_INVALID", again.send().code());
    admin.call(404, "POST /citizens/{sub}/tokens", "/citizens/nobody/tokens", "");
  }

  @Test
  void login_changed_changesTheJavaControls(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode changed =
        admin.call(
            200,
            "PATCH /login",
            "/login",
            "{'citizen': 'zhang-wei', 'acr': 'igs:strong', 'agrees': false, 'tokensLast': 'PT1M'}");

    assertEquals("zhang-wei", changed.get("citizen").textValue());
    assertEquals("zhang-wei", sandbox.loginControls().citizen().sub());
    assertTrue(sandbox.loginControls().isRefusing());
    assertEquals(Duration.ofMinutes(1), sandbox.loginControls().lifetime());
    assertEquals(changed, admin.call(200, "GET /login", "/login", ""));
    admin.call(
        201, "POST /login/redirects", "/login/redirects", "{'uri': 'https://app.example/cb'}");
    assertTrue(sandbox.loginControls().isRegistered(java.net.URI.create("https://app.example/cb")));
    String key = sandbox.platformPublicKeyPem().replace("\n", "\\n");
    JsonNode registered =
        admin.call(
            201,
            "POST /login/keys",
            "/login/keys",
            "{'keyId': 'login-1', 'scheme': 'ed25519', 'publicKey': '" + key + "'}");
    assertEquals("login-1", registered.at("/keyIds/0").textValue());
  }

  @Test
  void signings_approvedAndRefused_areFinal(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    admin.call(204, "PATCH /signings", "/signings", "{'citizensWait': true}");
    for (String name : List.of("one", "two")) {
      RawClient start =
          new RawClient(sandbox, "POST", "signings")
              .key(name)
              .header(
                  "authorization",
                  "Bearer " + sandbox.accessToken(sandbox.seed().citizens().get(0)).value())
              .json(
                  "{'statement': '同意', 'documents': [{'name': 'a.pdf', 'mediaType':"
                      + " 'application/pdf', 'size': 3, 'digest': {'alg': 'sha-256', 'value':"
                      + " '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='}}], 'expiresIn': 600}");
      assertEquals(201, start.send().status());
    }
    JsonNode list = admin.call(200, "GET /signings", "/signings", "");
    assertTrue(list.get("citizensWait").booleanValue());
    String one = list.at("/items/0/signingId").textValue();
    String two = list.at("/items/1/signingId").textValue();

    JsonNode approved =
        admin.call(200, "POST /signings/{id}/approve", "/signings/" + one + "/approve", "");
    JsonNode refused =
        admin.call(200, "POST /signings/{id}/refuse", "/signings/" + two + "/refuse", "");

    assertEquals("SIGNED", approved.get("status").textValue());
    assertEquals("同意", approved.get("statement").textValue());
    assertEquals("REFUSED", refused.get("status").textValue());
    assertEquals(approved, admin.call(200, "GET /signings/{id}", "/signings/" + one, ""));
    admin.call(404, "GET /signings/{id}", "/signings/none", "");
  }
}

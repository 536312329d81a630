package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
class OpenIdServerTest {
  private static Received authorize(String nonce) {
    String query =
        "client_id=wallet&redirect_uri=http://127.0.0.1/gov/login&response_type=code&scope=openid"
            + "&code_challenge=0123456789012345678901234567890123456789012&nonce="
            + nonce
            + "&code_challenge_method=S256";
    return new Received("GET", "/igs/v1/oidc/authorize", query, "", Map.of(), new byte[0]);
  }

  /** Anybody may request the login page, any number of times. */
  @Test
  void authorize_withoutEnd_doesNotFillTheMemory(GovSandbox sandbox) {
    LoginControls login = new LoginControls(sandbox.seed().citizens().get(0), "secret");
    OpenIdServer server =
        new OpenIdServer(
            login, new Tokens(), sandbox.clock(), URI.create("http://127.0.0.1/igs/v1"));

    for (int i = 0; i < 10_500; i++) {
      assertEquals(302, server.answer(authorize("n")).status());
    }

    assertEquals(10_000, server.waitingCodes());
    String refused = server.answer(authorize("n".repeat(5000))).headers().get("Location");
    assertTrue(refused.contains("error=invalid_request"), refused);
  }
}

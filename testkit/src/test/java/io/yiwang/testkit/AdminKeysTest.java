package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminKeysTest {
  @Test
  void keys_rotatedRegisteredRevoked_areListed(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    JsonNode rotated = admin.call(200, "POST /keys/rotate", "/keys/rotate", "");
    assertEquals(3, rotated.get("gateway").size());
    assertEquals("gw-2", sandbox.gatewayVerifier().keyId());
    admin.call(200, "POST /keys/rotate", "/keys/rotate", "{'use': 'encrypt'}");
    assertEquals("gw-seal-2", sandbox.sealKeyId());
    admin.call(200, "POST /keys/withdraw", "/keys/withdraw", "{'use': 'encrypt'}");
    JsonNode withdrawn =
        admin.call(200, "POST /keys/withdraw", "/keys/withdraw", "{'use': 'sign'}");
    assertEquals(2, withdrawn.get("gateway").size());
    String key = sandbox.gatewayKeyPem().replace("\n", "\\n");
    admin.call(
        201,
        "POST /platform-keys",
        "/platform-keys",
        "{'keyId': 'second', 'scheme': 'ed25519', 'publicKey': '" + key + "'}");
    JsonNode revoked =
        admin.call(
            200, "POST /platform-keys/{keyId}/revoke", "/platform-keys/wallet-2026/revoke", "");
    assertEquals("second", revoked.at("/platform/0/keyId").textValue());
    assertFalse(revoked.at("/platform/0/revoked").booleanValue());
    assertTrue(revoked.at("/platform/1/revoked").booleanValue());
    assertEquals(revoked, admin.call(200, "GET /keys", "/keys", ""));
    admin.call(404, "POST /platform-keys/{keyId}/revoke", "/platform-keys/none/revoke", "");
    admin.call(
        422,
        "POST /platform-keys",
        "/platform-keys",
        "{'keyId': 'third', 'scheme': 'ed25519', 'publicKey': 'none'}");
  }
}

package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class CurlCommandTest {
  private static String curl(GovSandbox sandbox) throws Exception {
    JsonNode all = new AdminClient(sandbox).call(200, "GET /exchanges", "/exchanges", "");
    String last = all.get("items").get(all.get("items").size() - 1).get("number").asText();
    return new AdminClient(sandbox)
        .call(200, "GET /exchanges/{number}", "/exchanges/" + last, "")
        .at("/copies/curl")
        .textValue();
  }

  /** The method of a request may contain special characters of a shell. */
  @Test
  void curl_methodWithShellCommands_isQuoted(GovSandbox sandbox) throws Exception {
    RawHttp.send(sandbox, "GET|reboot&`id`$HOME'x /igs/v1/keys HTTP/1.1", new byte[0]);

    String command = curl(sandbox);
    assertTrue(command.contains(" --request 'GET|REBOOT&`ID`$HOME'\\''X' 'http"), command);
  }

  /** {@code ESC [ 201 ~} ends a paste in a terminal, which would run the rest. */
  @Test
  void curl_bodyWithEscapes_isEncoded(GovSandbox sandbox) throws Exception {
    byte[] body = "x\u001b[201~\nreboot\n".getBytes(UTF_8);
    RawHttp.send(sandbox, "POST /igs/v1/payments HTTP/1.1\nContent-Type: application/json", body);

    String command = curl(sandbox);

    assertFalse(command.contains("\u001b"), command);
    assertTrue(command.contains(Base64.getEncoder().encodeToString(body)), command);
  }
}

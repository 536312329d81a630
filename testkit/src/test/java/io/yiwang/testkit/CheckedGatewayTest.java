package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GovSandboxExtension.class)
@Timeout(120)
class CheckedGatewayTest {
  private static CheckedGateway checked(GovSandbox sandbox, Path folder, List<Duration> pauses)
      throws Exception {
    sandbox.writeKeys(folder);
    Path settings = folder.resolve("client.properties");
    CheckOptions options =
        CheckOptions.parse(List.of("--config", settings.toString(), "--pay", "--expiry"));
    return new CheckedGateway(
        CheckSettings.read(settings),
        options,
        new CheckedGateway.Connection(
            sandbox.clock(), pauses::add, HttpClient.newHttpClient(), null));
  }

  private static void change(GovSandbox sandbox, String member, String value) {
    sandbox
        .faults()
        .add(
            "fine.hold",
            1,
            new Fault(
                "changed",
                attempt -> {
                  Answer right = attempt.process();
                  ObjectNode body = (ObjectNode) Json.parseLeniently(right.content());
                  body.put(member, value);
                  return attempt
                      .signature()
                      .on(
                          new Answer(
                              right.status(),
                              right.contentType(),
                              Json.bytes(body),
                              right.headers()));
                }));
  }

  @Test
  void tidyUp_invalidId_continues(GovSandbox sandbox, @TempDir Path folder) throws Exception {
    CheckedGateway gateway = checked(sandbox, folder, new ArrayList<>());
    gateway.learnKeys();
    change(sandbox, "paymentId", "a b/../\u001b[2J");

    gateway.hold(gateway.payable(0));
    gateway.tidyUp();

    assertEquals(1, sandbox.treasury().openHolds());
  }

  @Test
  void expired_holdOfCenturies_doesNotWait(GovSandbox sandbox, @TempDir Path folder)
      throws Exception {
    List<Duration> pauses = new ArrayList<>();
    CheckedGateway gateway = checked(sandbox, folder, pauses);
    gateway.learnKeys();
    change(sandbox, "heldUntil", "2999-12-31T23:59:59+08:00");

    assertThrows(CheckFailed.class, () -> gateway.expired(1));

    assertEquals(List.of(), pauses);
  }
}

package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class GovSandboxSharedTest {
  @RegisterExtension
  static final GovSandboxExtension SANDBOX =
      GovSandboxExtension.shared(GovSandbox.builder().services(10));

  private static @Nullable URI first;

  @AfterAll
  static void forget() {
    first = null;
  }

  private static RawClient.Reply hold(GovSandbox sandbox) throws Exception {
    return new RawClient(sandbox, "POST", "payments")
        .key("same")
        .json(
            "{'orderNo': 'same', 'channel': 'APP', 'lines': [{'decisionNumber': '%s', 'amount': 15000}]}"
                .formatted(sandbox.seed().payableFines("330106").get(0).decisionNumber()))
        .send();
  }

  @RepeatedTest(3)
  void shared_eachTest_isResetAtTheSameAddress(GovSandbox sandbox, GovClient gov) throws Exception {
    URI before = first;
    if (before != null) {
      assertEquals(before, sandbox.endpoint());
    }
    first = sandbox.endpoint();
    assertEquals("gw-1", sandbox.gatewayVerifier().keyId());

    RawClient.Reply reply = hold(sandbox);

    assertEquals(201, reply.status());
    assertEquals(null, reply.header("idempotency-replayed"));
    sandbox.rotateKeys();
    sandbox.revokePlatformKey();
    sandbox.clock().advance(Duration.ofDays(40));
    sandbox.faults().next().answerLost();
    sandbox.treasury().closeForDayEnd(Duration.ofMinutes(1));
    sandbox
        .wireMock()
        .stubFor(
            com.github.tomakehurst.wiremock.client.WireMock.any(
                    com.github.tomakehurst.wiremock.client.WireMock.anyUrl())
                .willReturn(com.github.tomakehurst.wiremock.client.WireMock.aResponse()));
    assertTrue(gov.toString().length() > 0);
  }

  @Test
  void reset_earlierTreasury_isNotChanged(GovSandbox sandbox) throws Exception {
    String account = sandbox.account();
    Treasury old = sandbox.treasury();
    hold(sandbox);

    sandbox.reset();

    assertNotEquals(account, sandbox.account());
    assertEquals(1, old.openHolds());
    assertEquals(0, sandbox.treasury().openHolds());
    assertThrows(
        IllegalArgumentException.class, () -> sandbox.signingControls().statement("sig-1000001"));
  }
}

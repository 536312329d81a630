package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that answers and faults are the same with and without WireMock, over HTTP/1.1 and HTTP/2.
 */
@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class StubsTest {
  private static final String CONFIGURATION = ".well-known/openid-configuration";

  private static RawClient.Reply configuration(GovSandbox sandbox) throws Exception {
    return new RawClient(sandbox, "GET", CONFIGURATION).send();
  }

  @Test
  void stubFor_operation_isAnsweredByTheStubUntilTheReset(GovSandbox sandbox) throws Exception {
    assertEquals(200, configuration(sandbox).verified(true).status());
    sandbox
        .wireMock()
        .stubFor(
            WireMock.get(WireMock.urlPathEqualTo(sandbox.endpoint().getPath() + CONFIGURATION))
                .willReturn(WireMock.status(418)));

    assertEquals(418, configuration(sandbox).status());
    assertEquals(200, new RawClient(sandbox, "GET", "keys").send().verified(true).status());
    sandbox.reset();
    assertEquals(200, configuration(sandbox).verified(true).status());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wireMock_ofASandbox_isAtItsAddress(boolean tls) {
    try (GovSandbox sandbox = GovSandbox.builder().services(0).tls(tls).start()) {
      String address = sandbox.endpoint().getScheme() + "://localhost:" + port(sandbox);

      assertEquals(address, sandbox.wireMock().baseUrl());
      assertEquals(port(sandbox), tls ? sandbox.wireMock().httpsPort() : sandbox.wireMock().port());
      assertTrue(sandbox.wireMock().isRunning());
    }
  }

  private static int port(GovSandbox sandbox) {
    return sandbox.endpoint().getPort();
  }

  @Test
  void listener_ofWireMock_receivesEachRequest(GovSandbox sandbox) throws Exception {
    List<String> urls = new CopyOnWriteArrayList<>();
    sandbox
        .wireMock()
        .addMockServiceRequestListener((request, answer) -> urls.add(request.getUrl()));

    configuration(sandbox);

    assertEquals(List.of(sandbox.endpoint().getPath() + CONFIGURATION), urls);
    assertEquals(1, sandbox.requests().size());
  }

  static Stream<Arguments> ways() {
    return Stream.of(false, true)
        .flatMap(tls -> Stream.of(false, true).flatMap(wireMock -> faults(tls, wireMock)));
  }

  private static Stream<Arguments> faults(boolean tls, boolean wireMock) {
    Consumer<NextFault> slow = next -> next.slowBody(Duration.ofSeconds(4));
    // WireMock ends an incomplete stream of HTTP/2 as if it were complete.
    Reason half = tls && wireMock ? Reason.UNTRUSTED_REPLY : Reason.NO_ANSWER;
    return Stream.of(
        fault(tls, wireMock, "answerLost", NextFault::answerLost, Reason.NO_ANSWER),
        fault(tls, wireMock, "resetAfterWork", NextFault::resetAfterWork, Reason.NO_ANSWER),
        fault(tls, wireMock, "halfBody", NextFault::halfBody, half),
        fault(tls, wireMock, "slowBody", slow, Reason.DEADLINE));
  }

  private static Arguments fault(
      boolean tls, boolean wireMock, String name, Consumer<NextFault> fault, Reason reason) {
    return Arguments.of(tls, wireMock, name, fault, reason);
  }

  @ParameterizedTest(name = "{2}, TLS {0}, WireMock {1}")
  @MethodSource("ways")
  void hold_faultInTheAnswer_isDoneButUnknown(
      boolean tls, boolean wireMock, String name, Consumer<NextFault> fault, Reason reason) {
    // Short only for the test of a timeout, since WireMock may still be loading.
    Duration timeout = Duration.ofSeconds(reason == Reason.DEADLINE ? 2 : 30);
    try (GovSandbox sandbox = GovSandbox.builder().services(0).tls(tls).start();
        GovClient gov = sandbox.clientBuilder().maxAttempts(1).callTimeout(timeout).build()) {
      if (wireMock) {
        sandbox.wireMock();
      }
      Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
      fault.accept(sandbox.faults().next("fine.hold"));

      var e =
          assertThrows(
              OutcomeUnknownException.class, () -> gov.call(Calls.hold(fine, 15000)), name);

      assertEquals(reason, e.reason());
      assertEquals(1, sandbox.treasury().openHolds());
      assertEquals("HELD", gov.call(Calls.lookup(fine)).status());
    }
  }
}

package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestGateway.NOW;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that an unknown key makes the client fetch the list, no more often than IGS/1 section 2.5
 * allows.
 */
class KeyListTest {
  private static final Receipt DONE = new Receipt("p-1", null);

  private final TestGateway first = new TestGateway("gw-1");
  private final TestGateway second = new TestGateway("gw-2");
  private final TestGateway stranger = new TestGateway("gw-3");
  private final TrustedKeys ring = TrustedKeys.trusting(this::trust);
  private final TestPipe pipe = new TestPipe().ring(ring);

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  /** Trusts the first two keys, by what takes the place of their certificates. */
  private Verifier trust(GatewayKey key, String host, Instant at) throws GeneralSecurityException {
    for (TestGateway gateway : List.of(first, second)) {
      // The endpoint's host also decides whose key it is.
      if (host.equals("127.0.0.1") && key.chain().equals(List.of(gateway.chain()))) {
        return gateway.verifier();
      }
    }
    throw new GeneralSecurityException("no anchor");
  }

  private static String list(TestGateway... gateways) {
    return "{\"keys\":["
        + String.join(",", List.of(gateways).stream().map(TestGateway::entry).toList())
        + "],\"more\":1}";
  }

  private Step done(TestGateway by) {
    return signed(by.answers(200, RECEIPT));
  }

  private OutcomeUnknownException assertUntrusted() {
    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));
    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    return e;
  }

  private List<String> lines() {
    return pipe.received().stream().map(ScriptedServer.Received::line).toList();
  }

  private long fetches() {
    return lines().stream().filter(line -> line.equals("GET /igs/v1/keys HTTP/1.1")).count();
  }

  @Test
  void call_unknownKey_fetchesTheListSignedWithTheKeyItIntroduces() {
    pipe.then(done(first), signed(first.answers(200, list(first))), done(first));

    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(
        List.of(
            "POST /igs/v1/payments HTTP/1.1",
            "GET /igs/v1/keys HTTP/1.1",
            "POST /igs/v1/payments HTTP/1.1"),
        lines());
    pipe.checked(1);
  }

  @Test
  void call_gzippedList_isRead() {
    pipe.then(done(first), signed(first.answers(200, list(first)).gzip()));

    assertEquals(DONE, pipe.call(COMMAND));
  }

  @Test
  void call_keysRotate_bothVerifyWhileTheyOverlapAndTheOldIsDroppedLater() {
    pipe.then(done(first), signed(first.answers(200, list(first))));
    assertEquals(DONE, pipe.call(COMMAND));

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(second), signed(first.answers(200, list(first, second))));
    assertEquals(DONE, pipe.call(COMMAND));
    pipe.then(done(first));
    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(2, fetches());

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(stranger), signed(second.answers(200, list(second))));
    assertUntrusted();
    assertEquals(3, fetches());
    pipe.then(done(first));
    assertUntrusted();
    assertNull(ring.find("gw-1", NOW));
    pipe.then(done(second));
    assertEquals(DONE, pipe.call(COMMAND));
  }

  @Test
  void call_laterListSignedWithAnUnknownKey_isNotAdopted() {
    pipe.then(done(first), signed(first.answers(200, list(first))));
    assertEquals(DONE, pipe.call(COMMAND));

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(second), signed(second.answers(200, list(first, second))));

    assertTrue(assertUntrusted().getMessage().contains("does not hold"));
    assertNull(ring.find("gw-2", NOW));
    assertNotNull(ring.find("gw-1", NOW));
  }

  /** Checks a list that somebody signs with a stolen key that the gateway has withdrawn. */
  @Test
  void call_withdrawnKeyIntroducesItself_isNotAdopted() {
    pipe.then(done(first), signed(first.answers(200, list(first, second))));
    assertEquals(DONE, pipe.call(COMMAND));
    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(stranger), signed(second.answers(200, list(second))));
    assertUntrusted();

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(first), signed(first.answers(200, list(first, second))));
    assertUntrusted();
    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(first), signed(second.answers(200, list(first, second))));
    assertUntrusted();

    assertNull(ring.find("gw-1", NOW));
  }

  @Test
  void call_clockTenMinutesOff_learnsTheKeysAndThenTheTime() {
    for (Duration off : List.of(Duration.ofMinutes(10), Duration.ofMinutes(-10))) {
      try (TestPipe late = new TestPipe().ring(TrustedKeys.trusting(this::trust))) {
        late.now(NOW.plus(off))
            .then(
                signed(first.refuses(401, "CLOCK_SKEW")),
                signed(first.answers(200, list(first))),
                signed(first.answers(200, RECEIPT)));

        assertEquals(DONE, late.call(COMMAND));
        assertEquals(NOW.getEpochSecond(), late.checked(2).created(), "the gateway's time");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void call_keyThatBeganAfterTheSlowClock_isAdoptedByTheGatewaysTime() {
    pipe.now(NOW.minusSeconds(4000))
        .then(
            signed(first.refuses(401, "CLOCK_SKEW")),
            signed(first.answers(200, list(first))),
            signed(first.answers(200, RECEIPT)));

    assertEquals(DONE, pipe.call(COMMAND));
  }

  @Test
  void call_expiredKeyWithAnEarlierTime_isRefused() {
    pipe.now(NOW.plusSeconds(3601))
        .then(signed(first.refuses(401, "CLOCK_SKEW")), signed(first.answers(200, list(first))));

    assertUntrusted();
  }

  @Test
  void call_wrongKeyIdAndEmptyRing_isTheGatewaysRejection() {
    pipe.then(signed(first.refuses(401, "KEY_UNKNOWN")), signed(first.answers(200, list(first))));

    assertEquals(
        "KEY_UNKNOWN", assertThrows(RejectedException.class, () -> pipe.call(COMMAND)).code());
  }

  @Test
  void call_listNotFound_saysToCheckThePath() {
    pipe.then(signed(first.refuses(404, "NOT_FOUND")), signed(first.refuses(404, "NOT_FOUND")));

    String text = assertUntrusted().getMessage();

    assertTrue(text.contains("GET keys is HTTP 404; check the endpoint's path"), text);
  }

  @Test
  void call_keyThatIsNotTrusted_saysWhy() {
    pipe.then(done(stranger), signed(stranger.answers(200, list(stranger))));

    assertTrue(assertUntrusted().getMessage().contains("(no anchor)"));

    pipe.then(done(stranger));
    assertTrue(assertUntrusted().getMessage().contains("(no anchor)"), "also between two fetches");
  }

  @Test
  void call_newKeyInAListOfAHeldKey_isAdopted() {
    pipe.then(done(first), signed(first.answers(200, list(first))));
    assertEquals(DONE, pipe.call(COMMAND));

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(done(second), signed(first.answers(200, list(first, second))));

    assertEquals(DONE, pipe.call(COMMAND));
  }

  @Test
  void call_manyThreadsMeetAnUnknownKey_fetchOnce() throws Exception {
    int threads = 16;
    Step either =
        (request, socket) ->
            (request.line().contains("/keys ")
                    ? signed(first.answers(200, list(first)))
                    : done(first))
                .serve(request, socket);
    for (int i = 0; i <= threads; i++) {
      pipe.then(either);
    }
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Receipt>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(
            pool.submit(
                () -> {
                  start.await();
                  return pipe.call(COMMAND);
                }));
      }
      start.countDown();
      for (Future<Receipt> answer : answers) {
        assertEquals(DONE, answer.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertEquals(1, fetches());
  }

  @Test
  void call_listThatDoesNotHelp_isFetchedAtMostOnceAMinute() {
    pipe.then(done(stranger), signed(first.answers(200, list(first))));
    assertUntrusted();
    assertEquals(1, fetches());

    pipe.sleeper.advance(Duration.ofSeconds(59));
    pipe.then(done(stranger));
    assertUntrusted();
    assertEquals(1, fetches());

    pipe.sleeper.advance(Duration.ofSeconds(1));
    pipe.then(done(stranger), signed(first.answers(200, list(first))));
    assertUntrusted();
    assertEquals(2, fetches());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_listCannotBeFetched_isFetchedAgainAfterASecondThenTwoThenFour(Failure failure) {
    pipe.maxReplyBytes(1 << 15);
    for (int fetched = 1; fetched <= 3; fetched++) {
      pipe.then(done(first), failure.of(this));
      assertUntrusted();
      assertEquals(fetched, fetches());

      pipe.sleeper.advance(Duration.ofMillis((1000 << (fetched - 1)) - 1));
      pipe.then(done(first));
      assertUntrusted();
      assertEquals(fetched, fetches());
      pipe.sleeper.advance(Duration.ofMillis(1));
    }
    pipe.then(done(first), signed(first.answers(200, list(first))));

    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(4, fetches());
  }

  @Test
  void call_listCannotBeFetchedForLong_isFetchedOnceAMinute() {
    for (int i = 0; i < 8; i++) {
      pipe.then(done(first), hangUp());
      assertUntrusted();
      pipe.sleeper.advance(Duration.ofMinutes(1));
    }
    pipe.then(done(first), hangUp());
    assertUntrusted();
    assertEquals(9, fetches());

    pipe.sleeper.advance(Duration.ofSeconds(59));
    pipe.then(done(first));
    assertUntrusted();
    assertEquals(9, fetches());
  }

  @Test
  void call_heldKey_neverFetches() throws GeneralSecurityException {
    GatewayKey key =
        new GatewayKey(
            "gw-1",
            "ed25519",
            "sign",
            NOW.minusSeconds(9).atOffset(ZoneOffset.UTC),
            NOW.plusSeconds(9).atOffset(ZoneOffset.UTC),
            List.of(first.chain()));
    TrustedKeys.Offer offer = new TrustedKeys.Offer("127.0.0.1", List.of(key), "gw-1", NOW);
    ring.adopt(offer, ring.signer(offer, NOW), NOW);
    pipe.then(done(first));

    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(0, fetches());
  }

  @Test
  void call_unsignedAnswer_neverFetches() {
    pipe.then(reply(first.answers(200, RECEIPT).unsigned()));

    assertUntrusted();
    assertEquals(0, fetches());
  }

  @Test
  void call_ringOfPinnedKeys_neverFetches() {
    pipe.ring(TrustedKeys.pinned(first.verifier())).then(done(stranger));

    assertUntrusted();
    assertEquals(0, fetches());
  }

  @Test
  void call_keyOfWrongChain_isRefused() {
    pipe.then(done(stranger), signed(stranger.answers(200, list(stranger))));

    assertUntrusted();
    assertEquals(1, fetches());
  }

  @Test
  void call_expiredKey_isRefused() {
    pipe.now(NOW.plusSeconds(3601))
        .then(
            signed(first.answers(200, RECEIPT).created(NOW.plusSeconds(3601))),
            signed(first.answers(200, list(first)).created(NOW.plusSeconds(3601))));

    assertUntrusted();
  }

  /**
   * Checks that somebody who has a trusted key's certificate, but not the key, cannot forge a list.
   */
  @Test
  void call_listForgedAroundATrustedChain_isRefused() {
    TestGateway forger = new TestGateway("gw-1");
    pipe.then(signed(forger.answers(200, RECEIPT)), signed(forger.answers(200, list(first))));

    assertUntrusted();
    assertNull(ring.find("gw-1", NOW));
  }

  @Test
  void call_listOlderThanTheOneHeld_isRefused() {
    pipe.then(done(first), signed(first.answers(200, list(first))));
    assertEquals(DONE, pipe.call(COMMAND));

    pipe.sleeper.advance(Duration.ofMinutes(2));
    pipe.then(
        done(second), signed(first.answers(200, list(first, second)).created(NOW.minusSeconds(1))));

    assertTrue(assertUntrusted().getMessage().contains("older than the one held"));
    assertNull(ring.find("gw-2", NOW));
  }

  private interface Failure {
    Step of(KeyListTest test);
  }

  static List<Failure> failures() {
    return List.of(
        test -> hangUp(),
        test -> reply(test.second.answers(200, list(test.second)).unsigned()),
        test -> reply(test.second.answers(200, list(test.second)).to(":b3RoZXI=:")),
        test -> signed(test.second.refuses(503, "MAINTENANCE")),
        test -> signed(test.second.answers(200, "{\"keys\":")),
        test -> signed(test.second.answers(200, "{\"keys\":[{\"keyid\":\"gw-2\"}]}")),
        test -> signed(test.second.answersNothing(200)),
        test -> signed(test.second.answers(200, " ".repeat(1 << 15) + list(test.second)).gzip()),
        test -> signed(test.stranger.answers(200, list(test.first, test.second))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_refreshFails_keepsTheHeldKeys(Failure failure) {
    pipe.maxReplyBytes(1 << 15).then(done(first), signed(first.answers(200, list(first))));
    assertEquals(DONE, pipe.call(COMMAND));
    pipe.sleeper.advance(Duration.ofMinutes(2));

    pipe.then(done(second), failure.of(this));
    assertUntrusted();

    assertEquals(2, fetches());
    assertNotNull(ring.find("gw-1", NOW));
    pipe.then(done(first));
    assertEquals(DONE, pipe.call(COMMAND));
  }
}

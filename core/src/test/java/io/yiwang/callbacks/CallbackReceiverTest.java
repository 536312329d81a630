package io.yiwang.callbacks;

import static io.yiwang.callbacks.SignedCallback.NOW;
import static io.yiwang.callbacks.SignedCallback.PATH;
import static io.yiwang.callbacks.SignedCallback.settled;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.KeyRings;
import io.yiwang.RecordingGateway;
import io.yiwang.callbacks.CallbackVerdict.Handled;
import io.yiwang.callbacks.CallbackVerdict.NotHandled;
import io.yiwang.callbacks.CallbackVerdict.Outdated;
import io.yiwang.callbacks.CallbackVerdict.Reason;
import io.yiwang.callbacks.CallbackVerdict.Refused;
import io.yiwang.callbacks.CallbackVerdict.Repeated;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CallbackReceiverTest {
  record Payment(String paymentId, long amount) {}

  private KeyPair keys;
  private final List<Callback> handled = new CopyOnWriteArrayList<>();
  private CallbackReceiver receiver;

  @BeforeEach
  void open() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    receiver = builder().handler(handled::add).build();
  }

  private CallbackReceiver.Builder builder() {
    return CallbackReceiver.builder()
        .keyRing(KeyRing.pinned(new Ed25519Verifier("gw-1", keys.getPublic())))
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private SignedCallback signed(String body) {
    return new SignedCallback(keys, body);
  }

  private SignedCallback signed(String id, long revision) {
    return signed(settled(id, "pay-1", revision)).nonce("nonce of " + id + revision);
  }

  private CallbackVerdict receive(SignedCallback callback) {
    return receiver.receive(callback.request());
  }

  private void assertRefused(Reason reason, CallbackVerdict verdict) {
    assertEquals(reason, assertInstanceOf(Refused.class, verdict).reason());
    assertTrue(verdict.status() >= 400);
    assertEquals(List.of(), handled);
  }

  @Test
  void receive_validCallback_isHandledOnce() {
    CallbackVerdict verdict = receive(signed("e-1", 3));

    assertInstanceOf(Handled.class, verdict);
    assertEquals(204, verdict.status());
    Callback callback = handled.get(0);
    assertEquals("e-1", callback.id());
    assertEquals(CallbackType.PAYMENT_SETTLED, callback.type());
    assertEquals(Optional.of("pay-1"), callback.subject());
    assertEquals(3, callback.revision());
    assertEquals(new Payment("pay-1", 15900), callback.read(Payment.class));
    assertEquals("igs.payment.settled, revision 3", callback.toString());
    assertThrows(IllegalArgumentException.class, () -> callback.read(Handled.class));
  }

  @Test
  void receive_sameEventDeliveredAgain_isAcknowledgedAndNotHandled() {
    receive(signed("e-1", 3));

    CallbackVerdict again = receive(signed("e-1", 3).nonce("another"));

    assertInstanceOf(Repeated.class, again);
    assertEquals(204, again.status());
    assertEquals(1, handled.size());
  }

  @Test
  void receive_sameRequestAgain_isRefused() {
    CallbackRequest request = signed("e-1", 3).request();
    receiver.receive(request);

    CallbackVerdict replayed = receiver.receive(request);

    assertEquals(Reason.REPLAYED, assertInstanceOf(Refused.class, replayed).reason());
    assertEquals(401, replayed.status());
    assertEquals(1, handled.size());
  }

  @Test
  void receive_olderRevisionAfterANewerOne_isAcknowledgedAndNotHandled() {
    receive(signed("e-2", 4));

    assertInstanceOf(Outdated.class, receive(signed("e-1", 3)));
    assertInstanceOf(Handled.class, receive(signed("e-3", 5)));
    assertEquals(List.of(4L, 5L), handled.stream().map(Callback::revision).toList());
  }

  @Test
  void receive_sameRevisionOfOtherObjects_isHandledForEach() {
    receive(signed(settled("e-1", "pay-1", 1)).nonce("a"));
    receive(signed(settled("e-2", "pay-2", 1)).nonce("b"));
    receive(
        signed(settled("e-3", "pay-1", 1).replace("igs.payment.settled", "igs.receipt.issued"))
            .nonce("c"));

    assertEquals(3, handled.size());
  }

  @Test
  void receive_eventsWithoutASubject_areNotComparedWithEachOther() {
    receive(signed(settled("e-1", "p", 5).replace("\"subject\":\"p\",", "")).nonce("a"));
    receive(signed(settled("e-2", "q", 1).replace("\"subject\":\"q\",", "")).nonce("b"));

    assertEquals(2, handled.size());
    assertInstanceOf(
        Repeated.class,
        receive(signed(settled("e-2", "q", 1).replace("\"subject\":\"q\",", "")).nonce("c")));
  }

  @Test
  void receive_fullDeduplicator_stillKnowsTheNewestRevision() {
    receiver = builder().handler(handled::add).deduplicator(new InMemoryDeduplicator(2)).build();
    receive(signed("e-1", 1));
    receive(signed("e-9", 9));
    receive(signed(settled("e-x", "other", 1)).nonce("x"));

    assertInstanceOf(Outdated.class, receive(signed("e-2", 2)));
  }

  /** Checks that the gateway cannot fill the memory with 100,000 names of a megabyte each. */
  @Test
  void inMemory_longKeys_areStoredAsDigests() throws ReflectiveOperationException {
    CallbackDeduplicator memory = new InMemoryDeduplicator(10);
    String name = "x".repeat(1 << 20);

    assertTrue(memory.addNonce(name, NOW));
    memory.markHandled(name, name + "o", 1, NOW);

    assertFalse(memory.addNonce(name, NOW));
    assertTrue(memory.addNonce(name + "y", NOW));
    assertEquals(CallbackDeduplicator.EventState.REPEATED, memory.stateOf(name, "o", 1));
    assertEquals(
        CallbackDeduplicator.EventState.OUTDATED, memory.stateOf(name + "y", name + "o", 1));
    for (String field : List.of("nonces", "revisions")) {
      Field kept = InMemoryDeduplicator.class.getDeclaredField(field);
      kept.setAccessible(true);
      for (Object each : ((Map<?, ?>) kept.get(memory)).keySet()) {
        assertTrue(each.toString().length() <= 64, field);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void receive_deduplicatorFails_makesTheGatewayDeliverAgain(boolean lacksAClass) {
    receiver =
        builder()
            .handler(handled::add)
            .deduplicator(
                new CallbackDeduplicator() {
                  @Override
                  public boolean addNonce(String nonce, Instant until) {
                    if (lacksAClass) {
                      throw new NoClassDefFoundError("Database");
                    }
                    throw new IllegalStateException("database down");
                  }

                  @Override
                  public EventState stateOf(String event, String object, long revision) {
                    return EventState.NEW;
                  }

                  @Override
                  public void markHandled(
                      String event, String object, long revision, Instant until) {
                    // Nowhere.
                  }
                })
            .build();

    CallbackVerdict verdict = receive(signed("e-1", 1));

    assertRefused(Reason.UNAVAILABLE, verdict);
    assertEquals(503, verdict.status());
  }

  @Test
  void receive_olderRevisionWhileANewerOneIsHandled_isDeliveredAgainAndThenOutdated() {
    List<CallbackVerdict> meanwhile = new ArrayList<>();
    receiver = builder().handler(callback -> meanwhile.add(receive(signed("e-1", 1)))).build();

    assertInstanceOf(Handled.class, receive(signed("e-2", 2)));

    assertInstanceOf(NotHandled.class, meanwhile.get(0));
    assertInstanceOf(Outdated.class, receive(signed("e-1", 1).nonce("again")));
  }

  @Test
  void receive_unknownType_isHandled() {
    receive(signed(settled("e-1", "x", 1).replace("igs.payment.settled", "igs.new.thing")));

    assertEquals("igs.new.thing", handled.get(0).type().code());
  }

  @Test
  void receive_handlerThatThrows_makesTheGatewayDeliverAgainUntilItDoesNot() {
    AtomicInteger calls = new AtomicInteger();
    receiver =
        builder()
            .handler(
                callback -> {
                  if (calls.incrementAndGet() < 3) {
                    throw new IllegalStateException("database down");
                  }
                })
            .build();

    for (int i = 1; i <= 2; i++) {
      CallbackVerdict verdict = receive(signed("e-1", 1).nonce("try " + i));
      assertFalse(assertInstanceOf(NotHandled.class, verdict).inProgress());
      assertEquals(503, verdict.status());
    }
    assertInstanceOf(Handled.class, receive(signed("e-1", 1).nonce("try 3")));
    assertInstanceOf(Repeated.class, receive(signed("e-1", 1).nonce("try 4")));
    assertEquals(3, calls.get());
  }

  @Test
  void receive_handlerNotDoneInTime_isInProgressAndRepeatedLater() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CallbackDeduplicator memory = new InMemoryDeduplicator(10);
    receiver =
        builder()
            .executor(
                task ->
                    executor.execute(
                        () -> {
                          task.run();
                          done.countDown();
                        }))
            .answerWithin(Duration.ofMillis(1))
            .deduplicator(memory)
            .handler(
                callback -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .build();

    assertTrue(assertInstanceOf(NotHandled.class, receive(signed("e-1", 1))).inProgress());
    CallbackVerdict meanwhile = receive(signed("e-1", 1).nonce("meanwhile"));
    assertTrue(
        assertInstanceOf(NotHandled.class, meanwhile).inProgress(), "not handled twice at once");
    go.countDown();
    done.await();

    assertInstanceOf(Repeated.class, receive(signed("e-1", 1).nonce("later")));
    executor.shutdown();
  }

  @Test
  void receive_handlerThatThrowsInTimeOrTooLate_isLoggedOnceWithItsStack() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(CallbackReceiver.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    // Other tests may log at the same time.
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    String message = "handler of this test " + System.nanoTime();
    try {
      receiver =
          builder()
              .handler(
                  callback -> {
                    throw new IllegalStateException(message);
                  })
              .build();
      receive(signed("e-1", 1));
      assertEquals(1, thrown(lines, message), "in time");

      receiver =
          builder()
              .executor(
                  task ->
                      executor.execute(
                          () -> {
                            task.run();
                            done.countDown();
                          }))
              .answerWithin(Duration.ofMillis(1))
              .handler(
                  callback -> {
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    throw new StackOverflowError(message);
                  })
              .build();
      assertTrue(
          assertInstanceOf(NotHandled.class, receive(signed("e-2", 1).nonce("late"))).inProgress());
      go.countDown();
      done.await();
      assertEquals(2, thrown(lines, message), "too late, and an error");
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
      executor.shutdown();
    }
  }

  @Test
  void receive_deduplicatorThatThrows_isLoggedWithItsStack() {
    Logger logger = (Logger) LoggerFactory.getLogger(CallbackReceiver.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    String message = "memory of this test " + System.nanoTime();
    try {
      receiver =
          builder()
              .handler(handled::add)
              .deduplicator(
                  (CallbackDeduplicator)
                      Proxy.newProxyInstance(
                          CallbackReceiverTest.class.getClassLoader(),
                          new Class<?>[] {CallbackDeduplicator.class},
                          (proxy, method, arguments) -> {
                            throw new IllegalStateException(message);
                          }))
              .build();

      assertEquals(503, receive(signed("e-1", 1)).status());

      assertEquals(1, thrown(lines, message));
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
  }

  /** Returns how often an exception was logged with its stack. */
  private static long thrown(ListAppender<ILoggingEvent> lines, String message) {
    return lines.list.stream()
        .map(ILoggingEvent::getThrowableProxy)
        .filter(each -> each != null && message.equals(each.getMessage()))
        .filter(each -> each.getStackTraceElementProxyArray().length > 0)
        .count();
  }

  @Test
  void receive_fullExecutor_makesTheGatewayDeliverAgain() {
    AtomicInteger asked = new AtomicInteger();
    receiver =
        builder()
            .handler(handled::add)
            .executor(
                task -> {
                  if (asked.getAndIncrement() == 0) {
                    throw new RejectedExecutionException("full");
                  }
                  task.run();
                })
            .build();

    assertInstanceOf(NotHandled.class, receive(signed("e-1", 1)));
    assertInstanceOf(Handled.class, receive(signed("e-1", 1).nonce("later")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "igs-callback | igs-request    | WRONG_COVERAGE",
        "ed25519      | sm2-sm3        | WRONG_ALGORITHM",
        "gw-1         | gw-2           | UNKNOWN_KEY",
        "1800000300   | 1800000301     | WRONG_COVERAGE",
        "1800000000   | 1799999699     | WRONG_COVERAGE",
        ";nonce=\"n-1\" | ''           | WRONG_COVERAGE",
        "\"n-1\"      | \"\"           | WRONG_COVERAGE",
        ";expires=1800000300 | ''      | WRONG_COVERAGE"
      })
  void receive_parametersOfAnotherMessage_areRefused(
      String part, String replacement, Reason reason) {
    assertRefused(reason, receive(signed(settled("e-1", "p", 1)).parameters(part, replacement)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301})
  void receive_signedTooEarlyOrTooLate_isRefused(long seconds) {
    String created = Long.toString(NOW.getEpochSecond() + seconds);
    String expires = Long.toString(NOW.getEpochSecond() + seconds + 300);

    assertRefused(
        Reason.STALE,
        receive(
            signed(settled("e-1", "p", 1))
                .parameters("1800000300", expires)
                .parameters("created=1800000000", "created=" + created)));
  }

  @Test
  void receive_expired_isRefused() {
    assertRefused(
        Reason.STALE,
        receive(
            signed(settled("e-1", "p", 1))
                .parameters("created=1800000000", "created=1799999990")
                .parameters("1800000300", "1799999999")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"@method\" \"@path\" \"content-type\"",
        "\"@path\" \"@method\" \"content-type\" \"content-digest\"",
        "\"@method\" \"content-type\" \"content-digest\"",
        "\"@method\" \"@path\" \"content-type\" \"content-digest\" \"date\""
      })
  void receive_otherCoverage_isRefused(String components) {
    assertRefused(
        Reason.WRONG_COVERAGE, receive(signed(settled("e-1", "p", 1)).covering(components)));
  }

  @Test
  void receive_forAnotherPathOrMethod_isRefused() {
    SignedCallback callback = signed(settled("e-1", "p", 1));

    assertRefused(
        Reason.WRONG_SIGNATURE,
        receiver.receive(callback.request("POST", PATH + "/x", callback.body())));
    assertRefused(
        Reason.WRONG_SIGNATURE, receiver.receive(callback.request("PUT", PATH, callback.body())));
  }

  @Test
  void receive_bodyReserialised_isRefused() {
    SignedCallback callback = signed(settled("e-1", "p", 1));
    byte[] anew = (new String(callback.body(), UTF_8) + "\n").getBytes(UTF_8);

    assertRefused(Reason.WRONG_DIGEST, receiver.receive(callback.request("POST", PATH, anew)));
  }

  @Test
  void receive_unsignedAndMalformed_areRefused() {
    byte[] body = settled("e-1", "p", 1).getBytes(UTF_8);

    assertRefused(
        Reason.UNSIGNED, receiver.receive(new CallbackRequest("POST", PATH, Map.of(), body)));
    assertRefused(
        Reason.MALFORMED_SIGNATURE,
        receive(signed(settled("e-1", "p", 1)).header("Signature-Input", "igs=((")));
    assertRefused(
        Reason.NO_KNOWN_DIGEST,
        receive(signed(settled("e-1", "p", 1)).header("Content-Digest", "md5=:AA==:")));
    assertRefused(
        Reason.WRONG_COVERAGE,
        receive(signed(settled("e-1", "p", 1)).header("Content-Type", "application/json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"specversion\":\"1.0\"}",
        "{\"specversion\":\"0.3\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":1}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":\"1\"}}",
        // Truncated to a long, it would be smaller than an earlier one.
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":9223372036854775808}}",
        "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\","
            + "\"time\":\"2026-10-22T10:17:06+08:00\",\"data\":{\"revision\":1,\"a\":1,\"a\":1}}"
      })
  void receive_signedButNotAnEvent_isRefused(String body) {
    assertRefused(Reason.UNREADABLE, receive(signed(body)));
  }

  @Test
  void receive_tooLarge_isRefused() {
    CallbackVerdict verdict = receive(signed("x".repeat((1 << 20) + 1)));

    assertRefused(Reason.TOO_LARGE, verdict);
    assertEquals(413, verdict.status());
  }

  /** Flips every fifth bit, which is at least one of each byte. */
  @Test
  void receive_someBitsFlipped_isRefused() {
    flippedBitsAreRefused(5);
  }

  @Test
  @Tag("proof")
  void receive_anyBitFlipped_isRefused() {
    flippedBitsAreRefused(1);
  }

  private void flippedBitsAreRefused(int step) {
    SignedCallback callback = signed(settled("e-1", "p", 1));
    Map<String, String> headers = callback.headers();
    int flips = 0;
    for (int bit = 0; bit < callback.body().length * 8; bit += step, flips++) {
      byte[] body = callback.body();
      body[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(Reason.WRONG_DIGEST, receiver.receive(callback.request("POST", PATH, body)));
    }
    int harmless = 0;
    for (String name : headers.keySet()) {
      String value = headers.get(name);
      for (int bit = 0; bit < value.length() * 7; bit += step, flips++) {
        char[] changed = value.toCharArray();
        changed[bit / 7] ^= (char) (1 << (bit % 7));
        Map<String, String> tampered = new HashMap<>(headers);
        tampered.put(name, new String(changed));
        if (name.equals("Signature") && isSameSignature(value, tampered.get(name))) {
          harmless++;
          continue;
        }
        CallbackVerdict verdict =
            receiver.receive(new CallbackRequest("POST", PATH, tampered, callback.body()));
        int at = bit;
        assertTrue(verdict.status() >= 400, () -> name + " bit " + at + ": " + verdict);
      }
    }
    assertEquals(List.of(), handled);
    System.out.println(flips + " single bits of a callback flipped, " + harmless + " harmless");
    assertTrue(flips > 3000 / step, flips + " flips");
    assertTrue(harmless < 8, harmless + " of them change the spelling of the signature alone");
  }

  /**
   * Returns whether two texts are the same signature, since the last letter of base64 has unused
   * bits.
   */
  private static boolean isSameSignature(String value, String changed) {
    try {
      return changed.startsWith("igs=:")
          && changed.endsWith(":")
          && Arrays.equals(decoded(value), decoded(changed));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] decoded(String value) {
    return Base64.getDecoder().decode(value.substring("igs=:".length(), value.length() - 1));
  }

  /** A client that knows a key only after it has fetched the list. */
  private static final class Source implements Gateway {
    final List<String> asked = new ArrayList<>();
    private final Consumer<Duration> fetch;

    Source(Consumer<Duration> fetch) {
      this.fetch = fetch;
    }

    @Override
    public <T> T call(GovRequest<T> request) {
      throw new AssertionError("only the list is fetched");
    }

    @Override
    public void refreshKeys(String keyId, Duration timeout) {
      asked.add(keyId);
      fetch.accept(timeout);
    }
  }

  @Test
  void receive_unknownKey_isFetchedAndTheCallbackHandled() throws Exception {
    KeyRing ring =
        KeyRing.trusting((key, host, at) -> new Ed25519Verifier(key.keyid(), keys.getPublic()));
    OffsetDateTime year = OffsetDateTime.parse("2020-01-01T00:00:00Z");
    GatewayKey listed =
        new GatewayKey("gw-1", "ed25519", "sign", year, year.plusYears(100), List.of("chain"));
    Source source =
        new Source(
            timeout -> {
              assertTrue(timeout.compareTo(Duration.ofSeconds(5)) < 0, "the gateway waits 5 s");
              KeyRings.adopt(ring, listed, Instant.EPOCH, year.toInstant());
            });
    receiver = builder().keyRing(ring).handler(handled::add).gateway(source).build();

    assertEquals(204, receive(signed(settled("e-1", "p", 1))).status());
    assertEquals(204, receive(signed(settled("e-2", "p", 2)).nonce("other")).status());

    assertEquals(List.of("gw-1"), source.asked);
  }

  /** Checks the time in which no further list is fetched: a callback in it is delivered again. */
  @Test
  void receive_keyThatMayNotBeFetchedYet_isRefusedAndHandledWhenDeliveredAgain() {
    KeyRing ring =
        KeyRing.trusting((key, host, at) -> new Ed25519Verifier(key.keyid(), keys.getPublic()));
    OffsetDateTime year = OffsetDateTime.parse("2020-01-01T00:00:00Z");
    GatewayKey listed =
        new GatewayKey("gw-1", "ed25519", "sign", year, year.plusYears(100), List.of("chain"));
    AtomicInteger fetches = new AtomicInteger();
    Source source =
        new Source(
            timeout -> {
              if (fetches.incrementAndGet() > 1) {
                KeyRings.adopt(ring, listed, Instant.EPOCH, year.toInstant());
              }
            });
    receiver = builder().keyRing(ring).handler(handled::add).gateway(source).build();

    assertRefused(Reason.UNKNOWN_KEY, receive(signed(settled("e-1", "p", 1))));
    assertEquals(204, receive(signed(settled("e-1", "p", 1)).nonce("again")).status());

    assertEquals(1, handled.size());
  }

  @Test
  void receive_handlerThatThrowsAnUndeclaredCheckedException_isLoggedWithItsStack() {
    Logger logger = (Logger) LoggerFactory.getLogger(CallbackReceiver.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    String message = "handler in Kotlin " + System.nanoTime();
    try {
      receiver =
          builder()
              .handler(
                  callback ->
                      CallbackReceiverTest.<RuntimeException>sneakily(new IOException(message)))
              .build();

      assertInstanceOf(NotHandled.class, receive(signed("e-1", 1)));

      assertEquals(1, thrown(lines, message));
    } finally {
      logger.detachAppender(lines);
    }
  }

  /** Throws an undeclared checked exception, as code in Kotlin does. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneakily(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void receive_keyMissingInTheList_isRefused() {
    Source source = new Source(timeout -> {});
    receiver = builder().handler(handled::add).gateway(source).build();

    assertRefused(
        Reason.UNKNOWN_KEY, receive(signed(settled("e-1", "p", 1)).parameters("gw-1", "gw-2")));
    assertEquals(List.of("gw-2"), source.asked);
  }

  private static final String SOURCE = "https://gw.example.gov.cn/igs/v1";

  private static String from(String source, String event) {
    assertTrue(event.contains(SOURCE));
    return event.replace(SOURCE, source);
  }

  private static String forPlatform(String json, String event) {
    return event.replace("\"specversion\"", "\"platform\":" + json + ",\"specversion\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gw.jiangsu.gov.cn/igs/v1",
        SOURCE + "/",
        SOURCE + "#2",
        "https://gw.example.gov.cn/igs/v1/other",
        "urn:another gateway"
      })
  void receive_eventOfAnotherSource_isNeitherRepeatedNorOutdated(String source) {
    receive(signed(settled("e-1", "pay-1", 9)).nonce("a"));

    assertInstanceOf(
        Handled.class, receive(signed(from(source, settled("e-1", "pay-1", 1))).nonce("a")));
    assertInstanceOf(
        Outdated.class, receive(signed(from(source, settled("e-0", "pay-1", 1))).nonce("b")));
    assertInstanceOf(
        Repeated.class, receive(signed(from(source, settled("e-1", "pay-1", 1))).nonce("c")));
    assertInstanceOf(Outdated.class, receive(signed(settled("e-2", "pay-1", 8)).nonce("d")));
    assertInstanceOf(
        Handled.class, receive(signed(from(source, settled("e-3", "pay-1", 2))).nonce("e")));
    assertEquals(List.of(SOURCE, source, source), handled.stream().map(Callback::source).toList());
  }

  @Test
  void receive_twoGatewaysWithOneDeduplicator_areBothHandled() {
    CallbackDeduplicator memory = new InMemoryDeduplicator(100);
    receiver = builder().handler(handled::add).deduplicator(memory).build();
    assertInstanceOf(Handled.class, receive(signed(settled("e-1", "pay-1", 5))));

    receiver = builder().handler(handled::add).deduplicator(memory).build();
    assertInstanceOf(
        Handled.class, receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
    assertInstanceOf(
        Refused.class, receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
  }

  @Test
  void receive_sameSubjectOfAnotherGatewayMeanwhile_isHandledAtOnce() {
    List<CallbackVerdict> meanwhile = new ArrayList<>();
    receiver =
        builder()
            .handler(
                callback -> {
                  if (callback.source().equals(SOURCE)) {
                    meanwhile.add(
                        receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
                  }
                })
            .build();

    receive(signed("e-1", 2));

    assertInstanceOf(Handled.class, meanwhile.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"test-wallet\"", "\"Wallet\"", "\"\"", "\"wallet \"", "\"wallets\""})
  void receive_eventForAnotherPlatform_isRefusedWithoutRecordingIt(String other) {
    CallbackDeduplicator memory = new InMemoryDeduplicator(100);
    receiver = builder().handler(handled::add).deduplicator(memory).platform("wallet").build();
    SignedCallback callback = signed(forPlatform(other, settled("e-1", "pay-1", 1)));

    CallbackVerdict verdict = receive(callback);

    assertRefused(Reason.WRONG_PLATFORM, verdict);
    assertEquals(403, verdict.status());
    receiver =
        builder()
            .handler(handled::add)
            .deduplicator(memory)
            .platform(other.substring(1, other.length() - 1))
            .build();
    assertInstanceOf(Handled.class, receive(callback));
  }

  @Test
  void receive_eventForThisPlatformOrForNone_isHandled() {
    receiver = builder().handler(handled::add).platform("wallet").build();

    receive(signed(forPlatform("\"wallet\"", settled("e-1", "pay-1", 1))).nonce("a"));
    receive(signed(settled("e-2", "pay-1", 2)).nonce("b"));
    receive(signed(forPlatform("null", settled("e-3", "pay-1", 3))).nonce("c"));

    assertEquals(
        List.of(Optional.of("wallet"), Optional.empty(), Optional.empty()),
        handled.stream().map(Callback::platform).toList());
  }

  @Test
  void receive_receiverWithoutPlatform_acceptsAnyPlatform() {
    assertInstanceOf(
        Handled.class, receive(signed(forPlatform("\"any\"", settled("e-1", "pay-1", 1)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[\"wallet\"]", "{\"name\":\"wallet\"}", "true"})
  void receive_platformThatIsNotText_isRefused(String json) {
    receiver = builder().handler(handled::add).platform("wallet").build();

    CallbackVerdict verdict = receive(signed(forPlatform(json, settled("e-1", "pay-1", 1))));

    assertTrue(verdict.status() >= 400, verdict::toString);
    assertEquals(List.of(), handled);
  }

  @Test
  void receive_withAGateway_hasTheAccount() {
    Gateway nameless = new RecordingGateway();
    receiver = builder().handler(handled::add).gateway(Gateway.of("zhejiang", nameless)).build();
    receive(signed("e-1", 1));
    receiver = builder().handler(handled::add).gateway(nameless).build();
    receive(signed("e-2", 2));

    assertEquals(
        List.of(Optional.of("zhejiang"), Optional.empty()),
        handled.stream().map(Callback::account).toList());
  }

  @Test
  void build_settingMissing_isNamed() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> CallbackReceiver.builder().build());
    assertEquals(
        "CallbackReceiver needs keyRing; call .keyRing(...) before .build()", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> builder().answerWithin(Duration.ZERO));
  }

  @Test
  void toString_request_hidesItsContent() {
    assertEquals(
        "callback request, 6 bytes",
        new CallbackRequest("POST", "/secret", Map.of("a", "secret"), "secret".getBytes(UTF_8))
            .toString());
  }
}

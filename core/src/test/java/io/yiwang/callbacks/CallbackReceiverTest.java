package io.yiwang.callbacks;

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
import io.yiwang.callbacks.CallbackVerdict.Handled;
import io.yiwang.callbacks.CallbackVerdict.NotHandled;
import io.yiwang.callbacks.CallbackVerdict.Outdated;
import io.yiwang.callbacks.CallbackVerdict.Reason;
import io.yiwang.callbacks.CallbackVerdict.Refused;
import io.yiwang.callbacks.CallbackVerdict.Repeated;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CallbackReceiverTest extends CallbackReceiverFixture {
  record Payment(String paymentId, long amount) {}

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

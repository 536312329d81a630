package io.yiwang.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class RoundsTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void start_workLeft_isDoneWithoutARest() throws InterruptedException {
    CountDownLatch idle = new CountDownLatch(1);
    Rounds rounds =
        new Rounds(
            "test",
            FOR_EVER,
            () -> {
              if (done.incrementAndGet() < 3) {
                return 1;
              }
              idle.countDown();
              return 0;
            },
            failures::add);
    rounds.start();

    assertTrue(idle.await(20, TimeUnit.SECONDS));
    rounds.close();

    assertEquals(3, done.get());
  }

  static List<Throwable> thrown() {
    return List.of(new IllegalStateException("no"), new IOException("no"), new AssertionError());
  }

  /** Throws an undeclared checked exception, as code in Kotlin does. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> int sneakily(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void start_roundThatThrows_isFollowedByAnother(Throwable thrown) throws InterruptedException {
    CountDownLatch second = new CountDownLatch(2);
    Rounds rounds =
        new Rounds(
            "test",
            Duration.ofMillis(1),
            () -> {
              second.countDown();
              return RoundsTest.<RuntimeException>sneakily(thrown);
            },
            failures::add);
    rounds.start();

    assertTrue(second.await(20, TimeUnit.SECONDS));
    rounds.close();

    assertTrue(rounds.failures() >= 2);
    assertEquals(rounds.failures(), failures.size());
  }

  @Test
  void close_duringARound_waitsForItsEnd() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Rounds rounds =
        new Rounds(
            "test",
            FOR_EVER,
            () -> {
              inside.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              done.incrementAndGet();
              // There is no more work, or the next round would start before the close.
              return 0;
            },
            failures::add);
    rounds.start();
    inside.await();
    Thread closing = new Thread(rounds::close);
    closing.start();
    goOn.countDown();
    closing.join();

    assertEquals(1, done.get());
  }

  @Test
  void start_whileRunning_isRefused() {
    Rounds rounds = new Rounds("test", FOR_EVER, () -> 0, failures::add);
    rounds.start();
    assertThrows(IllegalStateException.class, rounds::start);
    rounds.close();
  }

  @Test
  void start_afterClose_runsAgain() throws InterruptedException {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Rounds rounds =
        new Rounds(
            "test",
            FOR_EVER,
            () -> {
              threads.add(Thread.currentThread());
              return 0;
            },
            failures::add);
    rounds.start();
    Thread first = threads.poll(20, TimeUnit.SECONDS);
    rounds.close();
    rounds.start();
    Thread second = threads.poll(20, TimeUnit.SECONDS);
    rounds.close();

    assertNotNull(first);
    assertNotNull(second);
    assertNotSame(first, second);
  }

  @Test
  void close_interrupted_interruptsTheRoundAndReturns() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Rounds rounds =
        new Rounds(
            "test",
            FOR_EVER,
            () -> {
              inside.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                ended.countDown();
                Thread.currentThread().interrupt();
              }
              return 0;
            },
            failures::add);
    rounds.start();
    assertTrue(inside.await(20, TimeUnit.SECONDS));
    Thread closing = new Thread(rounds::close);
    closing.start();
    closing.interrupt();
    closing.join();

    assertTrue(ended.await(20, TimeUnit.SECONDS));
  }
}

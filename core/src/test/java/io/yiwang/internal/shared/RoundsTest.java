package io.yiwang.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoundsTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final AtomicInteger done = new AtomicInteger();

  @Test
  void start_workThatIsLeft_isDoneWithoutARest() throws InterruptedException {
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
            });
    rounds.start();

    assertTrue(idle.await(20, TimeUnit.SECONDS));
    rounds.close();

    assertEquals(3, done.get());
  }

  @Test
  void start_roundThatThrows_isFollowedByAnother() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(2);
    Rounds rounds =
        new Rounds(
            "test",
            Duration.ofMillis(1),
            () -> {
              second.countDown();
              throw new IllegalStateException("no");
            });
    rounds.start();

    assertTrue(second.await(20, TimeUnit.SECONDS));
    rounds.close();
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
              // Nothing more to do, or the next round would begin before the close.
              return 0;
            });
    rounds.start();
    inside.await();
    Thread closing = new Thread(rounds::close);
    closing.start();
    goOn.countDown();
    closing.join();

    assertEquals(1, done.get());
  }

  @Test
  void start_twiceOrAfterClose_isRefused() {
    Rounds rounds = new Rounds("test", FOR_EVER, () -> 0);
    rounds.start();
    assertThrows(IllegalStateException.class, rounds::start);
    rounds.close();
    assertThrows(IllegalStateException.class, rounds::start);

    Rounds closed = new Rounds("test", FOR_EVER, () -> 0);
    closed.close();
    assertThrows(IllegalStateException.class, closed::start);
  }
}

package io.yiwang.internal.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs a worker's rounds in a daemon thread: at once while there is work, and after a rest. */
public final class Rounds {
  private final String name;
  private final Duration rest;
  private final IntSupplier round;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * The rounds of one worker.
   *
   * @param name of the thread
   * @param rest how long to wait when a round found nothing, or failed
   * @param round says how much it found
   */
  public Rounds(String name, Duration rest, IntSupplier round) {
    this.name = name;
    this.rest = rest;
    this.round = round;
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public synchronized void start() {
    if (thread != null || closed.getCount() == 0) {
      throw new IllegalStateException(name + " starts once; make another one");
    }
    Thread started = new Thread(this::untilClosed, name);
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  private void untilClosed() {
    try {
      do {
        while (closed.getCount() > 0 && runs() > 0) {
          // There may be more.
        }
      } while (!closed.await(rest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      // Whoever interrupted wants it to end.
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  /** A failure must not end the rounds that would find what it left. */
  private int runs() {
    try {
      return round.getAsInt();
    } catch (RuntimeException | Error e) {
      LoggerFactory.getLogger(Rounds.class)
          .warn("a round of {} failed; the next one follows", name, e);
      return 0;
    }
  }

  /** Ends the thread after the round that it is in, and waits for that unless interrupted. */
  public void close() {
    Thread running;
    synchronized (this) {
      closed.countDown();
      running = thread;
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      // Whoever waits for us is in a hurry: calls under way end early, and are asked about later.
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}

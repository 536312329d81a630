package io.yiwang.internal.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a worker's rounds on a daemon thread: without a pause while there is work, otherwise after a
 * rest.
 */
public final class Rounds {
  private final String name;
  private final Duration rest;
  private final IntSupplier round;
  private final Consumer<Throwable> onFailure;
  private final AtomicLong failures = new AtomicLong();
  private @Nullable Run running;

  /**
   * Defines the rounds of one worker, without starting them.
   *
   * @param name the name of the thread
   * @param rest how long to wait after a round that found no work, or failed
   * @param round runs one round and returns how much work it found
   * @param onFailure receives what a round throws
   */
  public Rounds(String name, Duration rest, IntSupplier round, Consumer<Throwable> onFailure) {
    this.name = name;
    this.rest = rest;
    this.round = round;
    this.onFailure = onFailure;
  }

  /** Returns the rest between rounds if it is 1 ms or more. */
  public static Duration check(Duration every) {
    if (every.toMillis() < 1) {
      throw new IllegalArgumentException("every must be 1 ms or more, got " + every);
    }
    return every;
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalStateException if the thread is running
   */
  public synchronized void start() {
    if (running != null) {
      throw new IllegalStateException(name + " is running");
    }
    Run started = new Run();
    Thread thread = new Thread(started, name);
    started.thread = thread;
    thread.setDaemon(true);
    thread.start();
    running = started;
  }

  /** Returns how many rounds have failed. */
  public long failures() {
    return failures.get();
  }

  /** Ends the thread after its current round, and waits for that unless interrupted. */
  public void close() {
    Run ending;
    synchronized (this) {
      ending = running;
      running = null;
    }
    if (ending != null) {
      ending.close();
    }
  }

  /** The work of one thread. */
  private final class Run implements Runnable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Override
    public void run() {
      try {
        do {
          while (closed.getCount() > 0 && found() > 0) {
            // There may be more.
          }
        } while (!closed.await(rest.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        // Whoever interrupted the thread wants it to end.
        Thread.currentThread().interrupt();
      } finally {
        ended.countDown();
      }
    }

    /**
     * Runs a round. No failure, not even one of Kotlin's checked exceptions, ends the thread,
     * because the next round finds what a failed one has left.
     */
    private int found() {
      try {
        return round.getAsInt();
      } catch (Throwable e) {
        failures.incrementAndGet();
        onFailure.accept(e);
        return 0;
      }
    }

    void close() {
      closed.countDown();
      Thread rounds = thread;
      if (rounds == null || rounds == Thread.currentThread()) {
        return;
      }
      try {
        ended.await();
      } catch (InterruptedException e) {
        // The caller is in a hurry, so calls in progress end early; their outcome is looked up
        // later.
        rounds.interrupt();
        Thread.currentThread().interrupt();
      }
    }
  }
}

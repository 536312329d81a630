package io.yiwang.internal.shared;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a worker's rounds in a daemon thread: at once while there is work, and after a rest. */
public final class Rounds {
  private final String name;
  private final Duration rest;
  private final IntSupplier round;
  private final Consumer<Throwable> onFailure;
  private final AtomicLong failures = new AtomicLong();
  private @Nullable Run running;

  /**
   * Describes the rounds of one worker.
   *
   * @param name of the thread
   * @param rest how long to wait when a round found nothing, or failed
   * @param round says how much it found
   * @param onFailure gets what a round throws
   */
  public Rounds(String name, Duration rest, IntSupplier round, Consumer<Throwable> onFailure) {
    this.name = name;
    this.rest = rest;
    this.round = round;
    this.onFailure = onFailure;
  }

  /** Returns the rest that a builder was given, if rounds can be run with it. */
  public static Duration check(Duration every) {
    if (every.toMillis() < 1) {
      throw new IllegalArgumentException("every must be 1 ms or more, got " + every);
    }
    return every;
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalStateException if it is running
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

  /** Returns how many rounds have thrown. */
  public long failures() {
    return failures.get();
  }

  /** Ends the thread after the round that it is in, and waits for that unless interrupted. */
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

  /** One thread's life. */
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
        // Whoever interrupted wants it to end.
        Thread.currentThread().interrupt();
      } finally {
        ended.countDown();
      }
    }

    /**
     * Makes a round; no failure ends the rounds that would find what it left, checked ones of
     * Kotlin included.
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
        // Whoever waits for us is in a hurry: calls under way end early, and are asked about later.
        rounds.interrupt();
        Thread.currentThread().interrupt();
      }
    }
  }
}

package io.yiwang.spring;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs one kind of work again and again on its own thread, from the application's start until its
 * graceful shutdown, which lets a round in progress end. It stops after the web server, so that
 * requests in flight find it running, and before the journal and the clients are closed.
 */
final class Worker implements SmartLifecycle {
  /** Spring Boot stops the web server from Integer.MAX_VALUE - 1024 on; lower phases stop later. */
  static final int PHASE = Integer.MAX_VALUE / 2;

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One round of the work. */
  @FunctionalInterface
  interface Round {
    void run() throws Exception;
  }

  private final String name;
  private final Duration every;
  private final Round round;
  private @Nullable ScheduledExecutorService thread;

  Worker(String name, Duration every, Round round) {
    this.name = name;
    this.every = every;
    this.round = round;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // What is run catches all that it throws.
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    started.scheduleWithFixedDelay(
        this::quietly, 0, Math.max(1, every.toMillis()), TimeUnit.MILLISECONDS);
    thread = started;
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void quietly() {
    try {
      round.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      LOG.warn("a round of {} failed; the next one follows in {}", name, every, e);
    }
  }

  @Override
  public synchronized void stop() {
    ExecutorService stopped = thread;
    thread = null;
    if (stopped == null) {
      return;
    }
    stopped.shutdown();
    try {
      if (!stopped.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        stopped.shutdownNow();
      }
    } catch (InterruptedException e) {
      stopped.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

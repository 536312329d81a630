package io.yiwang.spring;

import io.yiwang.Worker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a worker with the application and closes it in the graceful shutdown, which lets a round
 * in progress end. The worker stops after the web server, so that it still runs during requests in
 * flight, and before the journal and the clients are closed.
 */
final class WorkerLifecycle implements SmartLifecycle {
  /**
   * Spring Boot stops web servers in phase Integer.MAX_VALUE - 1024 and above; lower ones later.
   */
  private static final int PHASE = Integer.MAX_VALUE / 2;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLifecycle.class);

  /** Less than the 30 seconds that Spring Boot gives a phase. */
  private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(20);

  /** The time that an interrupted round has to end. */
  private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(5);

  private final String gateway;
  private final String name;
  private final Worker worker;
  private volatile boolean running;

  /**
   * Makes the life cycle of a worker.
   *
   * @param name such as {@code recovery}
   */
  WorkerLifecycle(String gateway, String name, Worker worker) {
    this.gateway = gateway;
    this.name = name;
    this.worker = worker;
  }

  String gateway() {
    return gateway;
  }

  String name() {
    return name;
  }

  Worker worker() {
    return worker;
  }

  @Override
  public void start() {
    worker.start();
    running = true;
    LOG.info("worker {} of {} started", name, gateway);
  }

  /** Stops in parallel with the other workers. */
  @Override
  public void stop(Runnable done) {
    Thread stopping =
        new Thread(
            () -> {
              try {
                stop();
              } finally {
                done.run();
              }
            },
            "yiwang-stop-" + name);
    stopping.start();
  }

  @Override
  public void stop() {
    long from = System.nanoTime();
    Thread closing = new Thread(worker::close, "yiwang-close-" + name);
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(ROUND_TIMEOUT.toMillis());
      if (closing.isAlive()) {
        LOG.warn(
            "worker {} of {} is still busy after {}; its round is interrupted, and the next process"
                + " to run continues it",
            name,
            gateway,
            ROUND_TIMEOUT);
        closing.interrupt();
        closing.join(INTERRUPT_TIMEOUT.toMillis());
      }
    } catch (InterruptedException e) {
      closing.interrupt();
      Thread.currentThread().interrupt();
    }
    running = false;
    LOG.info(
        "worker {} of {} stopped in {} ms",
        name,
        gateway,
        Duration.ofNanos(System.nanoTime() - from).toMillis());
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /**
   * Returns false, so that the worker keeps running when Spring 7's test support pauses a cached
   * context. Spring 6 has no such method, so there is nothing to override.
   */
  public boolean isPauseable() {
    return false;
  }
}

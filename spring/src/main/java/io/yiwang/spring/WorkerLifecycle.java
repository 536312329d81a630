package io.yiwang.spring;

import io.yiwang.Worker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a worker with the application and ends it in the graceful shutdown, which lets a round in
 * progress end. It stops after the web server, so that requests in flight find it running, and
 * before the journal and the clients are closed.
 */
final class WorkerLifecycle implements SmartLifecycle {
  /** Spring Boot stops the web server from Integer.MAX_VALUE - 1024 on; lower phases stop later. */
  private static final int PHASE = Integer.MAX_VALUE / 2;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerLifecycle.class);

  /** Less than the 30 seconds that Spring Boot gives a phase. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How long a round that was interrupted has to come to an end. */
  private static final Duration HASTE = Duration.ofSeconds(5);

  private final String gateway;
  private final String name;
  private final Worker worker;
  private volatile boolean running;

  /**
   * Runs a worker.
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

  /** Stops beside the other workers. */
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
      closing.join(PATIENCE.toMillis());
      if (closing.isAlive()) {
        LOG.warn(
            "worker {} of {} is still at work after {}; its round is interrupted, and taken up"
                + " again by whoever runs next",
            name,
            gateway,
            PATIENCE);
        closing.interrupt();
        closing.join(HASTE.toMillis());
      }
    } catch (InterruptedException e) {
      closing.interrupt();
      Thread.currentThread().interrupt();
    }
    running = false;
    LOG.info(
        "worker {} of {} stopped, in {} ms",
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
   * Keeps the worker running while Spring 7's test support pauses a context that it keeps for later
   * tests; Spring 6 has no such method.
   */
  public boolean isPauseable() {
    return false;
  }
}

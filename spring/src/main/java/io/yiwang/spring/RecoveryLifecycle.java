package io.yiwang.spring;

import io.yiwang.payments.cashier.Recovery;
import org.springframework.context.SmartLifecycle;

/** Starts a recovery with the application and ends it in its graceful shutdown. */
final class RecoveryLifecycle implements SmartLifecycle {
  private final Recovery recovery;
  private volatile boolean running;

  RecoveryLifecycle(Recovery recovery) {
    this.recovery = recovery;
  }

  @Override
  public void start() {
    recovery.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    recovery.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Worker.PHASE;
  }
}

package io.yiwang;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Is notified of what goes wrong in a worker, on the thread that does the work, so return quickly.
 * What it throws itself disturbs no work, a {@link VirtualMachineError} aside: it is logged at WARN
 * with its stack, and given to {@link #applicationFailed}.
 */
public interface WorkerListener {
  /**
   * Reports that a round of a started worker failed, as when the journal cannot be reached; the
   * next one follows. Logs at WARN by default.
   */
  default void roundFailed(Throwable failure) {
    LoggerFactory.getLogger(WorkerListener.class)
        .warn("a round failed; the next one follows", failure);
  }

  /**
   * Reports that the application's own code has thrown: a method of its listener, or another that
   * the worker calls. It has been logged at WARN, with its stack, and the work is tried again
   * later.
   */
  default void applicationFailed(ApplicationFailed failed) {}

  /**
   * Carries an exception or error that the application's code has thrown.
   *
   * @param method such as {@code PayerCharge.query}
   * @param id what it was about, such as an order number; absent where it was about nothing in
   *     particular
   */
  record ApplicationFailed(String method, @Nullable String id, Throwable cause) {}
}

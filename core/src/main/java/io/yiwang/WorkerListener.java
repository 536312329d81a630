package io.yiwang;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Receives notice of what goes wrong in a worker, on the thread that does the work; return quickly.
 * Exceptions that it throws itself do not disturb the work, except for a {@link
 * VirtualMachineError}: they are logged at WARN and passed to {@link #applicationFailed}.
 */
public interface WorkerListener {
  /**
   * Reports that a round of a started worker failed, for example because the journal cannot be
   * reached; the next one follows. By default it is logged at WARN.
   */
  default void roundFailed(Throwable failure) {
    LoggerFactory.getLogger(WorkerListener.class)
        .warn("a round failed; the next one follows", failure);
  }

  /**
   * Reports that the application's own code has thrown an exception: a method of its listener, or
   * another that the worker calls. The exception has been logged at WARN, and the work is retried
   * later.
   */
  default void applicationFailed(ApplicationFailed failed) {}

  /**
   * Holds an exception or error that the application's code has thrown.
   *
   * @param method the method that threw it, such as {@code PayerCharge.query}
   * @param id the subject of the call, such as an order number; null if it had none
   */
  record ApplicationFailed(String method, @Nullable String id, Throwable cause) {}
}

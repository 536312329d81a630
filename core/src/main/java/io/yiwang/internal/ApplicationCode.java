package io.yiwang.internal;

import io.yiwang.WorkerListener;
import io.yiwang.WorkerListener.ApplicationFailed;
import io.yiwang.internal.shared.FatalErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Calls the application's listener. Whatever the application's own code throws is logged and passed
 * to the listener, never swallowed. This includes checked exceptions, which Kotlin and Groovy throw
 * anywhere, and errors: a missing class, a failed assertion, an infinite recursion.
 */
public final class ApplicationCode {
  private final WorkerListener listener;
  private final Logger log;

  /** Creates a caller of a listener. */
  public ApplicationCode(WorkerListener listener, Logger log) {
    this.listener = listener;
    this.log = log;
  }

  /**
   * Calls a method of the listener.
   *
   * @param method the method's name, such as {@code CashierListener.entered}
   * @param id the subject of the call, such as an order number; null if there is none
   * @return whether the method returned normally
   */
  public boolean call(String method, @Nullable String id, Runnable call) {
    try {
      call.run();
      return true;
    } catch (Throwable e) {
      failed(method, id, e);
      return false;
    }
  }

  /**
   * Reports that a round failed. Whatever the listener throws, fatal errors included, is caught
   * here: it would end the thread, and no round would follow.
   */
  public void roundFailed(Throwable failure) {
    try {
      boolean unused =
          call("WorkerListener.roundFailed", null, () -> listener.roundFailed(failure));
    } catch (Error e) {
      log.error("the listener threw an error as it was notified of a failed round", e);
    }
  }

  /** Logs and reports what the application's own code has thrown. */
  public void failed(String method, @Nullable String id, Throwable cause) {
    FatalErrors.rethrow(cause);
    if (cause instanceof InterruptedException) {
      // Whoever interrupted this thread wants more than this method to end.
      Thread.currentThread().interrupt();
    }
    log.warn("{} threw, for {}; the work is tried again later", method, id, cause);
    try {
      listener.applicationFailed(new ApplicationFailed(method, id, cause));
    } catch (Throwable e) {
      FatalErrors.rethrow(e);
      log.warn("applicationFailed of the listener threw as well", e);
    }
  }
}

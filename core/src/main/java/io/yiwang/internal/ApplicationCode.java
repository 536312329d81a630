package io.yiwang.internal;

import io.yiwang.WorkerListener;
import io.yiwang.WorkerListener.ApplicationFailed;
import io.yiwang.internal.shared.FatalErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Calls the application's listener. What the application's own code throws is never swallowed: it
 * is logged with its stack, and the listener gets it. Checked exceptions are among it, which Kotlin
 * and Groovy throw wherever they like, and errors: a class that is missing, an assertion, a
 * recursion without end.
 */
public final class ApplicationCode {
  private final WorkerListener listener;
  private final Logger log;

  /** Calls a listener, and logs what it throws. */
  public ApplicationCode(WorkerListener listener, Logger log) {
    this.listener = listener;
    this.log = log;
  }

  /**
   * Calls a method of the listener.
   *
   * @param method such as {@code CashierListener.entered}
   * @param id what the call is about, if it is about something
   * @return whether it returned
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
   * Reports that a round failed. Whatever the listener throws, fatal errors included, stays here:
   * it would end the thread, and no round would follow.
   */
  public void roundFailed(Throwable failure) {
    try {
      boolean unused =
          call("WorkerListener.roundFailed", null, () -> listener.roundFailed(failure));
    } catch (Error e) {
      log.error("the listener threw an error as it was notified of a failed round", e);
    }
  }

  /** Reports what the application's own code has thrown. */
  public void failed(String method, @Nullable String id, Throwable cause) {
    FatalErrors.rethrow(cause);
    if (cause instanceof InterruptedException) {
      // Whoever interrupted this thread wants more than that method to end.
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

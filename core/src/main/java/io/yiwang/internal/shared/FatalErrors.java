package io.yiwang.internal.shared;

/** Distinguishes errors that end a process from those that an application's code throws. */
public final class FatalErrors {
  private FatalErrors() {}

  /**
   * Rethrows an error that means the process is at its end, such as an {@link OutOfMemoryError}:
   * the application's code did not cause it, and another process takes up the work.
   */
  public static void rethrow(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}

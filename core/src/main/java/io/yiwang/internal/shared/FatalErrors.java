package io.yiwang.internal.shared;

/** Distinguishes errors that end a process from those that an application's code throws. */
public final class FatalErrors {
  private FatalErrors() {}

  /**
   * Rethrows an error after which the process cannot continue, such as an {@link OutOfMemoryError}:
   * the application's code did not cause it, and another process will take over the work.
   */
  public static void rethrow(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}

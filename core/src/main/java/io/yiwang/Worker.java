package io.yiwang;

/**
 * Takes up work that waits, round by round: called by a scheduler of the application, or in a
 * thread of its own between {@link #start} and {@link #close}. All workers of this library have
 * this shape. Thread-safe; any number of processes may run the same one.
 */
public interface Worker extends AutoCloseable {
  /**
   * Does what is due now, as far as one round goes.
   *
   * @return how much there was; 0 if nothing is due, or nothing can be done at the moment
   */
  int runOnce();

  /**
   * Runs rounds in a daemon thread until {@link #close}. What a round throws is logged at WARN with
   * its stack, and the next round follows.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  void start();

  /** Ends the thread after the round that it is in; without one it does nothing. */
  @Override
  void close();
}

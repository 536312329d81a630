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
   * Runs rounds in a daemon thread until {@link #close}. What a round throws is reported to the
   * worker's listener, which logs it at WARN with its stack by default, and the next round follows.
   *
   * @throws IllegalStateException if it is running
   */
  void start();

  /**
   * Returns what waits for this worker and what it has done. A journal counts it: for a metric
   * every minute, not for every request.
   */
  WorkerFigures figures();

  /**
   * Ends the thread after the round that it is in; without one it does nothing. An interrupt of the
   * caller makes the round end early. After that it can be started again.
   */
  @Override
  void close();
}

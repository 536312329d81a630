package io.yiwang;

/**
 * Processes pending work in rounds, either called by the application's scheduler or on its own
 * thread between {@link #start} and {@link #close}. All workers of this library have this
 * interface. Thread-safe; any number of processes may run the same worker.
 */
public interface Worker extends AutoCloseable {
  /**
   * Runs one round, which processes work that is due now.
   *
   * @return the number of items processed; 0 if nothing is due, or nothing can be done at the
   *     moment
   */
  int runOnce();

  /**
   * Runs rounds on a daemon thread until {@link #close}. If a round throws, the worker's listener
   * is notified, which by default logs the exception at WARN, and the next round follows.
   *
   * @throws IllegalStateException if the worker is running
   */
  void start();

  /**
   * Returns what is pending for this worker and what it has done. The figures come from queries of
   * the journal: read them for a metric every minute, not for every request.
   */
  WorkerFigures figures();

  /**
   * Ends the thread after its current round, if the worker is running. Interrupting the caller
   * makes the round end early. The worker can be started again afterwards.
   */
  @Override
  void close();
}

package io.yiwang.testkit;

/**
 * A way to answer one request wrongly.
 *
 * @param name the name of the method of {@link NextFault} that adds it; empty for a right answer
 */
record Fault(String name, Work work) {
  static final Fault NONE = new Fault("", Attempt::answered);

  /** Answers one request. */
  @FunctionalInterface
  interface Work {
    Sent answer(Attempt attempt);
  }

  Sent answer(Attempt attempt) {
    return work.answer(attempt);
  }
}

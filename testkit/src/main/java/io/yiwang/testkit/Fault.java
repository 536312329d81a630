package io.yiwang.testkit;

/**
 * One request answered wrongly.
 *
 * @param name of the method of {@link NextFault} that asks for it; empty if all goes well
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

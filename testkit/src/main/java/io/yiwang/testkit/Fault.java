package io.yiwang.testkit;

/** Answers one request wrongly. */
@FunctionalInterface
interface Fault {
  Fault NONE = Attempt::answered;

  Sent answer(Attempt attempt);
}

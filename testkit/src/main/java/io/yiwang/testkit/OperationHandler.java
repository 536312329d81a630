package io.yiwang.testkit;

/** Answers the operations of one part of the interface, such as fines. */
interface OperationHandler {
  /** Registers a handler for each of its operations. */
  void register(Routes routes);
}

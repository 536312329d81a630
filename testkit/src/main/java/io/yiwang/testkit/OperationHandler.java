package io.yiwang.testkit;

/** One part of the gateway, such as fines: says which operations it answers. */
interface OperationHandler {
  /** Registers a handler for each operation of this desk. */
  void register(Routes routes);
}

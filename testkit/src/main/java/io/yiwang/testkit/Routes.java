package io.yiwang.testkit;

/** Registers handlers of operations; methods and paths come from the OpenAPI document. */
interface Routes {
  /** Registers the handler of an operation. */
  void on(String operationId, Handler handler);

  /** Processes the requests of one operation. */
  @FunctionalInterface
  interface Handler {
    /** Returns the answer, or throws a {@link Refusal}. */
    Answer answer(Exchange exchange);
  }
}

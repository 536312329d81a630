package io.yiwang.testkit;

/** Takes the handlers; methods and paths come from the OpenAPI document. */
interface Routes {
  /** Answers the operation of that {@code operationId}. */
  void on(String operationId, Handler handler);

  /** Does the work of one operation, one call at a time: the gateway holds one lock. */
  @FunctionalInterface
  interface Handler {
    /** Returns the answer, or throws a {@link Refusal}. */
    Answer answer(Exchange exchange);
  }
}

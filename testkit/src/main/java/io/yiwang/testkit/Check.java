package io.yiwang.testkit;

/**
 * One rule of the interface, and how to see from outside whether a gateway keeps it.
 *
 * @param id names it for {@code --only} and in the report, such as {@code freshness.replay}
 * @param section of docs/igs-1.md
 * @param rule what a gateway does that keeps it
 */
record Check(String id, String section, String rule, Steps steps) {
  /** Asks the gateway, and throws {@link CheckFailed} where an answer is not as it must be. */
  @FunctionalInterface
  interface Steps {
    void run(CheckedGateway gateway) throws Exception;
  }
}

package io.yiwang.testkit;

/**
 * One rule of the interface, and the steps that show from outside whether a gateway follows it.
 *
 * @param id its name for {@code --only} and in the report, such as {@code freshness.replay}
 * @param section the section of docs/igs-1.md
 * @param rule what a gateway does that follows it
 */
record Check(String id, String section, String rule, Steps steps) {
  /** Calls the gateway, and throws {@link CheckFailed} if an answer is not as it must be. */
  @FunctionalInterface
  interface Steps {
    void run(CheckedGateway gateway) throws Exception;
  }
}

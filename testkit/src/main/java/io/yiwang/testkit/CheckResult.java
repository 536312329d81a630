package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How one check ended.
 *
 * @param expected what the rule asks for; present where it failed
 * @param actual what the gateway did instead; present where it failed
 * @param reason why it was not run; present where it was not
 */
record CheckResult(
    Check check,
    Outcome outcome,
    @Nullable String expected,
    @Nullable String actual,
    @Nullable String reason) {
  enum Outcome {
    PASSED,
    FAILED,
    NOT_RUN
  }

  static CheckResult passed(Check check) {
    return new CheckResult(check, Outcome.PASSED, null, null, null);
  }

  static CheckResult failed(Check check, String expected, String actual) {
    return new CheckResult(check, Outcome.FAILED, expected, actual, null);
  }

  static CheckResult notRun(Check check, String reason) {
    return new CheckResult(check, Outcome.NOT_RUN, null, null, reason);
  }
}

package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The result of one check.
 *
 * @param expected what the rule requires; present if the check failed
 * @param actual what the gateway did instead; present if the check failed
 * @param reason why the check did not run; present if it did not
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

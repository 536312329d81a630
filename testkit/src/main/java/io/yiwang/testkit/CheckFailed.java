package io.yiwang.testkit;

/** A gateway broke a rule. Neither text holds anything of a body but statuses and codes. */
@SuppressWarnings("serial") // Never leaves the process.
final class CheckFailed extends RuntimeException {
  private final String expected;
  private final String came;

  CheckFailed(String expected, String came) {
    super("expected " + expected + ", came " + came);
    this.expected = expected;
    this.came = came;
  }

  String expected() {
    return expected;
  }

  String came() {
    return came;
  }
}

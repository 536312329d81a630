package io.yiwang.testkit;

/** A gateway broke a rule. Neither text holds anything of a body but statuses and codes. */
@SuppressWarnings("serial") // Never leaves the process.
final class CheckFailed extends RuntimeException {
  private static final int LONGEST = 500;

  private final String expected;
  private final String actual;

  CheckFailed(String expected, String actual) {
    super("expected " + expected + ", got " + actual);
    this.expected = shown(expected);
    this.actual = shown(actual);
  }

  /**
   * Shortens a text and takes out what could steer a terminal, since headers of strangers are
   * quoted.
   */
  private static String shown(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
  }

  String expected() {
    return expected;
  }

  String actual() {
    return actual;
  }
}

package io.yiwang.testkit;

/** Thrown when a gateway breaks a rule. Its texts quote nothing from a body but codes. */
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
   * Shortens a text and removes what a terminal would act on, since it may quote hostile headers.
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

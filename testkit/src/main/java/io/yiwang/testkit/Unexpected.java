package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Makes the errors of failed assertions. It is a separate class, so that a stand-alone sandbox runs
 * without the test library.
 */
final class Unexpected {
  private Unexpected() {}

  static AssertionError of(String message) {
    return new AssertionFailedError(message);
  }

  /** Returns an error with both values, which tools can compare; its message has neither. */
  static AssertionError of(String message, @Nullable Object expected, @Nullable Object found) {
    return new AssertionFailedError(message, expected, found);
  }
}

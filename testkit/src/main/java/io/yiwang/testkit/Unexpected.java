package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Makes the errors of assertions that do not hold. Alone in this file, so that a stand-alone
 * sandbox records without the library of tests.
 */
final class Unexpected {
  private Unexpected() {}

  static AssertionError of(String message) {
    return new AssertionFailedError(message);
  }

  /** Returns an error whose two values are for the reader's tool; a log gets the message. */
  static AssertionError of(String message, @Nullable Object expected, @Nullable Object found) {
    return new AssertionFailedError(message, expected, found);
  }
}

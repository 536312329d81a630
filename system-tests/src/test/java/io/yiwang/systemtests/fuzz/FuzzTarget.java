package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;

/** A parser of foreign bytes with checks of what it must never do. */
public interface FuzzTarget {
  /** Returns inputs that the parser accepts, which show that it does not refuse everything. */
  Stream<byte[]> good() throws Exception;

  /** Returns other inputs to start with. */
  default Stream<byte[]> others() throws Exception {
    return Stream.of();
  }

  /**
   * Parses an input and throws if the parser does what it must not, such as throwing an exception
   * that it does not declare.
   *
   * @return whether the parser accepted the input
   */
  boolean read(byte[] bytes) throws Exception;

  /**
   * Asserts that an exception's message has no long word of the input. Our own words are shorter,
   * except for the names of members in a JSON Pointer.
   */
  static void assertQuotesNothing(Exception e, String input) {
    for (String word : String.valueOf(e.getMessage()).split(" ")) {
      boolean pointer = word.startsWith("/");
      assertFalse(
          !pointer && word.length() > 14 && input.contains(word),
          "an exception quotes what it refuses");
    }
  }
}

package io.yiwang.examples.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;

/** A parser of foreign bytes, and what it must never do. */
public interface FuzzTarget {
  /** Inputs to begin with that are good: without them, nothing would show that any is taken. */
  Stream<byte[]> good() throws Exception;

  /** Others to begin with. */
  default Stream<byte[]> others() throws Exception {
    return Stream.of();
  }

  /**
   * Throws if the parser does what it must not, which is also to throw what it does not declare.
   *
   * @return whether the parser has taken it
   */
  boolean read(byte[] bytes) throws Exception;

  /**
   * That an error's words have no long one of the input's. Those of our own are shorter, save for
   * the names of members in a JSON Pointer.
   */
  static void assertQuotesNothing(Exception e, String input) {
    for (String word : String.valueOf(e.getMessage()).split(" ")) {
      boolean pointer = word.startsWith("/");
      assertFalse(
          !pointer && word.length() > 14 && input.contains(word),
          "an error quotes what it refuses");
    }
  }
}

package io.yiwang.examples.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;

/** A parser of foreign bytes, and what it must never do. */
public interface FuzzTarget {
  /** Inputs to begin with, good ones among them. */
  Stream<byte[]> seeds() throws Exception;

  /**
   * Throws if the parser does what it must not, which is also to throw what it does not declare.
   */
  void read(byte[] bytes) throws Exception;

  /** That an error's words have no long one of the input's; those of our own are shorter. */
  static void assertQuotesNothing(Exception e, String input) {
    for (String word : String.valueOf(e.getMessage()).split(" ")) {
      assertFalse(word.length() > 14 && input.contains(word), "an error quotes what it refuses");
    }
  }
}

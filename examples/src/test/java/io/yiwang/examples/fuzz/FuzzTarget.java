package io.yiwang.examples.fuzz;

import java.util.stream.Stream;

/** A parser of foreign bytes, and what it must never do. */
public interface FuzzTarget {
  /** Inputs to begin with, good ones among them. */
  Stream<byte[]> seeds() throws Exception;

  /**
   * Throws if the parser does what it must not, which is also to throw what it does not declare.
   */
  void read(byte[] bytes) throws Exception;
}

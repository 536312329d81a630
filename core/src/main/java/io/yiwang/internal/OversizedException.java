package io.yiwang.internal;

/** Thrown when an answer is larger than the limit, before or after decompression. */
final class OversizedException extends Exception {
  private static final long serialVersionUID = 1L;
}

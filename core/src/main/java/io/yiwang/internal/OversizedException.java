package io.yiwang.internal;

/** The answer is larger than the limit once decompressed. */
final class OversizedException extends Exception {
  private static final long serialVersionUID = 1L;
}

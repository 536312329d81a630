package io.yiwang.payments;

/** The process dies here, as far as the code under test can tell: no handler catches it. */
@SuppressWarnings("serial")
final class Crash extends Error {
  Crash(int point) {
    super("crash at point " + point);
  }
}

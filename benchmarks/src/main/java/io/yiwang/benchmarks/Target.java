package io.yiwang.benchmarks;

import java.util.Locale;

/**
 * The kind of target that a ratio has. Ratios are compared as they are shown, with two decimals.
 */
enum Target {
  NONE("", Double.NaN),
  AT_LEAST("at least ", 1),
  AT_MOST("at most ", -1);

  private final String words;
  private final double sign;

  Target(String words, double sign) {
    this.words = words;
    this.sign = sign;
  }

  String text(double bound) {
    return this == NONE ? "" : words + String.format(Locale.ROOT, "%.2f", bound);
  }

  String verdict(double ratio, double bound) {
    if (this == NONE) {
      return "";
    }
    return Math.round(sign * ratio * 100) >= Math.round(sign * bound * 100) ? "met" : "missed";
  }
}

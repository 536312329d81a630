package io.yiwang.internal;

/** A body that cannot be written. */
final class UnwritableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final boolean sealing;

  UnwritableException(String text, boolean sealing) {
    super(text);
    this.text = text;
    this.sealing = sealing;
  }

  String text() {
    return text;
  }

  /** Returns whether it was a confidential member that could not be sealed. */
  boolean sealing() {
    return sealing;
  }
}

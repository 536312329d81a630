package io.yiwang.internal.json;

/** Thrown when a body cannot be written. */
public final class UnwritableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final boolean sealing;

  /**
   * Creates an exception.
   *
   * @param sealing whether a confidential member could not be sealed
   */
  public UnwritableException(String text, boolean sealing) {
    super(text);
    this.text = text;
    this.sealing = sealing;
  }

  /** Returns what is wrong with the body. */
  public String text() {
    return text;
  }

  /** Returns whether a confidential member could not be sealed. */
  public boolean sealing() {
    return sealing;
  }
}

package io.yiwang.internal.json;

/** Says that a body cannot be written. */
public final class UnwritableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final boolean sealing;

  /**
   * Says what is wrong with a body.
   *
   * @param sealing whether it was a confidential member that could not be sealed
   */
  public UnwritableException(String text, boolean sealing) {
    super(text);
    this.text = text;
    this.sealing = sealing;
  }

  /** Returns what is wrong with it. */
  public String text() {
    return text;
  }

  /** Returns whether it was a confidential member that could not be sealed. */
  public boolean sealing() {
    return sealing;
  }
}

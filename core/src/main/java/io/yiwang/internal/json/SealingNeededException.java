package io.yiwang.internal.json;

/** Says that a body has a member to seal; the text is the pointer of the first. */
public final class SealingNeededException extends Exception {
  private static final long serialVersionUID = 1L;

  SealingNeededException(String pointer) {
    super(pointer);
  }
}

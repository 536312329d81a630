package io.yiwang.internal;

/** A body has a member to seal; the text is the pointer of the first. */
final class SealingNeededException extends Exception {
  private static final long serialVersionUID = 1L;

  SealingNeededException(String pointer) {
    super(pointer, null, false, false);
  }
}

package io.yiwang.internal.json;

/** Thrown when a body has a member to seal; the message is the pointer of the first one. */
public final class SealingNeededException extends Exception {
  private static final long serialVersionUID = 1L;

  SealingNeededException(String pointer) {
    super(pointer);
  }
}

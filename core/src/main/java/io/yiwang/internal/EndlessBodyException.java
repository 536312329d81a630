package io.yiwang.internal;

import java.io.IOException;

/** Thrown when a body does not end in time: close the connection and read no more of it. */
public final class EndlessBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  EndlessBodyException() {
    super("the body of a callback takes longer than 5 s, or is longer than 4 MiB");
  }
}

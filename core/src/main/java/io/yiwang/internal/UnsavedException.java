package io.yiwang.internal;

import java.io.IOException;

/** Thrown when the disk fails, not the network. */
final class UnsavedException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsavedException(IOException cause) {
    super(cause);
  }
}

package io.yiwang.ofd;

import java.io.IOException;

/** Thrown when a file is not an OFD, is damaged, or exceeds the limits; the message says which. */
public final class OfdException extends IOException {
  private static final long serialVersionUID = 1;

  OfdException(String message) {
    super(message);
  }
}

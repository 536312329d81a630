package io.yiwang.ofd;

import java.io.IOException;

/** Says that a file is not an OFD, is damaged, or is beyond the limits; the text says which. */
public final class OfdException extends IOException {
  private static final long serialVersionUID = 1;

  OfdException(String message) {
    super(message);
  }
}

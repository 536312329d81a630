package io.yiwang;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when a line cannot be read; the message does not quote it. */
public final class MalformedLineException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedLineException(long line, @Nullable String what) {
    super("line " + line + " cannot be read" + what);
  }
}

package io.yiwang.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exchange that gave no answer. */
final class ExchangeFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How it failed. */
  enum Kind {
    BROKEN,
    /** A kept connection was dead; all that were idle have been dropped with it. */
    STALE,
    TIMED_OUT,
    INTERRUPTED,
    OVERSIZED,
    UNSAVED
  }

  private final Kind kind;
  private final boolean sent;
  private final String text;

  ExchangeFailedException(Kind kind, boolean sent, String text, @Nullable IOException cause) {
    super(cause);
    this.kind = kind;
    this.sent = sent;
    this.text = text;
  }

  Kind kind() {
    return kind;
  }

  /** Returns whether bytes of the request may have left this machine. */
  boolean sent() {
    return sent;
  }

  /**
   * Returns what happened, for whoever reads an error: of a broken exchange, or of one out of time.
   */
  String text() {
    return text;
  }
}

package io.yiwang.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when an exchange ends without an answer. */
final class ExchangeFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Names how an exchange failed. */
  enum Kind {
    BROKEN,
    /** A pooled connection was dead; all idle connections have been evicted with it. */
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

  /** Returns what happened, for the message of an error. */
  String text() {
    return text;
  }
}

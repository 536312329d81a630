package io.yiwang.internal;

import java.io.IOException;

/** Thrown when the peer has closed a pooled connection before anything was sent on it. */
final class ClosedWhileIdleException extends IOException {
  private static final long serialVersionUID = 1L;
}

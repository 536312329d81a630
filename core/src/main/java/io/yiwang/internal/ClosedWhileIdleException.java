package io.yiwang.internal;

import java.io.IOException;

/** The other side had closed a kept connection before anything was sent on it. */
final class ClosedWhileIdleException extends IOException {
  private static final long serialVersionUID = 1L;
}

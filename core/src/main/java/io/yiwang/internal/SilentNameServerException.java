package io.yiwang.internal;

import java.net.UnknownHostException;

/** Thrown when the name server has not answered in time. */
final class SilentNameServerException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  SilentNameServerException() {
    super("the name server did not answer in time");
  }
}

package io.yiwang.journal;

/** Another node wrote the same id or name between our look and our write. */
@SuppressWarnings("serial")
final class RacedException extends RuntimeException {
  RacedException() {
    super(null, null, false, false);
  }
}

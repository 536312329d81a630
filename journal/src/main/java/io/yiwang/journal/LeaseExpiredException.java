package io.yiwang.journal;

/**
 * Thrown when a lease has expired and another owner has taken over the intent. Nothing was written;
 * the new owner continues.
 */
@SuppressWarnings("serial")
public final class LeaseExpiredException extends RuntimeException {
  LeaseExpiredException() {
    super("the lease on this intent ran out and another owner has taken it over");
  }
}

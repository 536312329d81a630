package io.yiwang.journal;

/**
 * Says that the lease expired and another owner has taken over the intent. Nothing was written;
 * that owner continues with it.
 */
@SuppressWarnings("serial")
public final class LeaseExpiredException extends RuntimeException {
  LeaseExpiredException() {
    super("the lease on this intent ran out and another owner has taken it over");
  }
}

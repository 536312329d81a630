package io.yiwang.journal;

/**
 * The lease ran out and another owner has taken the intent over. Nothing was written; that owner
 * continues with it.
 */
@SuppressWarnings("serial")
public final class LeaseExpiredException extends RuntimeException {
  LeaseExpiredException() {
    super("the lease on this intent ran out and another owner has taken it over");
  }
}

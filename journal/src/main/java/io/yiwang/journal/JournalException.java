package io.yiwang.journal;

import io.yiwang.Beta;
import io.yiwang.internal.shared.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the journal could not be read or written. What it acknowledged before is safe.
 * Whether the failed operation was written can be found out with {@link IntentStore#find} once the
 * cause is corrected.
 *
 * <p>The cause is what the database or its driver threw, rebuilt without the texts that may quote
 * the values of a row.
 */
@SuppressWarnings("serial")
public final class JournalException extends RuntimeException {
  private static final int LONGEST = 2000;

  /**
   * Makes an exception for a {@link Store} or {@link Dialect}: the message says what is wrong and
   * what to do.
   */
  @Beta
  public JournalException(String message) {
    super(Printable.of(message, LONGEST));
  }

  /**
   * Makes an exception with a cause.
   *
   * @param cause without the values of any row
   */
  @Beta
  public JournalException(String message, @Nullable Throwable cause) {
    super(Printable.of(message, LONGEST), cause);
  }
}

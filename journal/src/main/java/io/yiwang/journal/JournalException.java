package io.yiwang.journal;

import org.jspecify.annotations.Nullable;

/**
 * The journal could not be read or written. What it acknowledged before is there; whether the
 * operation that failed was written, {@link IntentStore#find} tells once the cause is mended.
 *
 * <p>The cause is what the database or its driver threw, rebuilt without the texts that may quote
 * the values of a row.
 */
@SuppressWarnings("serial")
public final class JournalException extends RuntimeException {
  JournalException(String message) {
    super(message);
  }

  JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

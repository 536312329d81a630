package io.yiwang.journal;

/**
 * The journal could not be read or written. What it acknowledged before is there; whether the
 * operation that failed was written, {@link IntentStore#find} tells once the cause is mended.
 */
@SuppressWarnings("serial")
public final class JournalException extends RuntimeException {
  JournalException(String message) {
    super(message);
  }
}

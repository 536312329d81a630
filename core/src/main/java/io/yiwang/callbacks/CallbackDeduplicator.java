package io.yiwang.callbacks;

import java.time.Duration;
import java.time.Instant;

/**
 * Remembers what has been handled, so that it is handled once. Thread-safe. {@code
 * InMemoryDeduplicator} is for one process; {@code Journal.callbackDeduplicator(account)} keeps it
 * in the journal's database, for many.
 */
public interface CallbackDeduplicator {
  /** The time for which the gateway delivers again, with a day to spare. */
  Duration RETENTION = Duration.ofDays(4);

  /** Says how an event relates to those before it. */
  enum EventState {
    /** Neither it nor a newer one of its object has been handled. */
    NEW,
    /** It has been handled. */
    REPEATED,
    /** A newer one of its object has been handled. */
    OUTDATED
  }

  /**
   * Notes a nonce.
   *
   * @param nonce with the source and the id of its key
   * @param until when it need not be remembered any longer
   * @return whether it has not been seen before
   */
  boolean addNonce(String nonce, Instant until);

  /**
   * Returns how an event relates to those handled before.
   *
   * @param event its name, the source in it
   * @param object what it is about, the source in it
   */
  EventState stateOf(String event, String object, long revision);

  /** Notes that an event was handled. */
  void markHandled(String event, String object, long revision, Instant until);
}

package io.yiwang.callbacks;

import java.time.Duration;
import java.time.Instant;

/**
 * Remembers the events that have been handled, so that each is handled once. Thread-safe. {@code
 * InMemoryDeduplicator} serves one process; {@code Journal.callbackDeduplicator(account)} keeps the
 * events in the journal's database, for several processes.
 */
public interface CallbackDeduplicator {
  /** The time for which events are remembered: one day more than the gateway redelivers them. */
  Duration RETENTION = Duration.ofDays(4);

  /** Says how an event relates to those before it. */
  enum EventState {
    /** Neither this event nor a newer one of its object has been handled. */
    NEW,
    /** This event has been handled. */
    REPEATED,
    /** A newer event of its object has been handled. */
    OUTDATED
  }

  /**
   * Records a nonce.
   *
   * @param nonce the nonce, with the source and the id of its key
   * @param until the time until which it must be remembered
   * @return whether it is new
   */
  boolean addNonce(String nonce, Instant until);

  /**
   * Returns how an event relates to those that have been handled.
   *
   * @param event the key of the event, which contains the source
   * @param object the key of the object that it is about, which contains the source
   */
  EventState stateOf(String event, String object, long revision);

  /** Records that an event has been handled. */
  void markHandled(String event, String object, long revision, Instant until);
}

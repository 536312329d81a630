package io.yiwang.callbacks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers handled events in the memory of one process. Thread-safe. */
public final class InMemoryDeduplicator implements CallbackDeduplicator {
  private final Map<String, Instant> nonces;
  private final Map<String, Long> revisions;

  /**
   * Creates an empty memory.
   *
   * @param maxEvents the most nonces, and the most events, that are remembered; the oldest are
   *     forgotten first
   */
  public InMemoryDeduplicator(int maxEvents) {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("maxEvents must be 1 or more, got " + maxEvents);
    }
    nonces = newest(maxEvents);
    revisions = newest(2 * maxEvents);
  }

  /** Returns a key of fixed length, so that no gateway decides how much memory is used. */
  private static String digest(String name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return new String(digest, ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static <V> Map<String, V> newest(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  @Override
  public synchronized boolean addNonce(String nonce, Instant until) {
    return nonces.putIfAbsent(digest(nonce), until) == null;
  }

  @Override
  public synchronized EventState stateOf(String event, String object, long revision) {
    if (revisions.containsKey(digest("event " + event))) {
      return EventState.REPEATED;
    }
    Long newest = revisions.get(digest("object " + object));
    return newest != null && newest >= revision ? EventState.OUTDATED : EventState.NEW;
  }

  @Override
  public synchronized void markHandled(String event, String object, long revision, Instant until) {
    put(digest("event " + event), revision);
    Long newest = revisions.get(digest("object " + object));
    put(digest("object " + object), newest == null ? revision : Math.max(newest, revision));
  }

  /** Moves a key to the end, so that it is forgotten last. */
  private void put(String name, long revision) {
    revisions.remove(name);
    revisions.put(name, revision);
  }
}

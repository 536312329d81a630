package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the nonces of requests for as long as a replay could be fresh. Thread-safe. */
final class NonceMemory {
  private static final Duration KEPT = Duration.ofSeconds(4 * SignatureForm.MAX_AGE_SECONDS);

  /** The times at which nonces came, the oldest first. */
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  /** Remembers a nonce of a key; returns whether it is new. */
  synchronized boolean add(@Nullable String keyId, @Nullable String nonce, Instant now) {
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().plus(KEPT).isBefore(now)) {
      oldest.remove();
    }
    return seen.putIfAbsent(keyId + " " + nonce, now) == null;
  }
}

package io.yiwang.messages;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The categories, kept for a time. As long as their version stays, the same tree is given, so that
 * what an application has made of it may be kept too. Thread-safe.
 *
 * @see "IGS/1 section 6"
 */
public final class CategoryCache {
  private final MessageClient client;
  private final Duration maxAge;
  private final Clock clock;
  private @Nullable CategoryTree tree;
  private Instant fetchedAt = Instant.EPOCH;

  /** Kept for an hour. */
  public CategoryCache(Gateway gateway) {
    this(gateway, Duration.ofHours(1), Clock.systemUTC());
  }

  /** Kept for that long, by that clock. */
  public CategoryCache(Gateway gateway, Duration maxAge, Clock clock) {
    client = new MessageClient(gateway);
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /**
   * The tree, fetched when there is none or it is too old. An old one is given where a new one
   * cannot be had, and fetched again next time.
   *
   * @throws GovException as {@link Gateway#call}, where there is none yet
   */
  public synchronized CategoryTree get() {
    CategoryTree kept = tree;
    Instant now = clock.instant();
    if (kept != null && Duration.between(fetchedAt, now).compareTo(maxAge) < 0) {
      return kept;
    }
    try {
      CategoryTree fetched = client.categories();
      fetchedAt = now;
      if (kept == null || !kept.version().equals(fetched.version())) {
        tree = fetched;
        return fetched;
      }
      return kept;
    } catch (GovException e) {
      if (kept == null) {
        throw e;
      }
      return kept;
    }
  }

  /** Has the next {@link #get} fetch, as after {@code CATEGORY_UNKNOWN}. */
  public synchronized void expire() {
    fetchedAt = Instant.EPOCH;
  }
}

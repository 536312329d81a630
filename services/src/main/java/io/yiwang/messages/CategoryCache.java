package io.yiwang.messages;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Caches the categories. As long as their version is the same, {@link #get} returns the same
 * object, so an application can also keep what it has derived from it. While the gateway is not
 * available, the cached tree is returned, and one thread tries again once a minute. Thread-safe.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class CategoryCache {
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private record Cached(CategoryTree tree, Instant freshUntil) {}

  private final MessageClient client;
  private final Duration maxAge;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Cached cached;

  /** Creates a cache of an hour, in the gateway client's language. */
  public CategoryCache(Gateway gateway) {
    this(new MessageClient(gateway), Duration.ofHours(1), Clock.systemUTC());
  }

  /**
   * Creates a cache in the language of a client.
   *
   * @param maxAge how long a tree is used before it is fetched again
   */
  public CategoryCache(MessageClient client, Duration maxAge, Clock clock) {
    this.client = client;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /**
   * Returns the categories; fetches them if there are none or they are too old. Old ones are
   * returned if they cannot be fetched, or while another thread fetches them.
   *
   * @throws GovException as {@link Gateway#call}, if there are none yet
   */
  public CategoryTree get() {
    Cached found = cached;
    if (found != null && (isFresh(found) || asking.isLocked())) {
      return found.tree;
    }
    asking.lock();
    try {
      Cached meanwhile = cached;
      return meanwhile != null && isFresh(meanwhile) ? meanwhile.tree : fetched(meanwhile);
    } finally {
      asking.unlock();
    }
  }

  private boolean isFresh(Cached found) {
    return clock.instant().isBefore(found.freshUntil);
  }

  private CategoryTree fetched(@Nullable Cached known) {
    try {
      CategoryTree newest = client.categories();
      String version = newest.version();
      return keep(
          known != null && version != null && version.equals(known.tree.version())
              ? known.tree
              : newest,
          maxAge);
    } catch (GovException e) {
      if (known == null) {
        throw e;
      }
      return keep(known.tree, AFTER_FAILURE);
    }
  }

  private CategoryTree keep(CategoryTree tree, Duration fresh) {
    cached = new Cached(tree, clock.instant().plus(fresh));
    return tree;
  }

  /** Makes the next {@link #get} fetch the categories, as after {@code CATEGORY_UNKNOWN}. */
  public void expire() {
    Cached known = cached;
    if (known != null) {
      cached = new Cached(known.tree, Instant.MIN);
    }
  }
}

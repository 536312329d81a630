package io.yiwang.messages;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the categories for a time. As long as their version stays, the same tree is given, so that
 * what an application has made of it may be kept too. Where the gateway is away, the tree that is
 * there is given on, and nobody waits but the one who asks, once a minute. Thread-safe.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class CategoryCache {
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private record Held(CategoryTree tree, Instant freshUntil) {}

  private final MessageClient client;
  private final Duration maxAge;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Held held;

  /** Keeps the categories for an hour, in the gateway client's own language. */
  public CategoryCache(Gateway gateway) {
    this(new MessageClient(gateway), Duration.ofHours(1), Clock.systemUTC());
  }

  /** Keeps the categories for that long, by that clock, in the language of that client. */
  public CategoryCache(MessageClient client, Duration maxAge, Clock clock) {
    this.client = client;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /**
   * Returns the tree, fetched when there is none or it is too old. An old one is given where a new
   * one cannot be had, or another thread is at it.
   *
   * @throws GovException as {@link Gateway#call}, where there is none yet
   */
  public CategoryTree get() {
    Held found = held;
    if (found != null && (isFresh(found) || asking.isLocked())) {
      return found.tree;
    }
    asking.lock();
    try {
      Held meanwhile = held;
      return meanwhile != null && isFresh(meanwhile) ? meanwhile.tree : fetched(meanwhile);
    } finally {
      asking.unlock();
    }
  }

  private boolean isFresh(Held found) {
    return clock.instant().isBefore(found.freshUntil);
  }

  private CategoryTree fetched(@Nullable Held known) {
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
    held = new Held(tree, clock.instant().plus(fresh));
    return tree;
  }

  /** Has the next {@link #get} fetch, as after {@code CATEGORY_UNKNOWN}. */
  public void expire() {
    Held known = held;
    if (known != null) {
      held = new Held(known.tree, Instant.MIN);
    }
  }
}

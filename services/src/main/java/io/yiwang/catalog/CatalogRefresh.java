package io.yiwang.catalog;

import io.yiwang.Beta;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.WorkerListener;
import io.yiwang.internal.shared.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a {@link LocalCatalog} as new as the gateway's: each round refreshes it. The first fills
 * it. Thread-safe, but one for a folder is enough.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
@Beta
public class CatalogRefresh implements Worker {
  private static final WorkerListener LOGS = new WorkerListener() {};

  private final LocalCatalog catalog;
  private final CatalogClient client;
  private final Rounds rounds;
  private final AtomicLong refreshed = new AtomicLong();

  /**
   * Refreshes a catalog.
   *
   * @param every how long {@link #start} rests between two rounds; the gateway is asked once in
   *     each
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public CatalogRefresh(LocalCatalog catalog, CatalogClient client, Duration every) {
    this.catalog = catalog;
    this.client = client;
    rounds =
        new Rounds(
            "yiwang-catalog-refresh", Rounds.check(every), this::oneRound, LOGS::roundFailed);
  }

  /**
   * Refreshes once; throws what {@link LocalCatalog#refresh} throws.
   *
   * @return 1 if the catalog changed, otherwise 0
   * @throws UncheckedIOException if the folder cannot be read or written
   */
  @Override
  public int runOnce() {
    try {
      boolean same = catalog.refresh(client, bytes -> {}) == LocalCatalog.Refreshed.UNCHANGED;
      refreshed.incrementAndGet();
      return same ? 0 : 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes one round; after a change there is nothing more to do before the rest. */
  private int oneRound() {
    int unused = runOnce();
    return 0;
  }

  /** Returns under {@code done} how often it was {@code refreshed}; nothing waits for it. */
  @Override
  public WorkerFigures figures() {
    return new WorkerFigures(Map.of(), 0, Map.of("refreshed", refreshed.get()), rounds.failures());
  }

  @Override
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }
}

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
 * Keeps a {@link LocalCatalog} up to date: each round refreshes it, and the first one fills it.
 * Thread-safe; one process for each folder is enough.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
@Beta
public class CatalogRefresh implements Worker {
  private static final WorkerListener LOGGING = new WorkerListener() {};

  private final LocalCatalog catalog;
  private final CatalogClient client;
  private final Rounds rounds;
  private final AtomicLong refreshed = new AtomicLong();

  /**
   * Creates a worker that refreshes a catalog.
   *
   * @param every how long {@link #start} waits between two rounds
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public CatalogRefresh(LocalCatalog catalog, CatalogClient client, Duration every) {
    this.catalog = catalog;
    this.client = client;
    rounds =
        new Rounds(
            "yiwang-catalog-refresh", Rounds.check(every), this::oneRound, LOGGING::roundFailed);
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
      boolean isSame = catalog.refresh(client, bytes -> {}) == LocalCatalog.Refreshed.UNCHANGED;
      refreshed.incrementAndGet();
      return isSame ? 0 : 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one round of the thread; 0 makes it wait, since one refresh gets all changes. */
  private int oneRound() {
    int unused = runOnce();
    return 0;
  }

  /** Returns the number of refreshes, under {@code refreshed} in {@code done}. */
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

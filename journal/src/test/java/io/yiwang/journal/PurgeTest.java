package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PurgeTest {
  private static final int ROWS = 20_000;

  @TempDir private Path folder;

  private static void fill(Store store) {
    store.<Integer>write(
        session ->
            session.update(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                    + " INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                    + " erase_at_end, created_at, updated_at, finished_at, finished_journal_time,"
                    + " lane) SELECT CASE i % 2 WHEN 0 THEN 'zhejiang' ELSE 'jiangsu' END, 'k',"
                    + " 'i' || i, 'DONE', 0, 1, '{}', 0, i, i, i, i, '' FROM n",
                ROWS));
  }

  /** Counts what each transaction removed, and the checkpoints. */
  private static final class Counted implements Store {
    private final SqliteStore store;
    private final List<Object> results = new ArrayList<>();
    private int checkpoints;

    Counted(SqliteStore store) {
      this.store = store;
    }

    @Override
    public <T> T write(Work<T> work) {
      int before = rows(store);
      T result = store.write(work);
      results.add(before - rows(store));
      return result;
    }

    @Override
    public <T> T read(Work<T> work) {
      return store.read(work);
    }

    @Override
    public long assigned() {
      return store.assigned();
    }

    @Override
    public void maintain() {
      store.maintain();
    }

    @Override
    public void checkpoint() {
      checkpoints++;
      store.checkpoint();
    }

    @Override
    public void erased() {
      store.erased();
    }

    @Override
    public Erasure.Remnants scrub(List<byte[]> erased) {
      return store.scrub(erased);
    }

    @Override
    public Erasure.Remnants compact() {
      return store.compact();
    }

    @Override
    public void backupTo(Path target, BackupProgress progress) {
      store.backupTo(target, progress);
    }

    @Override
    public boolean isOpenedFromBackup() {
      return false;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static int rows(Store store) {
    Integer rows =
        store.read(
            session -> session.first("SELECT count(*) FROM yiwang_intent", row -> row.getInt(1)));
    return rows == null ? -1 : rows;
  }

  @Test
  void run_manyRows_removesThemInBatchesAndOnlyOldOnes() {
    try (SqliteStore store = new SqliteStore(folder.resolve("journal.db"))) {
      fill(store);
      Counted counted = new Counted(store);

      int removed = new Purge(counted).run(ROWS, Duration.ofMillis(100));

      assertEquals(ROWS - 100, removed);
      assertEquals(100, rows(store));
      assertTrue(counted.results.size() > 10, "in " + counted.results.size() + " transactions");
      for (Object batch : counted.results) {
        assertTrue((Integer) batch <= 2000, "a batch of " + batch);
      }
      assertTrue(counted.checkpoints > 0, "a payment would have to make the checkpoint");
    }
  }

  @Test
  void run_oneAccount_leavesTheOthers() {
    try (SqliteStore store = new SqliteStore(folder.resolve("journal.db"))) {
      fill(store);

      int removed = new Purge(store).run("jiangsu", ROWS, Duration.ofMillis(100));

      assertEquals(ROWS / 2 - 50, removed);
      assertEquals(ROWS / 2 + 50, rows(store));
      assertEquals(0, new Purge(store).run("shanghai", ROWS, Duration.ZERO));
    }
  }

  @Test
  void run_interrupted_endsAfterTheBatchAndStaysInterrupted() {
    try (SqliteStore store = new SqliteStore(folder.resolve("journal.db"))) {
      fill(store);
      Thread.currentThread().interrupt();

      int removed = new Purge(store).run(ROWS, Duration.ZERO);

      assertTrue(Thread.interrupted());
      assertEquals(100, removed);
    }
  }

  /** Tests ages that would remove everything or overflow. */
  @Test
  void run_ageThatIsNegativeOrWithoutEnd_removesNothing() {
    try (SqliteStore store = new SqliteStore(folder.resolve("journal.db"))) {
      fill(store);
      Purge purge = new Purge(store);

      assertThrows(
          IllegalArgumentException.class, () -> purge.run("jiangsu", ROWS, Duration.ofDays(-1)));
      assertThrows(IllegalArgumentException.class, () -> purge.run(ROWS, Duration.ofDays(-1)));
      assertEquals(0, purge.run("jiangsu", ROWS, ChronoUnit.FOREVER.getDuration()));
      assertEquals(0, purge.run(ROWS, ChronoUnit.FOREVER.getDuration()));

      assertEquals(ROWS, rows(store));
    }
  }
}

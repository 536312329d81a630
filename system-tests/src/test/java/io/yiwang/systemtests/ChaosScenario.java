package io.yiwang.systemtests;

import io.yiwang.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The scenarios of {@link ChaosRun}: the database that holds the journal, and its faults. */
enum ChaosScenario {
  /** Runs one node on a file. */
  SQLITE {
    @Override
    ChaosDatabase database(Path folder, long seed) {
      return new ChaosDatabase.Sqlite(folder.resolve("fines.journal"));
    }
  },

  /** Runs one node on a file that is replaced by an older copy now and then. */
  SQLITE_RESTORED {
    @Override
    ChaosDatabase database(Path folder, long seed) {
      return new ChaosDatabase.RestoredSqlite(folder.resolve("fines.journal"));
    }
  },

  /** Runs three nodes on a server that crashes. */
  POSTGRES {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ChaosDatabase.Postgres(folder.resolve("postgres"));
    }
  },

  /** Runs three nodes on a MariaDB that is killed. */
  MARIADB {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new MariaDb(folder.resolve("mariadb"));
    }
  },

  /** Runs three nodes on a server that dies and whose standby lacks its last commits. */
  POSTGRES_FAILS_OVER {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ReplicatedPostgres(folder.resolve("postgres"), seed);
    }
  },

  /**
   * Runs the nodes of two gateways on one server that crashes. Both gateways know the same
   * decisions, and their nodes have the same names and so the same order numbers: whatever is mixed
   * up breaks the totals.
   */
  TWO_GATEWAYS {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ChaosDatabase.Postgres(folder.resolve("postgres"));
    }

    @Override
    ChaosResult run(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
        throws Exception {
      CyclicBarrier calm = new CyclicBarrier(2);
      ExecutorService both = Executors.newFixedThreadPool(2);
      try {
        List<Future<ChaosResult>> results = new ArrayList<>();
        for (boolean crashes : List.of(true, false)) {
          ChaosDatabase share = new ChaosDatabase.Share(database, 1, crashes, calm);
          Path keys = Files.createDirectory(folder.resolve("keys-" + crashes));
          results.add(both.submit(() -> runOn(share, jvm, keys, seed, kills / 2)));
        }
        ChaosResult sum = results.get(0).get().plus(results.get(1).get());
        try (Journal journal = database.open()) {
          if (!journal.unserved().isEmpty()) {
            throw new IllegalStateException("nobody takes up " + journal.unserved());
          }
        }
        return sum;
      } finally {
        both.shutdownNow();
      }
    }
  };

  abstract ChaosDatabase database(Path folder, long seed) throws Exception;

  /**
   * Runs the scenario once.
   *
   * @param folder is empty
   */
  final ChaosResult run(ChaosJvm jvm, Path folder, long seed, int kills) throws Exception {
    try (ChaosDatabase database = database(folder, seed)) {
      return run(database, jvm, folder, seed, kills);
    }
  }

  ChaosResult run(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws Exception {
    return runOn(database, jvm, Files.createDirectory(folder.resolve("keys")), seed, kills);
  }

  private static ChaosResult runOn(
      ChaosDatabase database, ChaosJvm jvm, Path keys, long seed, int kills) throws Exception {
    try (ChaosRun run = new ChaosRun(database, jvm, keys, seed, kills)) {
      return run.run();
    }
  }
}

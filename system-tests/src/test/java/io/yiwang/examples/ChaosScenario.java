package io.yiwang.examples;

import io.yiwang.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What payers live through: where their journal is, and what happens to it. */
enum ChaosScenario {
  /** One node on a file. */
  SQLITE {
    @Override
    ChaosDatabase database(Path folder, long seed) {
      return new ChaosDatabase.Sqlite(folder.resolve("fines.journal"));
    }
  },

  /** One node on a file that is now and then replaced by an older copy. */
  SQLITE_SET_BACK {
    @Override
    ChaosDatabase database(Path folder, long seed) {
      return new ChaosDatabase.SetBackSqlite(folder.resolve("fines.journal"));
    }
  },

  /** Three nodes on a server that crashes. */
  POSTGRES {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ChaosDatabase.Postgres(folder.resolve("postgres"));
    }
  },

  /** Three nodes on a MariaDB that is killed. */
  MARIADB {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new MariaDb(folder.resolve("mariadb"));
    }
  },

  /** Three nodes on a server that dies, and whose standby has not its last commits. */
  POSTGRES_FAILS_OVER {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ReplicatedPostgres(folder.resolve("postgres"), seed);
    }
  },

  /**
   * Two gateways on one server that crashes. Both know the same decisions, and their nodes go by
   * the same names and so give the same order numbers: what is mixed up does not add up.
   */
  TWO_GATEWAYS {
    @Override
    ChaosDatabase database(Path folder, long seed) throws Exception {
      return new ChaosDatabase.Postgres(folder.resolve("postgres"));
    }

    @Override
    ChaosRun.Result run(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
        throws Exception {
      CyclicBarrier calm = new CyclicBarrier(2);
      ExecutorService both = Executors.newFixedThreadPool(2);
      try {
        List<Future<ChaosRun.Result>> results = new ArrayList<>();
        for (boolean crashes : List.of(true, false)) {
          ChaosDatabase share = new ChaosDatabase.Share(database, 1, crashes, calm);
          Path keys = Files.createDirectory(folder.resolve("keys-" + crashes));
          results.add(both.submit(() -> runOn(share, jvm, keys, seed, kills / 2)));
        }
        ChaosRun.Result sum = results.get(0).get().and(results.get(1).get());
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
   * Lives through it once.
   *
   * @param folder an empty one
   */
  final ChaosRun.Result run(ChaosJvm jvm, Path folder, long seed, int kills) throws Exception {
    try (ChaosDatabase database = database(folder, seed)) {
      return run(database, jvm, folder, seed, kills);
    }
  }

  ChaosRun.Result run(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws Exception {
    return runOn(database, jvm, Files.createDirectory(folder.resolve("keys")), seed, kills);
  }

  private static ChaosRun.Result runOn(
      ChaosDatabase database, ChaosJvm jvm, Path keys, long seed, int kills) throws Exception {
    try (ChaosRun run = new ChaosRun(database, jvm, keys, seed, kills)) {
      return run.run();
    }
  }
}

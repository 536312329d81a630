package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes die at random instants; treasury, payers' channel and journal agree to the fen.
 */
@Tag("proof")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ChaosTest {
  private static final int KILLS = 14;

  @TempDir private static Path shared;
  private static ChaosJvm jvm;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    jvm = new ChaosJvm(shared);
  }

  @Test
  void kill_oneNodeOnSqlite_allAgree() throws Exception {
    try (ChaosDatabase sqlite = new ChaosDatabase.Sqlite(folder.resolve("fines.journal"))) {
      check(sqlite);
    }
  }

  @Test
  void kill_threeNodesOnPostgresThatCrashesToo_allAgree() throws Exception {
    try (ChaosDatabase postgres = new ChaosDatabase.Postgres(folder.resolve("postgres"))) {
      ChaosRun.Result result = check(postgres);
      assertEquals(2, result.crashes());
    }
  }

  /**
   * Both gateways know the same decisions, and their nodes go by the same names and so give the
   * same order numbers: what is mixed up does not add up.
   */
  @Test
  void kill_nodesOfTwoGatewaysOnOnePostgresThatCrashesToo_nothingCrossesOver() throws Exception {
    long seed = seed();
    CyclicBarrier calm = new CyclicBarrier(2);
    ExecutorService both = Executors.newFixedThreadPool(2);
    try (ChaosDatabase postgres = new ChaosDatabase.Postgres(folder.resolve("postgres"))) {
      List<Future<ChaosRun.Result>> results = new ArrayList<>();
      for (boolean crashes : List.of(true, false)) {
        ChaosDatabase share = new ChaosDatabase.Share(postgres, 1, crashes, calm);
        results.add(both.submit(() -> check(share, "keys-" + crashes, seed, KILLS / 2)));
      }
      for (Future<ChaosRun.Result> result : results) {
        result.get();
      }
      try (Journal journal = postgres.open()) {
        assertEquals(List.of(), journal.unserved());
      }
    } finally {
      both.shutdownNow();
    }
  }

  private static long seed() {
    return Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
  }

  private ChaosRun.Result check(ChaosDatabase database) throws Exception {
    return check(database, "keys", seed(), KILLS);
  }

  private ChaosRun.Result check(ChaosDatabase database, String keys, long seed, int kills)
      throws Exception {
    System.out.println("chaos on " + database + ", seed " + seed);
    try (ChaosRun run =
        new ChaosRun(database, jvm, Files.createDirectory(folder.resolve(keys)), seed, kills)) {
      ChaosRun.Result result = run.run();
      System.out.println(result);
      assertEquals(List.of(), result.disagreements(), "seed " + seed);
      assertEquals(kills, result.kills());
      // Otherwise it has shown nothing; how much it shows hangs on how busy the machine is.
      assertTrue(result.settled() > 0, result.toString());
      assertTrue(result.killedIn().size() > 2, result.toString());
      return result;
    }
  }
}

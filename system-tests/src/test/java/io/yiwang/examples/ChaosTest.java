package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private ChaosRun.Result check(ChaosDatabase database) throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
    System.out.println("chaos on " + database + ", seed " + seed);
    try (ChaosRun run =
        new ChaosRun(database, jvm, Files.createDirectory(folder.resolve("keys")), seed, KILLS)) {
      ChaosRun.Result result = run.run();
      System.out.println(result);
      assertEquals(List.of(), result.disagreements(), "seed " + seed);
      assertEquals(KILLS, result.kills());
      // Otherwise it has shown nothing; how much it shows hangs on how busy the machine is.
      assertTrue(result.settled() > 0, result.toString());
      assertTrue(result.killedIn().size() > 2, result.toString());
      return result;
    }
  }
}

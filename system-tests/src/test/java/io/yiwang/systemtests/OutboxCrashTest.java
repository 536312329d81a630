package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that every submitted message arrives once and unchanged, whatever process dies. */
@Tag("proof")
class OutboxCrashTest {
  private static final int KILLS_PER_RUN = 25;

  @TempDir private static Path shared;
  private static ChaosJvm jvm;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    jvm = new ChaosJvm(shared);
  }

  @Test
  void kill_oneNodeOnSqlite_everyMessageArrivesOnce() throws Exception {
    check(false, 4, "few");
  }

  @Test
  void kill_threeNodesOnPostgresThatCrashesToo_everyMessageArrivesOnce() throws Exception {
    assertEquals(1, check(true, 6, "few").crashes());
  }

  /** Kills in runs of some kills each, half of them on each database. */
  @Test
  @Tag("chaos")
  void kill_hundreds_everyMessageArrivesOnce() throws Exception {
    for (boolean postgres : new boolean[] {false, true}) {
      int submitted = 0;
      int faults = 0;
      int left = Integer.getInteger("chaos.kills", 1000) / 4;
      for (int run = 0; left > 0; run++, left -= KILLS_PER_RUN) {
        OutboxCrashRun.Result result = check(postgres, Math.min(left, KILLS_PER_RUN), "run" + run);
        submitted += result.submitted();
        faults += result.faults();
      }
      System.out.printf(
          "messages on %s: %,d submitted, %,d faults, each received once%n",
          postgres ? "PostgreSQL" : "SQLite", submitted, faults);
    }
  }

  private OutboxCrashRun.Result check(boolean postgres, int kills, String run) throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
    Path home = Files.createDirectories(folder.resolve(run + "-" + postgres));
    try (ChaosDatabase database =
        postgres
            ? new ChaosDatabase.Postgres(home.resolve("postgres"))
            : new ChaosDatabase.Sqlite(home.resolve("messages.journal"))) {
      OutboxCrashRun.Result result =
          OutboxCrashRun.on(database, jvm, home.resolve("keys"), seed, kills);
      System.out.println(result);
      assertEquals(List.of(), result.disagreements(), "seed " + seed);
      assertEquals(kills, result.kills());
      assertTrue(result.submitted() >= kills / 2, result.toString());
      return result;
    }
  }
}

package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies, of the messages taken every one is at the desk, once, as it was written. */
@Tag("proof")
class OutboxCrashTest {
  private static final int KILLS_OF_A_WORLD = 25;

  @TempDir private static Path shared;
  private static ChaosJvm jvm;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    jvm = new ChaosJvm(shared);
  }

  @Test
  void kill_oneNodeOnSqlite_everyVoiceArrivesOnce() throws Exception {
    check(false, 4, "few");
  }

  @Test
  void kill_threeNodesOnPostgresThatCrashesToo_everyVoiceArrivesOnce() throws Exception {
    assertEquals(1, check(true, 6, "few").crashes());
  }

  /** In worlds of some kills each, half of them on each database. */
  @Test
  @Tag("chaos")
  void kill_hundreds_everyVoiceArrivesOnce() throws Exception {
    for (boolean postgres : new boolean[] {false, true}) {
      int taken = 0;
      int faults = 0;
      int left = Integer.getInteger("chaos.kills", 1000) / 4;
      for (int world = 0; left > 0; world++, left -= KILLS_OF_A_WORLD) {
        OutboxCrashRun.Result result =
            check(postgres, Math.min(left, KILLS_OF_A_WORLD), "w" + world);
        taken += result.taken();
        faults += result.faults();
      }
      System.out.printf(
          "voices on %s: %,d taken, %,d faults, each at the desk once%n",
          postgres ? "PostgreSQL" : "SQLite", taken, faults);
    }
  }

  private OutboxCrashRun.Result check(boolean postgres, int kills, String world) throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
    Path home = Files.createDirectories(folder.resolve(world + "-" + postgres));
    try (ChaosDatabase database =
        postgres
            ? new ChaosDatabase.Postgres(home.resolve("postgres"))
            : new ChaosDatabase.Sqlite(home.resolve("voices.journal"))) {
      OutboxCrashRun.Result result =
          OutboxCrashRun.on(database, jvm, home.resolve("keys"), seed, kills);
      System.out.println(result);
      assertEquals(List.of(), result.disagreements(), "seed " + seed);
      assertEquals(kills, result.kills());
      assertTrue(result.taken() >= kills / 2, result.toString());
      return result;
    }
  }
}

package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies, of the messages taken every one is at the desk, once, as it was written. */
class VoicesTest {
  @TempDir private static Path shared;
  private static ChaosJvm jvm;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    jvm = new ChaosJvm(shared);
  }

  @Test
  void kill_oneNodeOnSqlite_everyVoiceArrivesOnce() throws Exception {
    check(false, 6);
  }

  @Test
  void kill_threeNodesOnPostgresThatCrashesToo_everyVoiceArrivesOnce() throws Exception {
    assertEquals(1, check(true, 9).crashes());
  }

  @Test
  @Tag("chaos")
  void kill_hundreds_everyVoiceArrivesOnce() throws Exception {
    int kills = Integer.getInteger("chaos.kills", 1000) / 4;
    System.out.println(check(false, kills));
    System.out.println(check(true, kills));
  }

  private VoicesRun.Result check(boolean postgres, int kills) throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
    Path world = folder.resolve("world-" + postgres);
    try (ChaosDatabase database =
        postgres
            ? new ChaosDatabase.Postgres(world.resolve("postgres"))
            : new ChaosDatabase.Sqlite(folder.resolve("voices.journal"))) {
      VoicesRun.Result result = VoicesRun.on(database, jvm, world.resolve("keys"), seed, kills);
      System.out.println(result);
      assertEquals(List.of(), result.disagreements(), "seed " + seed);
      assertEquals(kills, result.kills());
      assertTrue(result.taken() > kills, result.toString());
      return result;
    }
  }
}

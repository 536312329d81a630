package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills real processes at random instants, and checks that treasury, payers' channel and journal
 * agree to the fen.
 */
@Tag("proof")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
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
    check(ChaosScenario.SQLITE);
  }

  @Test
  void kill_oneNodeOnSqliteThatIsRestored_allAgree() throws Exception {
    ChaosResult result = check(ChaosScenario.SQLITE_RESTORED);
    assertTrue(result.restores() > 0, result.toString());
  }

  @Test
  void kill_threeNodesOnPostgresThatCrashesToo_allAgree() throws Exception {
    assertEquals(2, check(ChaosScenario.POSTGRES).crashes());
  }

  @Test
  @EnabledIf("io.yiwang.journal.MariaDbServer#isAvailable")
  void kill_threeNodesOnMariaDbThatIsKilledToo_allAgree() throws Exception {
    assertEquals(2, check(ChaosScenario.MARIADB).crashes());
  }

  @Test
  void kill_threeNodesOnPostgresWhoseStandbyLacksTheLastCommits_allAgree() throws Exception {
    ChaosResult result = check(ChaosScenario.POSTGRES_FAILS_OVER);
    assertEquals(2, result.crashes());
    assertTrue(result.commitsLost() > 0, result.toString());
  }

  @Test
  void kill_nodesOfTwoGatewaysOnOnePostgresThatCrashesToo_nothingCrossesOver() throws Exception {
    check(ChaosScenario.TWO_GATEWAYS);
  }

  private ChaosResult check(ChaosScenario scenario) throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffffff);
    System.out.println("chaos of " + scenario + ", seed " + seed);
    ChaosResult result = scenario.run(jvm, folder, seed, KILLS);
    System.out.println(result);
    assertEquals(List.of(), result.disagreements(), "seed " + seed);
    assertEquals(KILLS, result.kills());
    // A run without these shows nothing; how much it shows depends on how busy the machine is.
    assertTrue(result.settled() > 0, result.toString());
    assertTrue(result.killedIn().size() > 2, result.toString());
    return result;
  }
}

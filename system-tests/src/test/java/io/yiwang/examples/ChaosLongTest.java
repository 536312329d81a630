package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same as {@link ChaosTest} a thousand times, in worlds of some kills each, with a report in
 * {@code target/chaos-report.txt}. Run by the profile {@code chaos} alone.
 */
@Tag("chaos")
class ChaosLongTest {
  private static final int KILLS = Integer.getInteger("chaos.kills", 1000);
  private static final int KILLS_OF_A_WORLD = 50;
  private static final Path REPORT = Path.of("target", "chaos-report.txt");

  @TempDir private Path folder;

  @Test
  void kill_aThousandTimes_allAgree() throws Exception {
    ChaosJvm jvm = new ChaosJvm(folder);
    long seed = Long.getLong("chaos.seed", 1);
    List<ChaosRun.Result> all = new ArrayList<>();
    // Half of them on each.
    for (boolean postgres : new boolean[] {false, true}) {
      ChaosRun.Result sum = null;
      for (int left = KILLS / 2; left > 0; left -= KILLS_OF_A_WORLD) {
        Path world = Files.createDirectory(folder.resolve("world"));
        ChaosRun.Result result =
            world(jvm, world, postgres, seed++, Math.min(left, KILLS_OF_A_WORLD));
        delete(world);
        sum = sum == null ? result : sum.and(result);
        report(all, sum);
      }
      if (sum != null) {
        all.add(sum);
      }
    }
    assertEquals(List.of(), all.stream().flatMap(each -> each.disagreements().stream()).toList());
  }

  private static ChaosRun.Result world(
      ChaosJvm jvm, Path world, boolean postgres, long seed, int kills) throws Exception {
    try (ChaosDatabase database =
            postgres
                ? new ChaosDatabase.Postgres(world.resolve("postgres"))
                : new ChaosDatabase.Sqlite(world.resolve("fines.journal"));
        ChaosRun run =
            new ChaosRun(
                database, jvm, Files.createDirectory(world.resolve("keys")), seed, kills)) {
      return run.run();
    }
  }

  /** Written after each world, so that a run cut short has one too. */
  private static void report(List<ChaosRun.Result> done, ChaosRun.Result sum) throws IOException {
    StringBuilder text = new StringBuilder();
    Stream.concat(done.stream(), Stream.of(sum))
        .forEach(
            each ->
                text.append(
                    """
                    %s, from seed %d on
                      kills          %,d processes, %d times the database
                      faults         %,d at the gateway
                      payments       %,d
                      settled        %,d, %,d fen
                      refunded       %,d of them
                      refused        %,d never charged, %,d given back
                      seconds        %.0f
                      killed in      %s
                      disagreements  %d %s
                    """
                        .formatted(
                            each.database(),
                            each.seed(),
                            each.kills(),
                            each.crashes(),
                            each.faults(),
                            each.payments(),
                            each.settled(),
                            each.fenSettled(),
                            each.refunded(),
                            each.refused(),
                            each.givenBack(),
                            each.seconds(),
                            each.killedIn(),
                            each.disagreements().size(),
                            each.disagreements())));
    Files.writeString(REPORT, text);
  }

  private static void delete(Path world) throws IOException {
    try (Stream<Path> files = Files.walk(world)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
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
  private static final int KILLS_OF_A_WORLD = 25;
  private static final Path REPORT =
      Path.of(System.getProperty("chaos.report", "target/chaos-report.txt"));
  private static final List<ChaosScenario> SCENARIOS =
      Stream.of(System.getProperty("chaos.scenarios", "").split(","))
          .filter(name -> !name.isEmpty())
          .map(ChaosScenario::valueOf)
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toList(),
                  named -> named.isEmpty() ? List.of(ChaosScenario.values()) : named));

  @TempDir private Path folder;

  @Test
  void kill_aThousandTimes_allAgree() throws Exception {
    ChaosJvm jvm = new ChaosJvm(folder);
    long seed = Long.getLong("chaos.seed", 1);
    List<ChaosRun.Result> all = new ArrayList<>();
    // As many of them in each.
    for (ChaosScenario scenario : SCENARIOS) {
      ChaosRun.Result sum = null;
      for (int left = KILLS / SCENARIOS.size(); left > 0; left -= KILLS_OF_A_WORLD) {
        Path world = Files.createDirectory(folder.resolve("world"));
        ChaosRun.Result result = scenario.run(jvm, world, seed++, Math.min(left, KILLS_OF_A_WORLD));
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
                      set back       %d times; %,d commits lost, %,d losses reminded of
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
                            each.setBack(),
                            each.commitsLost(),
                            each.lostOrders(),
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

package io.yiwang.systemtests;

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
 * Kills a thousand processes as {@link ChaosTest} does, in runs of some kills each, and writes
 * {@code target/chaos-report.txt}. Only the profile {@code chaos} runs this test.
 */
@Tag("chaos")
class ChaosLongTest {
  private static final int KILLS = Integer.getInteger("chaos.kills", 1000);
  private static final int KILLS_PER_RUN = 25;
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
    List<ChaosResult> all = new ArrayList<>();
    for (ChaosScenario scenario : SCENARIOS) {
      ChaosResult sum = null;
      for (int left = KILLS / SCENARIOS.size(); left > 0; left -= KILLS_PER_RUN) {
        Path run = Files.createDirectory(folder.resolve("run"));
        ChaosResult result = scenario.run(jvm, run, seed++, Math.min(left, KILLS_PER_RUN));
        delete(run);
        sum = sum == null ? result : sum.plus(result);
        report(all, sum);
      }
      if (sum != null) {
        all.add(sum);
      }
    }
    assertEquals(List.of(), all.stream().flatMap(each -> each.disagreements().stream()).toList());
  }

  /** Writes the report, after each run, so that a test that is cut short has one too. */
  private static void report(List<ChaosResult> done, ChaosResult sum) throws IOException {
    StringBuilder text = new StringBuilder();
    Stream.concat(done.stream(), Stream.of(sum))
        .forEach(
            each ->
                text.append(
                    """
                    %s, from seed %d on
                      kills          %,d processes, %d times the database
                      restored       %d times; %,d commits lost, %,d losses reminded of
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
                            each.restores(),
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

  private static void delete(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

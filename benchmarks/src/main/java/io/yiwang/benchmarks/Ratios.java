package io.yiwang.benchmarks;

import io.yiwang.benchmarks.ColdStart.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures everything in rounds and writes the table of ratios. */
public final class Ratios {
  /**
   * How long to measure. Quick shows that it runs; one is a round of the full measure, and has no
   * spread to tell how far it is off; full is to be believed.
   */
  private enum Effort {
    QUICK(1, 5),
    ONE(1, 10),
    FULL(5, 40);

    private final int rounds;
    private final int starts;

    Effort(int rounds, int starts) {
      this.rounds = rounds;
      this.starts = starts;
    }
  }

  /** Matches the benchmarks of the table; each of the others has a command of its own. */
  static final String MEASURED =
      "^(" + SigningBenchmark.class.getName() + "|" + CallBenchmark.class.getName() + ")\\.";

  private Ratios() {}

  /** Takes {@code quick}, {@code one} or {@code full}, and the file to write the table to. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("give quick, one or full, and the file to write");
    }
    Effort effort = Effort.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    Path file = Path.of(arguments[1]).toAbsolutePath();
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= effort.rounds; i++) {
      System.out.println("round " + i + " of " + effort.rounds);
      rounds.add(round(effort));
    }
    System.out.println(effort.starts + " pairs of cold starts");
    List<Pair> starts = ColdStart.measure(effort.starts);
    String table = machine() + "\n\n" + Table.markdown(rounds, starts);
    Files.createDirectories(file.getParent());
    Files.writeString(file, table);
    System.out.println(table);
  }

  private static Round round(Effort effort) throws Exception {
    Options one = options(effort).include(MEASURED).build();
    // The others' engines are for one thread.
    Options two = options(effort).include("SigningBenchmark.sm2(Sign|Verify)$").threads(2).build();
    List<RunResult> results = new ArrayList<>(new Runner(one).run());
    results.addAll(new Runner(two).run());
    Round round = Round.of(results);
    return Openssl.isThere() ? Openssl.measured(round) : round;
  }

  private static ChainedOptionsBuilder options(Effort effort) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .addProfiler(GCProfiler.class)
            .addProfiler(Turns.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (effort == Effort.QUICK) {
      TimeValue second = TimeValue.seconds(1);
      options.warmupIterations(3).warmupTime(second);
      options.measurementIterations(3).measurementTime(second);
    }
    return options;
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", JDK "
        + Runtime.version();
  }
}

package io.yiwang.benchmarks;

import io.yiwang.benchmarks.CampaignSender.Result;
import io.yiwang.benchmarks.DeskProcess.Arrived;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole campaign: as many messages as a real one had in seven weeks, taken durably and handed
 * over signed with SM2, over the loopback, to the sandbox in a separate JVM. Fails unless exactly
 * those messages are at the desk.
 */
public final class CampaignBenchmark {
  /** “我向总理说句话” of 2015 and 2016. */
  private static final int WHOLE = 183_460;

  private CampaignBenchmark() {}

  /** Takes {@code quick}, {@code full}, or a number of messages. */
  public static void main(String[] arguments) throws Exception {
    int messages =
        switch (arguments[0]) {
          case "quick" -> 2_000;
          case "full" -> WHOLE;
          default -> Integer.parseInt(arguments[0]);
        };
    System.out.println(
        "| taken by threads | messages | taken in s | a second | `submit` p50 µs | p99 µs"
            + " | all handed over in s | a second | heap at most MB | disk MB |");
    System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (int threads : new int[] {1, 8}) {
      Result result = measure(messages, threads);
      System.out.printf(
          "| %d | %,d | %.1f | %,.0f | %.0f | %,.0f | %.1f | %,.0f | %d | %d |%n",
          threads,
          messages,
          result.taken(),
          messages / result.taken(),
          result.p50(),
          result.p99(),
          result.whole(),
          messages / result.whole(),
          result.heap() >> 20,
          result.disk() >> 20);
    }
  }

  private static Result measure(int messages, int threads) throws Exception {
    // On the disk of the working directory: a temporary one may be memory.
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "campaign");
    try (DeskProcess desk = DeskProcess.start(folder.resolve("keys"))) {
      Result result = send(folder, messages, threads);
      Arrived arrived = desk.arrived();
      if (!arrived.equals(new Arrived(messages, messages, result.texts()))) {
        throw new IllegalStateException(
            "at the desk are "
                + arrived.messages()
                + " messages, "
                + arrived.distinct()
                + " of them different, of "
                + messages);
      }
      return result;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Result send(Path folder, int messages, int threads) throws Exception {
    Process sender =
        Jvm.start(
            List.of("-Xmx256m"),
            Jvm.ownClassPath(),
            CampaignSender.class,
            folder.resolve("keys").toString(),
            folder.resolve("journal").toString(),
            Integer.toString(messages),
            Integer.toString(threads));
    try (BufferedReader out = sender.inputReader()) {
      String line = out.readLine();
      if (line == null || sender.waitFor() != 0) {
        throw new IOException("the sender has failed");
      }
      return Result.of(line);
    }
  }
}

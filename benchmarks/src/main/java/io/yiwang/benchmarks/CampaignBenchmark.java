package io.yiwang.benchmarks;

import io.yiwang.benchmarks.CampaignSender.Result;
import io.yiwang.benchmarks.SandboxProcess.Received;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/**
 * Measures a whole campaign with as many messages as a real one had in seven weeks. They are
 * submitted durably and sent, signed with SM2, over the loopback to the sandbox in a separate JVM.
 * The benchmark fails unless the sandbox has received exactly those messages.
 */
public final class CampaignBenchmark {
  /** The number of messages of “我向总理说句话” in 2015 and 2016. */
  private static final int WHOLE = 183_460;

  private CampaignBenchmark() {}

  /** Runs the benchmark. The argument is {@code quick}, {@code full} or a number of messages. */
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
    try (TempFolder folder = TempFolder.create("campaign");
        SandboxProcess sandbox = SandboxProcess.start(folder.resolve("keys"))) {
      Result result = send(folder, messages, threads);
      Received received = sandbox.received();
      if (!received.equals(new Received(messages, messages, result.texts()))) {
        throw new IllegalStateException(
            "the sandbox has received "
                + received.messages()
                + " messages, "
                + received.distinct()
                + " of them different, of "
                + messages);
      }
      return result;
    }
  }

  private static Result send(TempFolder folder, int messages, int threads) throws Exception {
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

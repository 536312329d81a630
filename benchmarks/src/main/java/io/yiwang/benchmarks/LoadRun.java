package io.yiwang.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mixed calls at full speed through a gateway that errs all the time, for half an hour; fails if
 * the client keeps more and more threads, files, connections or memory.
 */
public final class LoadRun {
  private LoadRun() {}

  /** Takes {@code quick}, {@code full}, or for how many minutes. */
  public static void main(String[] arguments) throws Exception {
    String minutes =
        switch (arguments[0]) {
          case "quick" -> "1";
          case "full" -> "30";
          default -> arguments[0];
        };
    if (!minutes.matches("[0-9]+(\\.[0-9]+)?")) {
      throw new IllegalArgumentException("give quick, full, or for how many minutes: " + minutes);
    }
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "load");
    try {
      run(folder, minutes);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(Path folder, String minutes) throws Exception {
    Process gateway =
        Jvm.start(List.of("-Xmx3g"), Jvm.ownClassPath(), LoadGateway.class, folder.toString());
    try (BufferedReader said = gateway.inputReader(StandardCharsets.UTF_8)) {
      if (said.readLine() == null) {
        throw new IOException("the sandbox has ended");
      }
      Process client =
          Jvm.start(
              List.of("-Xmx192m"),
              Jvm.ownClassPath(),
              LoadClient.class,
              folder.toString(),
              minutes);
      try (BufferedReader out = client.inputReader(StandardCharsets.UTF_8)) {
        String callbacks = out.readLine();
        if (callbacks == null) {
          throw new IOException("the client has failed");
        }
        gateway.getOutputStream().write((callbacks + "\n").getBytes(StandardCharsets.UTF_8));
        gateway.getOutputStream().flush();
        out.lines().forEach(System.out::println);
      }
      if (client.waitFor() != 0) {
        throw new IllegalStateException("the client has failed");
      }
    } finally {
      gateway.destroy();
    }
  }
}

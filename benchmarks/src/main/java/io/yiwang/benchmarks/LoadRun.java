package io.yiwang.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes mixed calls at full speed through a gateway that constantly fails, for half an hour. The
 * run fails if the client keeps using more threads, files, connections or memory.
 */
public final class LoadRun {
  private LoadRun() {}

  /** Runs the test. The argument is {@code quick}, {@code full} or a number of minutes. */
  public static void main(String[] arguments) throws Exception {
    String minutes =
        switch (arguments[0]) {
          case "quick" -> "1";
          case "full" -> "30";
          default -> arguments[0];
        };
    if (!minutes.matches("[0-9]+(\\.[0-9]+)?")) {
      throw new IllegalArgumentException("give quick, full or a number of minutes, not " + minutes);
    }
    try (TempFolder folder = TempFolder.create("load")) {
      run(folder.path(), minutes);
    }
  }

  private static void run(Path folder, String minutes) throws Exception {
    Process gateway =
        Jvm.start(List.of("-Xmx3g"), Jvm.ownClassPath(), LoadGateway.class, folder.toString());
    try (BufferedReader output = gateway.inputReader(StandardCharsets.UTF_8)) {
      if (output.readLine() == null) {
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

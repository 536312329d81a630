package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of another project to its end. */
public final class Peer {
  /** The scripts for Node of all modules; tests run in the folder of their module. */
  public static final Path SCRIPTS =
      Path.of("..", "system-tests", "src", "test", "peers").toAbsolutePath().normalize();

  private Peer() {}

  /** The output and the exit status of a program. */
  public record Ended(int code, String output) {
    /** Returns the output if the program succeeded. */
    public String good() {
      assertEquals(0, code, output);
      return output.strip();
    }
  }

  /** Runs a program that must be installed; {@code .ci/peers} installs those of the tests. */
  public static Ended run(Path folder, List<String> command) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(command.get(0) + " is not installed; run .ci/peers", e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command.get(0) + " does not end");
    return new Ended(process.exitValue(), output);
  }

  /** Runs a script of {@link #SCRIPTS} on Node. */
  public static Ended node(String script, String... arguments) throws Exception {
    assertTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules")),
        SCRIPTS + " has no node_modules; run .ci/peers");
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    return run(SCRIPTS, command);
  }
}

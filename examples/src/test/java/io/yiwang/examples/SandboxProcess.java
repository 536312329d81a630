package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A stand-alone sandbox in a separate JVM. */
final class SandboxProcess implements AutoCloseable {
  private final Process process;
  private final Path keys;

  private SandboxProcess(Process process, Path keys) {
    this.process = process;
    this.keys = keys;
  }

  static SandboxProcess start(Path keys, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.yiwang.testkit.SandboxServer",
                // SM2 makes no RSA key.
                "--scheme",
                "sm2",
                "--port",
                "0",
                "--keys",
                keys.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder printed = new StringBuilder();
    // It prints its address once it listens.
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      printed.append(line).append('\n');
      if (line.contains("/igs/v1/") && Files.exists(keys.resolve("client.properties"))) {
        return new SandboxProcess(process, keys);
      }
    }
    process.destroyForcibly();
    throw new IOException("the sandbox did not start: " + printed);
  }

  Path config() {
    return keys.resolve("client.properties");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

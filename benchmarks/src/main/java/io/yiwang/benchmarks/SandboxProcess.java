package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.MessageControls;
import io.yiwang.testkit.SandboxScheme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the sandbox in a separate JVM, so that its heap does not count as the client's. It ends with
 * the JVM that started it.
 */
final class SandboxProcess implements AutoCloseable {
  /**
   * The number of messages received, the number of different ones, and a digest of all their texts.
   */
  record Received(int messages, int distinct, String texts) {
    static Received of(String line) {
      String[] fields = line.split(" ", -1);
      return new Received(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), fields[2]);
    }
  }

  private final Process process;
  private final BufferedReader lines;

  private SandboxProcess(Process process) throws IOException {
    this.process = process;
    lines = process.inputReader(UTF_8);
    line();
  }

  /** Starts the sandbox, which writes the client's files to a folder. */
  static SandboxProcess start(Path folder) throws IOException {
    return new SandboxProcess(
        Jvm.start(List.of("-Xmx3g"), Jvm.ownClassPath(), SandboxProcess.class, folder.toString()));
  }

  /**
   * Serves until the standard input ends. Each line on it requests one line about the messages
   * received.
   */
  public static void main(String[] arguments) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start()) {
      sandbox.writeKeys(Path.of(arguments[0]));
      System.out.println("ready");
      BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      while (requests.readLine() != null) {
        TextDigest texts = new TextDigest();
        for (MessageControls.Received each : sandbox.messageControls().received()) {
          texts.add(each.title(), each.body());
        }
        System.out.println(texts.count() + " " + texts.distinct() + " " + texts.sum());
      }
    }
  }

  Received received() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Received.of(line());
  }

  private String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the sandbox has ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}

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
 * The sandbox in a separate JVM, so that its heap is not counted as the client's. It ends with the
 * JVM that started it.
 */
final class DeskProcess implements AutoCloseable {
  /** How many arrived, how many of them differ, and a digest over all their texts. */
  record Arrived(int messages, int distinct, String texts) {
    static Arrived of(String line) {
      String[] told = line.split(" ", -1);
      return new Arrived(Integer.parseInt(told[0]), Integer.parseInt(told[1]), told[2]);
    }
  }

  private final Process process;
  private final BufferedReader told;

  private DeskProcess(Process process) throws IOException {
    this.process = process;
    told = process.inputReader(UTF_8);
    line();
  }

  /** Starts it; what a client needs is written to the folder. */
  static DeskProcess start(Path folder) throws IOException {
    return new DeskProcess(
        Jvm.start(List.of("-Xmx3g"), Jvm.ownClassPath(), DeskProcess.class, folder.toString()));
  }

  /** Serves until the standard input ends; a line on it asks what has arrived. */
  public static void main(String[] arguments) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start()) {
      sandbox.writeKeys(Path.of(arguments[0]));
      System.out.println("ready");
      BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      while (asked.readLine() != null) {
        TextDigest texts = new TextDigest();
        for (MessageControls.Received each : sandbox.messageControls().received()) {
          texts.add(each.title(), each.body());
        }
        System.out.println(texts.count() + " " + texts.distinct() + " " + texts.sum());
      }
    }
  }

  Arrived arrived() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Arrived.of(line());
  }

  private String line() throws IOException {
    String line = told.readLine();
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

package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;

/** Measures SM2 in the machine's OpenSSL with its command {@code speed}, for comparison. */
final class Openssl {
  private Openssl() {}

  static boolean isThere() throws InterruptedException {
    try {
      return run("openssl", "version").startsWith("OpenSSL");
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a round with the figures of OpenSSL added. */
  static Round measured(Round round) throws IOException, InterruptedException {
    String output = run("openssl", "speed", "-seconds", "3", "-mr", "sm2");
    double[] perSecond = perSecond(output);
    return round.with("opensslSign", 1e6 / perSecond[0]).with("opensslVerify", 1e6 / perSecond[1]);
  }

  /**
   * Reads signatures and verifications per second from a line such as {@code
   * +F7:0:256:CurveSM2:3049.2:3442.5}.
   */
  static double[] perSecond(String output) {
    for (String line : output.lines().toList()) {
      List<String> parts = List.of(line.split(":", -1));
      if (line.startsWith("+F") && parts.size() == 6) {
        return new double[] {Double.parseDouble(parts.get(4)), Double.parseDouble(parts.get(5))};
      }
    }
    throw new IllegalStateException("openssl speed gave no figures of SM2");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return output;
  }
}

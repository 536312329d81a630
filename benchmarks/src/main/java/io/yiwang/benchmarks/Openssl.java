package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;

/** SM2 as the OpenSSL of the machine does it, by its own {@code speed}, for comparison. */
final class Openssl {
  private Openssl() {}

  static boolean isThere() throws InterruptedException {
    try {
      return run("openssl", "version").startsWith("OpenSSL");
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the round with two figures more. */
  static Round measured(Round round) throws IOException, InterruptedException {
    String told = run("openssl", "speed", "-seconds", "3", "-mr", "sm2");
    double[] perSecond = perSecond(told);
    return round.with("opensslSign", 1e6 / perSecond[0]).with("opensslVerify", 1e6 / perSecond[1]);
  }

  /**
   * Signatures and checks a second, from a line such as {@code +F7:0:256:CurveSM2:3049.2:3442.5}.
   */
  static double[] perSecond(String told) {
    for (String line : told.lines().toList()) {
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
    String told = new String(process.getInputStream().readAllBytes(), US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return told;
  }
}

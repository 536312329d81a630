package io.yiwang.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link GovSandbox} as a separate program, until the process is ended. See {@code --help}.
 * It ends with 2 if the command line is wrong, and with 1 if the gateway cannot start.
 */
public final class SandboxServer {
  private SandboxServer() {}

  /** Starts the gateway. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    if (!given.isEmpty() && given.get(0).equals("check")) {
      System.exit(GatewayCheck.run(given.subList(1, given.size()), System.out, System.err));
    }
    int[] status = new int[1];
    GovSandbox sandbox = run(arguments, System.out, System.err, status);
    if (sandbox == null) {
      System.exit(status[0]);
    }
    new CountDownLatch(1).await();
  }

  /** Returns the gateway that runs; without one, {@code status} says how to end. */
  @SuppressWarnings("StreamResourceLeak") // Whoever called closes it.
  static @Nullable GovSandbox run(
      String[] arguments, PrintStream out, PrintStream err, int[] status) {
    ServerOptions options;
    try {
      options = ServerOptions.parse(arguments);
    } catch (ServerOptions.WrongUse e) {
      err.println(e.getMessage());
      status[0] = 2;
      return null;
    }
    if (options.help()) {
      out.print(ServerOptions.HELP);
      return null;
    }
    return start(options, out, err, status);
  }

  private static @Nullable GovSandbox start(
      ServerOptions options, PrintStream out, PrintStream err, int[] status) {
    GovSandbox sandbox;
    try {
      sandbox =
          GovSandbox.builder()
              .port(options.port())
              .services(options.services())
              .scheme(options.scheme())
              .start();
    } catch (com.github.tomakehurst.wiremock.common.FatalStartupException e) {
      err.println("cannot listen on port " + options.port() + "; is it taken?");
      status[0] = 1;
      return null;
    }
    try {
      if (options.keys() != null) {
        sandbox.writeKeys(options.keys());
        out.println("keys and settings: " + options.keys());
      }
    } catch (IOException e) {
      err.println("cannot write to " + options.keys() + ": " + e.getMessage());
      sandbox.close();
      status[0] = 1;
      return null;
    }
    out.println("listening: " + sandbox.endpoint());
    return sandbox;
  }
}

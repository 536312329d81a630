package io.yiwang.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link GovSandbox} as a separate program, until the process is ended. See {@code --help}.
 * It ends with 2 if the command line is wrong, and with 1 if the gateway cannot start.
 */
public final class SandboxServer {
  private SandboxServer() {}

  /** Runs the program. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> options = List.of(arguments);
    if (!options.isEmpty() && options.get(0).equals("check")) {
      System.exit(GatewayCheck.run(options.subList(1, options.size()), System.out, System.err));
    }
    int[] status = new int[1];
    GovSandbox sandbox = run(arguments, System.out, System.err, status);
    if (sandbox == null) {
      System.exit(status[0]);
    }
    new CountDownLatch(1).await();
  }

  /** Returns the running gateway; absent if the program ends, with {@code status} set. */
  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
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
    GovSandbox sandbox = start(options, err);
    if (sandbox == null || !writeKeys(sandbox, options, out, err)) {
      status[0] = 1;
      return null;
    }
    notes(sandbox, options, out);
    out.println("listening: " + sandbox.endpoint());
    return sandbox;
  }

  private static @Nullable GovSandbox start(ServerOptions options, PrintStream err) {
    try {
      return options.sandbox().start();
    } catch (IllegalArgumentException | IllegalStateException e) {
      err.println(e.getMessage());
    } catch (UncheckedIOException e) {
      err.println(
          "cannot keep keys or state: " + Objects.requireNonNull(e.getCause()).getMessage());
    }
    return null;
  }

  private static boolean writeKeys(
      GovSandbox sandbox, ServerOptions options, PrintStream out, PrintStream err) {
    try {
      if (options.keys() != null) {
        sandbox.writeKeys(options.keys());
        out.println("keys and settings: " + options.keys());
      }
      return true;
    } catch (IOException e) {
      err.println("cannot write to " + options.keys() + ": " + e.getMessage());
      sandbox.close();
      return false;
    }
  }

  private static void notes(GovSandbox sandbox, ServerOptions options, PrintStream out) {
    boolean elsewhere = !SandboxSettings.isLoopback(options.host());
    if (elsewhere && sandbox.endpoint().getScheme().equals("http")) {
      out.println("note: clients refuse plain http other than on this machine; use --tls");
    }
    if (elsewhere && !options.adminToken()) {
      out.println("note: the admin API is off; use --admin-token-file");
    }
  }
}

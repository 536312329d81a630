package io.yiwang.benchmarks;

import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.SandboxScheme;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the gateway of a {@link LoadRun} in a separate JVM. It constantly loses, truncates, rejects
 * and forges answers, rotates its keys, and sends callbacks. The argument is the folder for the
 * client's files. It reads the address for callbacks from its standard input, and ends with it.
 */
final class LoadGateway {
  private static final List<String> OPERATIONS =
      List.of(
          "catalog.search",
          "catalog.search",
          "catalog.snapshot",
          "fine.lookup",
          "fine.hold",
          "fine.release",
          "identity.check",
          "message.attach",
          "message.batch",
          "message.submit",
          "message.status",
          "signing.start",
          "signing.status");

  private LoadGateway() {}

  /** Runs the gateway. */
  public static void main(String[] arguments) throws Exception {
    try (GovSandbox sandbox =
            GovSandbox.builder().scheme(SandboxScheme.SM2).services(2_000).start();
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      sandbox.writeKeys(Path.of(arguments[0]));
      System.out.println("ready");
      sandbox.callbackControls().deliverTo(URI.create(input.readLine()));
      Thread faults = new Thread(() -> injectFaults(sandbox), "faults");
      faults.setDaemon(true);
      faults.start();
      while (input.readLine() != null) {
        // Waits until the parent process has ended.
      }
    }
  }

  private static void injectFaults(GovSandbox sandbox) {
    Random random = new Random(1);
    String service = sandbox.seed().serviceCode("普通护照签发", "330106");
    for (int round = 1; ; round++) {
      if (sandbox.faults().waiting() > 25) {
        sandbox.faults().clear();
      }
      NextFault next = sandbox.faults().next(OPERATIONS.get(random.nextInt(OPERATIONS.size())));
      switch (random.nextInt(14)) {
        case 0 -> next.answerLost();
        case 1 -> next.resetBeforeWork();
        case 2 -> next.resetAfterWork();
        case 3 -> next.halfBody();
        case 4 -> next.rateLimited(Duration.ofMillis(100));
        case 5 -> next.maintenance(Duration.ofMillis(100));
        case 6 -> next.unsignedErrorAfterWork(503);
        case 7 -> next.signedErrorAfterWork();
        case 8 -> next.slowBody(Duration.ofMillis(300));
        case 9 -> next.forgedSignature();
        case 10 -> next.inProgress(Duration.ofMillis(50));
        case 11 -> next.gzipBomb(16);
        default -> next.unsignedAnswer();
      }
      if (round % 5 == 0) {
        sandbox.catalogControls().update(service);
        sandbox.callbackControls().deliver();
      }
      if (round % 3000 == 0) {
        sandbox.rotateKeys();
      }
      LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(100)).toNanos());
    }
  }
}

package io.yiwang.systemtests;

import io.yiwang.testkit.GovSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Starts and ends the payer processes of a {@link ChaosRun}, and moves their clocks together with
 * the gateway's.
 */
final class ChaosNodes {
  private final ChaosDatabase database;
  private final ChaosJvm jvm;
  private final Path folder;
  private final GovSandbox sandbox;
  private final int channelPort;
  private final ChaosLog log;
  private final Set<ChaosProcess> living = new HashSet<>();
  private Duration offset = Duration.ZERO;
  private int started;

  /**
   * Creates an empty set of nodes.
   *
   * @param folder holds {@code client.properties} and the files that it names
   */
  ChaosNodes(
      ChaosDatabase database,
      ChaosJvm jvm,
      Path folder,
      GovSandbox sandbox,
      int channelPort,
      ChaosLog log) {
    this.database = database;
    this.jvm = jvm;
    this.folder = folder;
    this.sandbox = sandbox;
    this.channelPort = channelPort;
    this.log = log;
  }

  /** Starts and ends one node if the JVM has no class archive yet, which makes the archive. */
  void warmUp() throws Exception {
    // Runs that share the JVM must not write the archive at the same time.
    synchronized (jvm) {
      if (jvm.isCold()) {
        ChaosProcess first = start(0);
        first.awaitReady();
        end(first);
      }
    }
  }

  /** Starts a node with the present time and the gateway's present key. */
  ChaosProcess start(long seed) throws IOException {
    String name;
    synchronized (this) {
      name = "n" + ++started;
    }
    Map.Entry<String, String> key = gatewayKey();
    ChaosProcess node =
        new ChaosProcess(
            name,
            jvm.command(
                ChaosNode.class,
                List.of(
                    folder.resolve("client.properties").toString(),
                    database.address(),
                    Integer.toString(channelPort),
                    name,
                    Long.toString(seed),
                    key.getKey(),
                    key.getValue())),
            line -> log.add(name, line));
    synchronized (this) {
      living.add(node);
      node.send("CLOCK " + offset.toMillis());
    }
    return node;
  }

  /** Returns the gateway's present signing key, in base64 by its id. */
  private Map.Entry<String, String> gatewayKey() {
    while (true) {
      String keyId = sandbox.gatewayVerifier().keyId();
      String key = sandbox.gatewayKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
      // It may rotate in between.
      if (keyId.equals(sandbox.gatewayVerifier().keyId())) {
        return Map.entry(keyId, key);
      }
    }
  }

  /** Moves the clocks of the gateway and of all nodes. */
  synchronized void moveClock(Duration by) {
    offset = offset.plus(by);
    sandbox.clock().advance(by);
    living.forEach(node -> node.send("CLOCK " + offset.toMillis()));
  }

  /**
   * Kills a node with SIGKILL.
   *
   * @return its open orders
   * @see ChaosProcess#kill()
   */
  Map<String, String> kill(ChaosProcess node) throws InterruptedException, TimeoutException {
    remove(node);
    return node.kill();
  }

  /** Lets a node end by itself; fails if it has died before. */
  void end(ChaosProcess node) throws IOException, InterruptedException, TimeoutException {
    remove(node);
    if (node.hasDied()) {
      throw node.failure("died by itself");
    }
    node.end();
  }

  private synchronized void remove(ChaosProcess node) {
    living.remove(node);
  }

  /** Returns the nodes that were started and neither killed nor ended. */
  synchronized List<ChaosProcess> living() {
    return List.copyOf(living);
  }

  /** Returns the last lines of every living node. */
  String output() {
    return living().stream().map(node -> "\n\n" + node.output()).collect(Collectors.joining());
  }
}

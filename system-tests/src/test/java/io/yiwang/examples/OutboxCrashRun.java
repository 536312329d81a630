package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.MessageControls;
import io.yiwang.testkit.NextFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages taken and handed over by processes that are killed with SIGKILL at random instants,
 * through a gateway that loses, cuts, forges and refuses answers; then all is brought to its end,
 * and the desk must have exactly those that were taken.
 */
final class OutboxCrashRun implements AutoCloseable {
  private static final int LONGEST_LIFE = 700;

  /** More than a node asks for before it is killed. */
  private static final int ANSWERS_LOST = 1000;

  /**
   * What came of it.
   *
   * @param taken messages that were on disk
   * @param disagreements empty if every one of them is at the desk once, as it was written
   */
  record Result(
      String database,
      long seed,
      int kills,
      int crashes,
      int faults,
      int taken,
      List<String> disagreements) {}

  private final ChaosDatabase database;
  private final ChaosJvm jvm;
  private final Path folder;
  private final long seed;
  private final int kills;
  private final GovSandbox sandbox;
  private final AtomicInteger killed = new AtomicInteger();
  private final Set<String> taken = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private volatile boolean fair;
  private int faults;
  private int crashes;

  OutboxCrashRun(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws IOException {
    this.database = database;
    this.jvm = jvm;
    this.folder = folder;
    this.seed = seed;
    this.kills = kills;
    sandbox = GovSandbox.builder().seed(seed).services(0).start();
    sandbox.writeKeys(folder);
  }

  Result run() throws Exception {
    if (jvm.isCold()) {
      ChaosProcess first = start("cold", 0);
      first.awaitReady();
      first.end();
    }
    String first = killOneInDoubt();
    Thread weather = new Thread(this::blow, "weather");
    weather.setDaemon(true);
    weather.start();
    List<String> inDoubt = killThemAll();
    inDoubt.add(first);
    fair = true;
    weather.join(Duration.ofSeconds(20).toMillis());
    sandbox.faults().clear();
    comeToAnEnd(inDoubt);
    compare();
    return new Result(
        database.toString(), seed, killed.get(), crashes, faults, taken.size(), wrong);
  }

  /**
   * Kills a process that has sent its first messages and never gets an answer. Whoever sends them
   * again must use the same keys, or they arrive twice: kills at random meet this in one run of
   * three, and this one in every run.
   *
   * @return the message of which only the journal knows whether it was taken
   */
  private String killOneInDoubt() throws Exception {
    ChaosProcess node = start("d", 1);
    node.awaitReady();
    sandbox.faults().next("message.batch").times(ANSWERS_LOST).answerLost();
    node.tell("GO");
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (sandbox.messageControls().received().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no message reached the gateway within 60 s");
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    node.kill();
    sandbox.faults().clear();
    int next = 1;
    while (isTaken("d-" + next)) {
      next++;
    }
    return "d-" + next;
  }

  /** Returns those of which only the journal knows whether they were taken. */
  private List<String> killThemAll() throws Exception {
    ExecutorService slots = Executors.newFixedThreadPool(database.nodes());
    try {
      List<Future<String>> lives = new ArrayList<>();
      for (int slot = 0; slot < database.nodes(); slot++) {
        Random random = new Random(seed * 31 + slot);
        String prefix = "v" + slot;
        lives.add(slots.submit(() -> killOneAfterAnother(prefix, random)));
      }
      while (killed.get() < kills / 2) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      if (database.crash()) {
        crashes++;
      }
      List<String> inDoubt = new ArrayList<>();
      for (Future<String> each : lives) {
        inDoubt.add(each.get(kills * 10L + 60, TimeUnit.SECONDS));
      }
      return inDoubt;
    } finally {
      killed.set(Math.max(kills, killed.get()));
      slots.shutdownNow();
    }
  }

  private String killOneAfterAnother(String prefix, Random random) throws Exception {
    int next = 1;
    while (killed.getAndUpdate(count -> Math.min(kills, count + 1)) < kills) {
      ChaosProcess node = start(prefix, next);
      node.awaitReady();
      node.tell("GO");
      if (random.nextInt(4) > 0) {
        awaitTaken(prefix + "-" + next);
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LONGEST_LIFE)).toNanos());
      node.kill();
      while (isTaken(prefix + "-" + next)) {
        next++;
      }
    }
    return prefix + "-" + next;
  }

  /** So that most have done something before they die, however busy the machine is. */
  private void awaitTaken(String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!isTaken(id) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private ChaosProcess start(String prefix, int next) throws IOException {
    return new ChaosProcess(
        prefix,
        jvm.command(
            OutboxCrashNode.class,
            List.of(
                folder.resolve("client.properties").toString(),
                database.address(),
                prefix,
                Integer.toString(next))),
        this::heard);
  }

  private synchronized void heard(String line) {
    if (line.startsWith("TAKEN ")) {
      taken.add(line.substring("TAKEN ".length()));
    } else if (!line.startsWith("READY") && !line.startsWith("TROUBLE")) {
      wrong.add("a node said " + line);
    }
  }

  private synchronized boolean isTaken(String id) {
    return taken.contains(id);
  }

  private void blow() {
    Random random = new Random(seed);
    while (!fair) {
      if (sandbox.faults().waiting() > 8) {
        sandbox.faults().clear();
      }
      faults++;
      NextFault next = sandbox.faults().next("message.batch");
      switch (random.nextInt(12)) {
        case 0, 1 -> next.answerLost();
        case 2 -> next.resetBeforeWork();
        case 3, 4 -> next.resetAfterWork();
        case 5 -> next.halfBody();
        case 6 -> next.rateLimited(Duration.ofMillis(100));
        case 7 -> next.maintenance(Duration.ofMillis(100));
        case 8 -> next.unsignedErrorAfterWork(503);
        case 9 -> next.signedErrorAfterWork();
        case 10 -> next.forgedSignature();
        default -> next.unsignedAnswer();
      }
      LockSupport.parkNanos(Duration.ofMillis(20 + random.nextInt(60)).toNanos());
    }
  }

  /** Good weather: what the killed left is handed over. */
  private void comeToAnEnd(List<String> inDoubt) throws Exception {
    Platform platform = new Platform(folder.resolve("client.properties"));
    try (GovClient gov = platform.client().build();
        Journal journal = database.open(OutboxCrashNode.cipher())) {
      MessageOutbox outbox = OutboxCrashNode.outbox(gov, journal);
      for (String id : inDoubt) {
        // Whether it was or not: the same number is the same message.
        outbox.submit(id, OutboxCrashNode.message(id), "citizen of " + id);
        heard("TAKEN " + id);
      }
      long progress = System.nanoTime();
      while (true) {
        if (outbox.runOnce() > 0) {
          progress = System.nanoTime();
        } else if (outbox.figures().unfinished() == 0) {
          return;
        } else if (System.nanoTime() - progress > Duration.ofSeconds(30).toNanos()) {
          throw new IllegalStateException("messages do not leave: " + outbox.figures());
        }
      }
    }
  }

  private synchronized void compare() {
    Set<String> missing = new HashSet<>(taken);
    for (MessageControls.Received each : sandbox.messageControls().received()) {
      String id = each.title();
      Message written = OutboxCrashNode.message(id);
      if (!missing.remove(id)) {
        wrong.add(id + (taken.contains(id) ? " arrived twice" : " was not taken, and arrived"));
      } else if (!each.body().equals(written.body())
          || !("138" + id).equals(each.authorPhone())
          || !("王" + id).equals(each.authorName())) {
        wrong.add(id + " arrived otherwise than it was written");
      }
    }
    missing.forEach(id -> wrong.add(id + " has not arrived"));
  }

  @Override
  public void close() {
    sandbox.close();
  }

  static Result on(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws Exception {
    try (OutboxCrashRun run =
        new OutboxCrashRun(database, jvm, Files.createDirectories(folder), seed, kills)) {
      return run.run();
    }
  }
}

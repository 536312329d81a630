package io.yiwang.systemtests;

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
 * Submits and sends messages in processes that are killed with SIGKILL at random instants, through
 * a gateway that loses, cuts, forges and refuses answers. In the end it sends what is left, and
 * checks that the gateway has received exactly the messages that were submitted.
 */
final class OutboxCrashRun implements AutoCloseable {
  private static final int LONGEST_LIFE = 700;

  /** Exceeds the requests that a node sends before it is killed. */
  private static final int ANSWERS_LOST = 1000;

  /**
   * The figures of a run, and every disagreement that it found.
   *
   * @param submitted the messages that were on disk
   * @param disagreements empty if the gateway has received each of them once, unchanged
   */
  record Result(
      String database,
      long seed,
      int kills,
      int crashes,
      int faults,
      int submitted,
      List<String> disagreements) {}

  private final ChaosDatabase database;
  private final ChaosJvm jvm;
  private final Path folder;
  private final long seed;
  private final int kills;
  private final GovSandbox sandbox;
  private final AtomicInteger killed = new AtomicInteger();
  private final Set<String> submitted = new HashSet<>();
  private final List<String> disagreements = new ArrayList<>();
  private volatile boolean faultsEnded;
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
    String firstInDoubt = killOneInDoubt();
    Thread faultThread = new Thread(this::causeFaults, "faults");
    faultThread.setDaemon(true);
    faultThread.start();
    List<String> inDoubt = killAll();
    inDoubt.add(firstInDoubt);
    faultsEnded = true;
    faultThread.join(Duration.ofSeconds(20).toMillis());
    sandbox.faults().clear();
    sendWhatIsLeft(inDoubt);
    compare();
    return new Result(
        database.toString(), seed, killed.get(), crashes, faults, submitted.size(), disagreements);
  }

  /**
   * Kills a process that has sent its first messages and never gets an answer. The next sender must
   * use the same keys, or they arrive twice. Random kills meet this case in one run of three, and
   * this kill in every run.
   *
   * @return the id of the message of which only the journal knows whether it was submitted
   */
  private String killOneInDoubt() throws Exception {
    ChaosProcess node = start("d", 1);
    node.awaitReady();
    sandbox.faults().next("message.batch").times(ANSWERS_LOST).answerLost();
    node.send("GO");
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
    while (isSubmitted("d-" + next)) {
      next++;
    }
    return "d-" + next;
  }

  /** Returns the ids of the messages of which only the journal knows if they were submitted. */
  private List<String> killAll() throws Exception {
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
      node.send("GO");
      if (random.nextInt(4) > 0) {
        awaitSubmitted(prefix + "-" + next);
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LONGEST_LIFE)).toNanos());
      node.kill();
      while (isSubmitted(prefix + "-" + next)) {
        next++;
      }
    }
    return prefix + "-" + next;
  }

  /** Waits, so that most nodes have done something before they die even on a busy machine. */
  private void awaitSubmitted(String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!isSubmitted(id) && System.nanoTime() < deadline) {
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
        this::onLine);
  }

  private synchronized void onLine(String line) {
    if (line.startsWith("SUBMITTED ")) {
      submitted.add(line.substring("SUBMITTED ".length()));
    } else if (!line.startsWith("READY") && !line.startsWith("FAULT")) {
      disagreements.add("a node printed " + line);
    }
  }

  private synchronized boolean isSubmitted(String id) {
    return submitted.contains(id);
  }

  private void causeFaults() {
    Random random = new Random(seed);
    while (!faultsEnded) {
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

  /** Sends what the killed processes have left in the journal. */
  private void sendWhatIsLeft(List<String> inDoubt) throws Exception {
    ClientProperties account = new ClientProperties(folder.resolve("client.properties"));
    try (GovClient gov = account.client().build();
        Journal journal = database.open(OutboxCrashNode.cipher())) {
      MessageOutbox outbox = OutboxCrashNode.outbox(gov, journal);
      for (String id : inDoubt) {
        // If it was submitted before, the same id makes it the same message.
        outbox.submit(id, OutboxCrashNode.message(id), "citizen of " + id);
        onLine("SUBMITTED " + id);
      }
      long progress = System.nanoTime();
      while (true) {
        if (outbox.runOnce() > 0) {
          progress = System.nanoTime();
        } else if (outbox.figures().unfinished() == 0) {
          return;
        } else if (System.nanoTime() - progress > Duration.ofSeconds(30).toNanos()) {
          throw new IllegalStateException("messages are not sent: " + outbox.figures());
        }
      }
    }
  }

  private synchronized void compare() {
    Set<String> missing = new HashSet<>(submitted);
    for (MessageControls.Received each : sandbox.messageControls().received()) {
      String id = each.title();
      Message written = OutboxCrashNode.message(id);
      if (!missing.remove(id)) {
        disagreements.add(
            id + (submitted.contains(id) ? " arrived twice" : " arrived but was not submitted"));
      } else if (!each.body().equals(written.body())
          || !("138" + id).equals(each.authorPhone())
          || !("王" + id).equals(each.authorName())) {
        disagreements.add(id + " arrived changed");
      }
    }
    missing.forEach(id -> disagreements.add(id + " has not arrived"));
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

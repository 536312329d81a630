package io.yiwang.systemtests;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kills payer processes that share one journal with SIGKILL at random instants, while the gateway
 * and the payers' channel fail, and starts others; then stops the faults, lets recovery finish
 * every payment, and returns a {@link ChaosResult}.
 */
final class ChaosRun implements AutoCloseable {
  /** Is short, so that what a dead process had claimed is soon free. */
  static final Duration LEASE = Duration.ofMillis(2500);

  /**
   * Limits the steps that a node's payments take before it is killed, to those of several payments.
   * Any instant may be its last, including one at which it opens its journal.
   */
  private static final int LONGEST_LIFE = 30;

  private final ChaosDatabase database;
  private final long seed;
  private final int kills;
  private final GovSandbox sandbox;
  private final ClientProperties account;
  private final ChaosChannel channel;
  private final ChaosLog log = new ChaosLog();
  private final ChaosNodes nodes;
  private final List<FineTicket> fines = new ArrayList<>();
  private final Map<String, Integer> killedIn = new TreeMap<>();
  private final Map<String, Long> remindedAt = new HashMap<>();
  private int killed;
  private int crashes;
  private int restores;
  private boolean failed;

  ChaosRun(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws IOException {
    this.database = database;
    this.seed = seed;
    this.kills = kills;
    sandbox = GovSandbox.builder().seed(seed).services(0).start();
    sandbox.treasury().refundsTake(Duration.ofMinutes(20), Duration.ofMinutes(20));
    channel = new ChaosChannel(sandbox.clock(), seed);
    sandbox.writeKeys(folder);
    account = new ClientProperties(folder.resolve("client.properties"));
    // Nodes warm up against this path, which has no faults.
    sandbox
        .wireMock()
        .stubFor(WireMock.any(WireMock.urlPathMatching("/quiet/.*")).willReturn(WireMock.ok()));
    List<Seed.Fine> payable =
        sandbox.seed().districts().stream()
            .flatMap(each -> sandbox.seed().payableFines(each).stream())
            .toList();
    payable.forEach(each -> fines.add(FineTicket.ofPlate(each.decisionNumber(), each.plate())));
    Files.write(
        folder.resolve("fines.txt"),
        payable.stream().map(each -> each.decisionNumber() + " " + each.plate()).toList());
    nodes = new ChaosNodes(database, jvm, folder, sandbox, channel.port(), log);
  }

  ChaosResult run() throws Exception {
    nodes.warmUp();
    long start = System.nanoTime();
    try (GovClient bank = account.client().clock(sandbox.clock()).build()) {
      FaultSchedule faults =
          new FaultSchedule(
              sandbox, bank, seed, nodes::moveClock, this::ticketBegunLast, log::lines);
      faults.start();
      try {
        killAll();
      } finally {
        faults.end();
      }
      database.awaitCalm();
      channel.heal();
      finishPayments();
      return result(faults.count(), (System.nanoTime() - start) / 1e9);
    }
  }

  private void killAll() throws Exception {
    ExecutorService slots = Executors.newFixedThreadPool(database.nodes() + 1);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int slot = 0; slot < database.nodes(); slot++) {
        Random random = new Random(seed * 31 + slot);
        work.add(() -> killOneAfterAnother(random));
      }
      work.add(this::crashDatabase);
      for (Future<Void> each : work.stream().map(slots::submit).toList()) {
        awaitUnlessStalled(each);
      }
    } catch (Exception e) {
      synchronized (this) {
        failed = true;
      }
      throw e;
    } finally {
      slots.shutdownNow();
    }
  }

  /** Waits as long as nodes are killed now and then, however slow the machine is. */
  private void awaitUnlessStalled(Future<Void> work) throws Exception {
    int before = -1;
    while (before != killedSoFar()) {
      before = killedSoFar();
      try {
        work.get(5, TimeUnit.MINUTES);
        return;
      } catch (TimeoutException e) {
        // The loop continues if a node was killed meanwhile.
      }
    }
    throw new TimeoutException("no node was killed for five minutes" + nodes.output());
  }

  /** Runs the lives of one node after another until all kills are done. */
  private Void killOneAfterAnother(Random random) throws Exception {
    Deque<ChaosProcess> next = new ArrayDeque<>();
    Collection<String> left = List.of();
    // Where one node is alone, two successors start while it lives.
    int ahead = database.nodes() == 1 ? 2 : 1;
    while (mayKill()) {
      while (next.size() < ahead) {
        next.add(nodes.start(random.nextLong()));
      }
      ChaosProcess node = next.remove();
      node.awaitReady();
      left.forEach(orderNo -> node.send("LEFT " + orderNo + " " + log.decisionsOf(orderNo)));
      node.send("GO");
      if (random.nextInt(4) > 0) {
        // Counts what it does, so that a busy machine makes no difference.
        node.awaitSteps(1 + random.nextInt(LONGEST_LIFE));
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000)));
      if (random.nextInt(3) == 0) {
        database.backUp();
        node.awaitSteps(1 + random.nextInt(2 * LONGEST_LIFE));
      }
      Map<String, String> open = nodes.kill(node);
      countKilledIn(open);
      left = open.keySet();
      if (random.nextInt(3) == 0 && database.restore()) {
        countRestore();
        if (random.nextBoolean()) {
          remindNow(next);
        }
      }
    }
    for (ChaosProcess spare : next) {
      nodes.end(spare);
    }
    return null;
  }

  private synchronized boolean mayKill() {
    if (killed == kills || failed) {
      return false;
    }
    killed++;
    return true;
  }

  private synchronized int killedSoFar() {
    return failed ? Integer.MAX_VALUE : killed;
  }

  private synchronized void countRestore() {
    restores++;
    log.addLoss("restored");
  }

  private synchronized void countKilledIn(Map<String, String> open) {
    if (open.isEmpty()) {
      killedIn.merge("between payments", 1, Integer::sum);
    }
    open.values().forEach(state -> killedIn.merge(state, 1, Integer::sum));
  }

  /** Crashes the database at instants that are evenly spread over the kills. */
  private Void crashDatabase() throws Exception {
    int times = database.crashes(kills);
    for (int time = 1; time <= times; time++) {
      int when = kills * time / (times + 1);
      await(TimeUnit.HOURS.toSeconds(2), "kills", () -> killedSoFar() >= when);
      if (database.crash()) {
        crashes++;
        log.addLoss("crashed");
        if (database.losesCommits()) {
          remindNow(nodes.living());
        }
      }
    }
    return null;
  }

  private void remindNow(Collection<ChaosProcess> living) {
    try (Journal journal = database.open()) {
      remind(cashier(journal), List.copyOf(living));
    }
  }

  /**
   * Does what channel and payers do where the journal has lost commits: the channel reports its
   * charge again, or the daily reconciliation finds it, and whoever was promised a refund asks for
   * it.
   *
   * <p>A reminded node may die before it has acted, or the journal may be restored after it has: so
   * {@link #finishPayments} reminds until nothing is lost any more.
   *
   * @return whether the journal lacked anything
   */
  private boolean remind(FineCashier cashier, List<ChaosProcess> living) {
    List<String> lost = new ArrayList<>();
    for (String orderNo : channel.orders()) {
      if (cashier.outcome(orderNo).isEmpty()) {
        lost.add("CHARGED " + orderNo);
      }
    }
    for (String refundNo : log.refunds()) {
      String orderNo = refundNo.substring("R-".length());
      if (cashier.refundOutcome(refundNo).isEmpty() && channel.wasCharged(orderNo)) {
        lost.add("REFUND " + orderNo);
      }
    }
    long now = System.nanoTime();
    synchronized (this) {
      for (String each : lost) {
        Long before = remindedAt.get(each);
        if (before == null || now - before > TimeUnit.SECONDS.toNanos(3)) {
          remindedAt.put(each, now);
          living.get(Math.floorMod(each.hashCode(), living.size())).send(each);
          log.addHistory(each.split(" ")[1], "reminded: " + each);
        }
      }
    }
    return !lost.isEmpty();
  }

  /** Returns the ticket of the payment that began last, for others to pay before its payer does. */
  private @Nullable FineTicket ticketBegunLast() {
    String number = log.decisionBegunLast();
    return fines.stream()
        .filter(each -> each.decisionNumber().value().equals(number))
        .findFirst()
        .orElse(null);
  }

  /** Starts nodes that begin no payments, and waits until their recoveries leave nothing open. */
  private void finishPayments() throws Exception {
    List<ChaosProcess> last = new ArrayList<>();
    for (int i = 0; i < database.nodes(); i++) {
      last.add(nodes.start(i));
    }
    for (ChaosProcess node : last) {
      node.awaitReady();
      node.send("DRAIN");
      node.send("GO");
    }
    try (Journal journal = database.open()) {
      FineCashier cashier = cashier(journal);
      Recovery figures = Recovery.of(cashier);
      // Payers that have not decided yet may take until the end of their time.
      nodes.moveClock(Duration.ofMinutes(31));
      await(
          240,
          "payments",
          () ->
              // Other databases must not lose commits: there, a lost one is a disagreement.
              !(database.losesCommits() && remind(cashier, last))
                  && figures.figures().waiting(Recovery.PAYMENTS).unfinished() == 0);
      // The treasury's time for a refund starts when it is requested.
      await(
          240,
          "requests for refunds",
          () ->
              !figures
                  .figures()
                  .waiting(Recovery.REFUNDS)
                  .byState()
                  .containsKey(RefundState.ASKING.name()));
      nodes.moveClock(Duration.ofMinutes(31));
      nodes.moveClock(Duration.ofMinutes(31));
      await(240, "refunds", () -> figures.figures().waiting(Recovery.REFUNDS).unfinished() == 0);
      for (ChaosProcess node : last) {
        nodes.end(node);
      }
    }
  }

  private void await(long seconds, String what, BooleanSupplier until) throws TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(what + " do not end: " + openPayments() + nodes.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private String openPayments() {
    try (Journal journal = database.open()) {
      FineCashier cashier = cashier(journal);
      List<String> open = new ArrayList<>();
      for (String orderNo : log.begun()) {
        cashier
            .outcome(orderNo)
            .filter(outcome -> outcome instanceof FineOutcome.Pending)
            .ifPresent(outcome -> open.add(outcome.toString()));
      }
      return Recovery.of(cashier).figures() + " " + open;
    }
  }

  private FineCashier cashier(Journal journal) {
    return ReadOnlyCashier.of(sandbox.account(), journal);
  }

  private ChaosResult result(int faults, double seconds) {
    try (Journal journal = database.open()) {
      ChaosReconciliation books = new ChaosReconciliation(sandbox, channel, log, cashier(journal));
      return new ChaosResult(
          database.toString(),
          seed,
          killed,
          crashes,
          restores,
          database.commitsLost(),
          remindedAt.size(),
          faults,
          log.begun().size(),
          books.settled(),
          books.refused(),
          books.givenBack(),
          books.refunded(),
          sandbox.treasury().fenSettled(),
          seconds,
          killedIn,
          books.disagreements());
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      failed = true;
    }
    nodes.living().forEach(ChaosProcess::destroy);
    channel.close();
    sandbox.close();
  }
}

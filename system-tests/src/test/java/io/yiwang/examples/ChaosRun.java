package io.yiwang.examples;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineRefund;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.testkit.Treasury;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Payer processes on one journal, killed with SIGKILL at random instants while the gateway and the
 * payers' channel go wrong, and started again; then good weather, in which recovery has to bring
 * all to its end. What it finds is in its {@link Result}.
 */
final class ChaosRun implements AutoCloseable {
  /** Short, so that what a dead process had claimed is soon free. */
  static final Duration LEASE = Duration.ofMillis(2500);

  /**
   * The most steps that the payments of a process go before it is killed: several payments. Any
   * instant may be its last, also one at which it opens its journal.
   */
  private static final int LONGEST_LIFE = 30;

  /**
   * What came of it.
   *
   * @param setBack how often the journal was replaced by an older copy
   * @param lostOrders of payments and refunds that the journal had lost and was reminded of
   * @param killedIn what was under way when a process was killed, by the last state known on disk
   * @param disagreements what must never be; none if all is well
   */
  record Result(
      String database,
      long seed,
      int kills,
      int crashes,
      int setBack,
      long commitsLost,
      int lostOrders,
      int faults,
      int payments,
      int settled,
      int refused,
      int givenBack,
      int refunded,
      long fenSettled,
      double seconds,
      Map<String, Integer> killedIn,
      List<String> disagreements) {
    /** Both together, under the first one's seed. */
    Result and(Result other) {
      Map<String, Integer> killedInBoth = new TreeMap<>(killedIn);
      other.killedIn.forEach((state, times) -> killedInBoth.merge(state, times, Integer::sum));
      return new Result(
          database,
          seed,
          kills + other.kills,
          crashes + other.crashes,
          setBack + other.setBack,
          commitsLost + other.commitsLost,
          lostOrders + other.lostOrders,
          faults + other.faults,
          payments + other.payments,
          settled + other.settled,
          refused + other.refused,
          givenBack + other.givenBack,
          refunded + other.refunded,
          fenSettled + other.fenSettled,
          seconds + other.seconds,
          killedInBoth,
          Stream.concat(disagreements.stream(), other.disagreements.stream()).toList());
    }
  }

  private final ChaosDatabase database;
  private final ChaosJvm jvm;
  private final Path folder;
  private final long seed;
  private final int kills;
  private final GovSandbox sandbox;
  private final ChaosChannel channel;
  private final List<FineTicket> fines = new ArrayList<>();
  private final Map<String, List<String>> begun = new LinkedHashMap<>();
  private final Set<String> refunds = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> killedIn = new TreeMap<>();
  private final Set<ChaosProcess> living = new HashSet<>();
  private final Map<String, Long> toldAt = new HashMap<>();
  private final Map<String, List<String>> history = new HashMap<>();
  private final List<String> setBackAt = new ArrayList<>();
  private Duration moved = Duration.ZERO;
  private int killed;
  private int crashes;
  private int setBack;
  private int started;
  private long lines;
  private boolean failed;

  ChaosRun(ChaosDatabase database, ChaosJvm jvm, Path folder, long seed, int kills)
      throws IOException {
    this.database = database;
    this.jvm = jvm;
    this.folder = folder;
    this.seed = seed;
    this.kills = kills;
    sandbox = GovSandbox.builder().seed(seed).services(0).start();
    sandbox.treasury().refundsTake(Duration.ofMinutes(20), Duration.ofMinutes(20));
    channel = new ChaosChannel(sandbox.clock(), seed);
    sandbox.writeKeys(folder);
    // Where payers warm up, and no weather is.
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
  }

  Result run() throws Exception {
    synchronized (jvm) {
      if (jvm.isCold()) {
        ChaosProcess first = start(0);
        first.awaitReady();
        forget(first);
        first.end();
      }
    }
    long start = System.nanoTime();
    Platform platform = new Platform(folder.resolve("client.properties"));
    try (GovClient bank = platform.client().clock(sandbox.clock()).build()) {
      FaultSchedule weather =
          new FaultSchedule(
              sandbox, bank, seed, this::moveClock, this::wantedNow, this::heardSoFar);
      weather.start();
      try {
        killThemAll();
      } finally {
        weather.end();
      }
      database.awaitCalm();
      channel.heal();
      comeToAnEnd();
      return result(weather.faults(), (System.nanoTime() - start) / 1e9);
    }
  }

  private void killThemAll() throws Exception {
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

  /** As long as somebody is killed now and then, however slow the machine is. */
  private void awaitUnlessStalled(Future<Void> work) throws Exception {
    int before = -1;
    while (before != killedSoFar()) {
      before = killedSoFar();
      try {
        work.get(5, TimeUnit.MINUTES);
        return;
      } catch (TimeoutException e) {
        // Unless nobody was killed meanwhile, there is more to come.
      }
    }
    throw new TimeoutException("nobody was killed for five minutes" + outputs());
  }

  /** One node's lives. */
  private Void killOneAfterAnother(Random random) throws Exception {
    Deque<ChaosProcess> next = new ArrayDeque<>();
    Collection<String> left = List.of();
    // Where one node is alone, two successors start while it lives.
    int ahead = database.nodes() == 1 ? 2 : 1;
    while (mayKill()) {
      while (next.size() < ahead) {
        next.add(start(random.nextLong()));
      }
      ChaosProcess node = next.remove();
      node.awaitReady();
      left.forEach(orderNo -> node.tell("LEFT " + orderNo + " " + decisionsOf(orderNo)));
      node.tell("GO");
      if (random.nextInt(4) > 0) {
        // By what it does, however busy the machine is.
        node.awaitSteps(1 + random.nextInt(LONGEST_LIFE));
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000)));
      if (random.nextInt(3) == 0) {
        database.backUp();
        node.awaitSteps(1 + random.nextInt(2 * LONGEST_LIFE));
      }
      forget(node);
      Map<String, String> open = node.kill();
      wasAt(open);
      left = open.keySet();
      if (random.nextInt(3) == 0 && database.setBack()) {
        countSetBack();
        if (random.nextBoolean()) {
          remindNow(next);
        }
      }
    }
    for (ChaosProcess spare : next) {
      forget(spare);
      spare.end();
    }
    return null;
  }

  private ChaosProcess start(long nodeSeed) throws IOException {
    String name;
    synchronized (this) {
      name = "n" + ++started;
    }
    Map.Entry<String, String> key = presentKey();
    ChaosProcess process =
        new ChaosProcess(
            name,
            jvm.command(
                ChaosNode.class,
                List.of(
                    folder.resolve("client.properties").toString(),
                    database.address(),
                    Integer.toString(channel.port()),
                    name,
                    Long.toString(nodeSeed),
                    key.getKey(),
                    key.getValue())),
            line -> heard(name, line));
    synchronized (this) {
      living.add(process);
      process.tell("CLOCK " + moved.toMillis());
    }
    return process;
  }

  /** The gateway's signing key of the moment, by its id, in base64. */
  private Map.Entry<String, String> presentKey() {
    while (true) {
      String keyId = sandbox.gatewayVerifier().keyId();
      String key = sandbox.gatewayKeyPem().replaceAll("-----[A-Z ]+-----|\\s", "");
      // It may rotate in between.
      if (keyId.equals(sandbox.gatewayVerifier().keyId())) {
        return Map.entry(keyId, key);
      }
    }
  }

  private synchronized void forget(ChaosProcess process) {
    living.remove(process);
  }

  private synchronized boolean mayKill() {
    if (killed == kills || failed) {
      return false;
    }
    killed++;
    return true;
  }

  private synchronized void countLoss() {
    setBackAt.add("crash after line " + lines);
  }

  private synchronized void countSetBack() {
    setBack++;
    setBackAt.add("set back after line " + lines);
  }

  private synchronized String decisionsOf(String orderNo) {
    return String.join(",", begun.getOrDefault(orderNo, List.of("none")));
  }

  private synchronized void wasAt(Map<String, String> open) {
    if (open.isEmpty()) {
      killedIn.merge("between payments", 1, Integer::sum);
    }
    open.values().forEach(state -> killedIn.merge(state, 1, Integer::sum));
  }

  /** Evenly spread over the kills. */
  private Void crashDatabase() throws Exception {
    int times = database.crashes(kills);
    for (int time = 1; time <= times; time++) {
      int when = kills * time / (times + 1);
      await(TimeUnit.HOURS.toSeconds(2), "kills", () -> killedSoFar() >= when);
      if (database.crash()) {
        crashes++;
        countLoss();
        if (database.forgets()) {
          remindNow(alive());
        }
      }
    }
    return null;
  }

  private void remindNow(Collection<ChaosProcess> nodes) {
    try (Journal journal = database.open()) {
      remind(cashier(journal), nodes);
    }
  }

  private synchronized List<ChaosProcess> alive() {
    return List.copyOf(living);
  }

  /**
   * What channel and payers do where the journal has lost something: the channel reports its charge
   * again, or the day's reconciliation finds it, and who was promised a refund asks for it.
   *
   * <p>A node that is told may die before it has done it, or the journal may be set back after it:
   * so it is asked again at the end, until nothing is lost any more.
   *
   * @return whether there was anything left to remind of
   */
  private boolean remind(FineCashier cashier, Collection<ChaosProcess> nodes) {
    List<String> lost = new ArrayList<>();
    for (String orderNo : channel.orders()) {
      if (cashier.outcome(orderNo).isEmpty()) {
        lost.add("CHARGED " + orderNo);
      }
    }
    for (String refundNo : refunds()) {
      String orderNo = refundNo.substring("R-".length());
      if (cashier.refundOutcome(refundNo).isEmpty() && channel.wasCharged(orderNo)) {
        lost.add("REFUND " + orderNo);
      }
    }
    long now = System.nanoTime();
    synchronized (this) {
      for (String each : lost) {
        Long before = toldAt.get(each);
        if (before == null || now - before > TimeUnit.SECONDS.toNanos(3)) {
          toldAt.put(each, now);
          List<ChaosProcess> all = List.copyOf(nodes);
          all.get(Math.floorMod(each.hashCode(), all.size())).tell(each);
          history
              .computeIfAbsent(each.split(" ")[1], id -> new ArrayList<>())
              .add(lines + " reminded: " + each);
        }
      }
    }
    return !lost.isEmpty();
  }

  private synchronized List<String> refunds() {
    return List.copyOf(refunds);
  }

  private synchronized int killedSoFar() {
    return failed ? Integer.MAX_VALUE : killed;
  }

  private synchronized void heard(String node, String line) {
    String[] words = line.split(" ");
    lines++;
    if (words.length > 2) {
      history
          .computeIfAbsent(words[1], id -> new ArrayList<>())
          .add(lines + " " + node + " " + line);
    }
    switch (words[0]) {
      case "BEGIN" -> begun.put(words[1], List.of(words[2].split(",")));
      case "REFUND" -> refunds.add(words[1]);
      case "READY", "STATE", "END", "WEATHER", "TROUBLE", "DRAINED" -> {
        // Nothing to keep.
      }
      // HUMAN, VIOLATION, or what a JVM says when it breaks.
      default -> wrong.add(node + " said " + line);
    }
  }

  private synchronized long heardSoFar() {
    return lines;
  }

  private synchronized void moveClock(Duration by) {
    moved = moved.plus(by);
    sandbox.clock().advance(by);
    living.forEach(node -> node.tell("CLOCK " + moved.toMillis()));
  }

  /** A decision of one of the payments begun last. */
  private synchronized @Nullable FineTicket wantedNow() {
    List<String> last = List.of();
    for (List<String> decisions : begun.values()) {
      last = decisions;
    }
    String number = last.isEmpty() ? "" : last.get(0);
    return fines.stream()
        .filter(each -> each.decisionNumber().value().equals(number))
        .findFirst()
        .orElse(null);
  }

  /** Good weather: the nodes pay no more, and their recoveries work until nothing is open. */
  private void comeToAnEnd() throws Exception {
    List<ChaosProcess> nodes = new ArrayList<>();
    for (int i = 0; i < database.nodes(); i++) {
      nodes.add(start(i));
    }
    for (ChaosProcess node : nodes) {
      node.awaitReady();
      node.tell("DRAIN");
      node.tell("GO");
    }
    try (Journal journal = database.open()) {
      FineCashier cashier = cashier(journal);
      Recovery figures = Recovery.of(cashier);
      // Payers that are still at it may take until the end of their time.
      moveClock(Duration.ofMinutes(31));
      await(
          240,
          "payments",
          () ->
              // Only what a journal was made to forget: what another has lost is a disagreement.
              !(database.forgets() && remind(cashier, nodes))
                  && figures.figures().waiting(Recovery.PAYMENTS).unfinished() == 0);
      // The treasury's time for a refund runs from when it has been asked.
      await(
          240,
          "requests for refunds",
          () ->
              !figures
                  .figures()
                  .waiting(Recovery.REFUNDS)
                  .byState()
                  .containsKey(RefundState.ASKING.name()));
      moveClock(Duration.ofMinutes(31));
      moveClock(Duration.ofMinutes(31));
      await(240, "refunds", () -> figures.figures().waiting(Recovery.REFUNDS).unfinished() == 0);
      for (ChaosProcess node : nodes) {
        forget(node);
        if (node.hasDied()) {
          throw node.failure("died by itself");
        }
        node.end();
      }
    }
  }

  private void await(long seconds, String what, BooleanSupplier until) throws TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(what + " do not end: " + openWith() + outputs());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private String openWith() {
    try (Journal journal = database.open()) {
      FineCashier cashier = cashier(journal);
      List<String> open = new ArrayList<>();
      for (String orderNo : begun()) {
        cashier
            .outcome(orderNo)
            .filter(outcome -> outcome instanceof FineOutcome.Pending)
            .ifPresent(outcome -> open.add(outcome.toString()));
      }
      return Recovery.of(cashier).figures() + " " + open;
    }
  }

  private synchronized List<String> begun() {
    return List.copyOf(begun.keySet());
  }

  private synchronized String outputs() {
    return living.stream().map(node -> "\n\n" + node.output()).collect(Collectors.joining());
  }

  /** It reads the journal, and calls nobody. */
  private FineCashier cashier(Journal journal) {
    return FineCashier.builder()
        .gateway(Gateway.of(sandbox.account(), ChaosRun::mayNotCall))
        .journal(journal)
        .payerCharge(new NoChannel())
        .channel("wallet")
        .build();
  }

  private static <T> T mayNotCall(GovRequest<T> request) {
    throw new IllegalStateException("the parent only reads, and does not call " + request);
  }

  private Result result(int faults, double seconds) {
    wrong.addAll(channel.violations());
    sandbox.contractViolations().forEach(each -> wrong.add("the sandbox broke: " + each));
    List<Treasury.Entry> entries = sandbox.treasury().entries();
    paidOnce(entries);
    if (sandbox.treasury().openHolds() > 0) {
      wrong.add(sandbox.treasury().openHolds() + " holds are left open");
    }
    Map<String, Long> treasury = new HashMap<>();
    Map<String, Long> paidIn = new HashMap<>();
    for (Treasury.Entry entry : entries) {
      treasury.merge(entry.orderNo(), entry.fen(), Long::sum);
      paidIn.merge(entry.orderNo(), Math.max(0, entry.fen()), Long::sum);
    }
    nothingOfStrangers(treasury.keySet());
    int[] counts = new int[4];
    try (Journal journal = database.open()) {
      FineCashier cashier = cashier(journal);
      for (String orderNo : begun.keySet()) {
        agree(cashier, orderNo, treasury, paidIn, counts);
      }
      for (String refundNo : refunds) {
        FineRefund refund = cashier.refundOutcome(refundNo).orElse(null);
        if (refund != null && !refund.state().isFinal()) {
          wrong.add("refund is left open: " + refund);
        }
        if (refund != null && refund.state() == RefundState.PAID_BACK) {
          counts[3]++;
        }
      }
    }
    return new Result(
        database.toString(),
        seed,
        killed,
        crashes,
        setBack,
        database.commitsLost(),
        toldAt.size(),
        faults,
        begun.size(),
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        sandbox.treasury().fenSettled(),
        seconds,
        killedIn,
        wrong);
  }

  /** A decision that is paid must be paid back in full before it is paid again. */
  private void paidOnce(List<Treasury.Entry> entries) {
    Map<String, Long> kept = new HashMap<>();
    for (Treasury.Entry entry : entries) {
      long before = kept.getOrDefault(entry.decisionNumber(), 0L);
      if (entry.fen() > 0 && before > 0) {
        wrong.add("paid twice: " + entry);
      }
      kept.put(entry.decisionNumber(), before + entry.fen());
    }
  }

  private void nothingOfStrangers(Set<String> paid) {
    Set<String> orders = new HashSet<>(paid);
    orders.removeIf(orderNo -> orderNo.startsWith(FaultSchedule.ELSEWHERE));
    orders.addAll(channel.orders());
    orders.removeAll(begun.keySet());
    orders.forEach(orderNo -> wrong.add("nobody has begun " + orderNo));
  }

  private void agree(
      FineCashier cashier,
      String orderNo,
      Map<String, Long> treasury,
      Map<String, Long> paidIn,
      int[] counts) {
    FineOutcome outcome = cashier.outcome(orderNo).orElse(null);
    long kept = treasury.getOrDefault(orderNo, 0L);
    long paid = paidIn.getOrDefault(orderNo, 0L);
    boolean charged = channel.wasCharged(orderNo);
    String seen =
        "%s: the treasury has %d of %d fen, the channel %d; journal: %s, refund %s of %s"
            .formatted(
                orderNo,
                kept,
                paid,
                channel.fen(orderNo),
                outcome,
                cashier.refundOutcome("R-" + orderNo).orElse(null),
                refunds.contains("R-" + orderNo) ? "one" : "none");
    boolean agree = kept == channel.fen(orderNo);
    if (outcome instanceof FineOutcome.Settled settled) {
      counts[0]++;
      agree &= charged && paid == settled.payment().amount().fen();
    } else if (outcome instanceof FineOutcome.Refused refused) {
      boolean givenBack = refused.payerMoney() == FineOutcome.PayerMoney.REFUNDED;
      counts[givenBack ? 2 : 1]++;
      agree &=
          paid == 0
              && charged == givenBack
              && refused.payerMoney() != FineOutcome.PayerMoney.BEING_REFUNDED;
    } else {
      // Killed before it was on disk, or left open.
      agree &= outcome == null && paid == 0 && !charged;
    }
    if (!agree) {
      wrong.add(
          seen
              + Stream.of(setBackAt, history.get(orderNo), history.get("R-" + orderNo))
                  .filter(Objects::nonNull)
                  .flatMap(List::stream)
                  .collect(Collectors.joining("\n  ", "\n  ", "")));
    }
  }

  @Override
  public void close() throws IOException {
    Set<ChaosProcess> left;
    synchronized (this) {
      failed = true;
      left = Set.copyOf(living);
    }
    left.forEach(ChaosProcess::destroy);
    channel.close();
    sandbox.close();
  }

  private static final class NoChannel implements PayerCharge {
    private static IllegalStateException mayNot() {
      return new IllegalStateException("the parent only reads");
    }

    @Override
    public ChargeAnswer charge(Order order) {
      throw mayNot();
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      throw mayNot();
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      throw mayNot();
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      throw mayNot();
    }
  }
}

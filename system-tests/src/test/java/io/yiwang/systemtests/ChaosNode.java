package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalException;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.CashierListener;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.value.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs several payers and a recovery on one journal until the process is killed. It reads commands
 * from standard input and exits when that ends; it prints a line for each event to standard output
 * before the event begins.
 */
final class ChaosNode {
  private static final int PAYERS = 3;

  private final String name;
  private final String database;
  private final KeyRing keys;
  private final GovClient.Builder client;
  private final GovClient gov;
  private final URI quiet;
  private final ChaosChannel.Client channel;
  private final List<FineTicket> fines;
  private final MovedClock clock;

  /** Holds the parent's requests: {@code LEFT}, {@code CHARGED} or {@code REFUND}, and an order. */
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger orders = new AtomicInteger();
  private volatile boolean draining;

  private ChaosNode(String[] args) throws Exception {
    ClientProperties account = new ClientProperties(Path.of(args[0]));
    database = args[1];
    channel = new ChaosChannel.Client(Integer.parseInt(args[2]));
    name = args[3];
    clock = new MovedClock();
    keys = keyRing(account, args[5], args[6]);
    client =
        account
            .client()
            .keyRing(keys)
            .clock(clock)
            .callTimeout(Duration.ofMillis(2500))
            .maxAttempts(2);
    gov = client.build();
    quiet = account.endpoint().resolve("/quiet/");
    fines = new ArrayList<>();
    for (String line : Files.readAllLines(account.file("fines.txt"))) {
      fines.add(FineTicket.ofPlate(line.split(" ")[0], line.split(" ")[1]));
    }
  }

  /** Returns a key ring that holds the gateway's present key and fetches those that follow. */
  private static KeyRing keyRing(ClientProperties account, String keyId, String key)
      throws Exception {
    byte[] der = Base64.getDecoder().decode(key);
    return KeyRing.trusting(
        account.anchors(),
        new Ed25519Verifier(
            keyId, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der))));
  }

  /**
   * Runs a node.
   *
   * @param args the path of {@code client.properties}, the database's address, the channel's port,
   *     the name and the seed of this node, and the id and content of the gateway's present key
   */
  public static void main(String[] args) throws Exception {
    // Drivers log what the journal reports as well.
    LogManager.getLogManager().reset();
    ChaosNode node = new ChaosNode(args);
    Thread commands = new Thread(node::listen, "commands");
    commands.setDaemon(true);
    commands.start();
    node.warmUp();
    print("READY");
    node.go.await();
    node.live(Long.parseLong(args[4]));
  }

  private static void print(String line) {
    byte[] bytes = (line.replace('\n', ' ') + "\n").getBytes(UTF_8);
    synchronized (ChaosNode.class) {
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    }
  }

  private void listen() {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "CLOCK" -> clock.setOffset(Duration.ofMillis(Long.parseLong(words[1])));
          case "LEFT", "CHARGED", "REFUND" -> requests.add(line);
          case "GO" -> go.countDown();
          case "DRAIN" -> draining = true;
          default -> print("VIOLATION not a command: " + line);
        }
      }
    } catch (IOException e) {
      // The parent is gone, as at the end of the input.
    }
    System.exit(0);
  }

  /** Loads what the first payment needs, so that a kill early in a life meets payments. */
  private void warmUp() throws SQLException {
    if (database.startsWith("jdbc:")) {
      server();
    } else {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
        connection.isValid(1);
      }
    }
    // This path has no faults.
    try (GovClient nobody = client.endpoint(quiet).build()) {
      new FineClient(nobody).lookup(fines.get(0).decisionNumber(), fines.get(0).proof());
    } catch (GovException e) {
      print("FAULT " + e.getMessage());
    }
    // The gateway's sealing key comes by a path that has faults.
    while (keys.sealer(clock.instant()) == null) {
      try {
        new FineClient(gov).lookup(fines.get(0).decisionNumber(), fines.get(0).proof());
      } catch (GovException e) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private void live(long seed) throws InterruptedException {
    Journal journal = openJournal();
    FineCashier cashier =
        FineCashier.builder()
            .gateway(gov)
            .journal(journal)
            .payerCharge(channel)
            .channel("wallet")
            .clock(clock)
            .lease(ChaosRun.LEASE)
            .waits(Duration.ofMillis(50), Duration.ofMillis(400))
            // With this, an escalation shows that recovery missed what it could have found out.
            .escalateAfter(Duration.ofDays(365))
            .listener(new Reporting())
            .build();
    try (Recovery recovery = Recovery.builder(cashier).every(Duration.ofMillis(100)).build()) {
      recovery.start();
      List<Thread> payers = new ArrayList<>();
      for (int i = 0; i < PAYERS; i++) {
        Random random = new Random(seed * PAYERS + i);
        payers.add(new Thread(() -> payOn(cashier, random), "payer"));
      }
      payers.forEach(Thread::start);
      for (Thread payer : payers) {
        payer.join();
      }
      print("DRAINED");
      // The process exits when standard input ends.
      Random random = new Random(seed);
      while (true) {
        runTolerantly(() -> serve(cashier, requests.take().split(" "), random));
      }
    }
  }

  private DataSource server() {
    if (database.startsWith("jdbc:mariadb:")) {
      return MariaDb.source(database);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database);
    source.setConnectTimeout(5);
    return source;
  }

  /** Opens the journal, and waits as long as the database is down. */
  private Journal openJournal() {
    while (true) {
      try {
        return database.startsWith("jdbc:") ? Journal.on(server()) : Journal.at(Path.of(database));
      } catch (JournalException e) {
        print("FAULT " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private interface Action {
    void run() throws InterruptedException;
  }

  private void payOn(FineCashier cashier, Random random) {
    while (!draining) {
      boolean isHealthy =
          runTolerantly(
              () -> {
                String request = requests.poll();
                if (request == null) {
                  pay(cashier, random);
                } else {
                  serve(cashier, request.split(" "), random);
                }
              });
      if (!isHealthy) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(30)).toNanos());
    }
  }

  /**
   * Runs an action that may fail because gateway or database do; any other failure is a violation.
   *
   * @return whether there was no violation
   */
  private static boolean runTolerantly(Action action) {
    try {
      action.run();
    } catch (JournalException e) {
      print("FAULT " + e.getMessage());
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    } catch (GovException e) {
      print("FAULT " + e.getMessage());
    } catch (InterruptedException | RuntimeException | Error e) {
      print("VIOLATION " + e + " at " + Arrays.toString(e.getStackTrace()));
      return false;
    }
    return true;
  }

  /** Begins a payment of some fines. */
  private void pay(FineCashier cashier, Random random) {
    List<FineTicket> basket = new ArrayList<>();
    int size = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 1;
    while (basket.size() < size) {
      int index = random.nextInt(4) == 0 ? contended() : random.nextInt(fines.size());
      FineTicket fine = fines.get(index);
      if (!basket.contains(fine)) {
        basket.add(fine);
      }
    }
    Quote quote = cashier.quote(basket);
    if (!quote.payable()) {
      return;
    }
    String orderNo = name + "-" + orders.incrementAndGet();
    print(
        "BEGIN "
            + orderNo
            + " "
            + basket.stream()
                .map(each -> each.decisionNumber().value())
                .collect(Collectors.joining(",")));
    FineOutcome outcome =
        random.nextInt(5) == 0
            ? payByOwnCharge(cashier, orderNo, quote)
            : cashier.pay(orderNo, quote);
    finish(cashier, outcome, random);
  }

  /** Returns the index of the fine that all nodes want to pay at this moment. */
  private int contended() {
    return (int) (System.currentTimeMillis() / 300 % fines.size());
  }

  /** Pays as an application does that charges the payer itself, between hold and confirm. */
  private FineOutcome payByOwnCharge(FineCashier cashier, String orderNo, Quote quote) {
    FineOutcome held = cashier.hold(orderNo, quote);
    if (!(held instanceof FineOutcome.Pending pending)
        || pending.state() != CashierState.CHARGING) {
      return held;
    }
    try {
      channel.charge(orderNo, quote.total());
    } catch (UncheckedIOException e) {
      print("FAULT the channel does not answer");
    }
    return cashier.confirm(orderNo);
  }

  private void serve(FineCashier cashier, String[] words, Random random) {
    try {
      switch (words[0]) {
        case "LEFT" -> takeUp(cashier, words[1], words[2], random);
        case "CHARGED" -> cashier.confirm(words[1]);
        default -> {
          if (cashier.confirm(words[1]) instanceof FineOutcome.Settled settled) {
            refund(cashier, settled);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      // The order was never begun; or the journal lost it, a surcharge grew, and it differs now.
      print("FAULT " + e.getMessage());
    }
  }

  /** Continues an order that a killed node has left open, in one of the ways payers have. */
  private void takeUp(FineCashier cashier, String orderNo, String decisions, Random random) {
    switch (random.nextInt(5)) {
      case 0, 1 -> finish(cashier, cashier.resume(orderNo), random);
      case 2 -> finish(cashier, cashier.release(orderNo), random);
      case 3 -> {
        Quote quote =
            cashier.quote(
                fines.stream()
                    .filter(each -> decisions.contains(each.decisionNumber().value()))
                    .toList());
        if (quote.payable()) {
          finish(cashier, cashier.pay(orderNo, quote), random);
        }
      }
      default -> finish(cashier, cashier.confirm(orderNo), random);
    }
  }

  /** Reports an outcome, and asks for a refund now and then. */
  private void finish(FineCashier cashier, FineOutcome outcome, Random random) {
    if (outcome instanceof FineOutcome.Settled settled && random.nextInt(4) == 0) {
      print("REFUND R-" + settled.orderNo() + " " + settled.orderNo());
      refund(cashier, settled);
    }
    if (!(outcome instanceof FineOutcome.Pending)) {
      print("END " + outcome.orderNo() + " " + outcome.getClass().getSimpleName());
    }
  }

  private static void refund(FineCashier cashier, FineOutcome.Settled settled) {
    String orderNo = settled.orderNo();
    Money all = settled.payment().amount();
    // Depends on the number alone, so that whoever asks again asks for the same amount.
    Money amount = orderNo.hashCode() % 3 == 0 ? Money.fen(1 + all.fen() / 2) : all;
    cashier.refund(orderNo, "R-" + orderNo, amount, "多缴");
  }

  private static final class Reporting implements CashierListener {
    @Override
    public void entered(Entered entered) {
      print("STATE " + entered.id() + " " + entered.state());
    }

    @Override
    public void interventionRequired(InterventionRequired needed) {
      print("INTERVENTION " + needed);
    }

    @Override
    public void roundFailed(Throwable cause) {
      // The database may be down; anything else is a defect.
      print((cause instanceof JournalException ? "FAULT " : "VIOLATION ") + cause);
    }
  }
}

package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.identity.x509.TrustAnchors;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
 * A payer process that lives until it is killed: several payers at a time and a recovery, over one
 * journal. It is told what to do on standard input and dies when that ends; what it says on
 * standard output is a line an event, written before what it tells of is begun.
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

  /** What the parent asks for: {@code LEFT}, {@code CHARGED} or {@code REFUND}, and an order. */
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger orders = new AtomicInteger();
  private volatile boolean draining;

  /** The machine's clock, moved as the parent says. */
  private static final class MovedClock extends Clock {
    private volatile long offset;

    @Override
    public Instant instant() {
      return Instant.now().plusMillis(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private ChaosNode(String[] args) throws Exception {
    Platform platform = new Platform(Path.of(args[0]));
    database = args[1];
    channel = new ChaosChannel.Client(Integer.parseInt(args[2]));
    name = args[3];
    clock = new MovedClock();
    keys = keyRing(platform, args[5], args[6]);
    client =
        platform
            .client()
            .keyRing(keys)
            .clock(clock)
            .callTimeout(Duration.ofMillis(2500))
            .maxAttempts(2);
    gov = client.build();
    quiet = platform.endpoint().resolve("/quiet/");
    fines = new ArrayList<>();
    for (String line : Files.readAllLines(platform.file("fines.txt"))) {
      fines.add(FineTicket.ofPlate(line.split(" ")[0], line.split(" ")[1]));
    }
  }

  /** Holds the gateway's present key, and takes those that come after it. */
  private static KeyRing keyRing(Platform platform, String keyId, String key) throws Exception {
    byte[] der = Base64.getDecoder().decode(key);
    return KeyRing.trusting(
        TrustAnchors.pem(Files.readString(platform.file(platform.get("anchor")))),
        new Ed25519Verifier(
            keyId, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der))));
  }

  /**
   * Config file, database, the channel's port, this node's name and seed, the gateway's present key
   * by id and content.
   */
  public static void main(String[] args) throws Exception {
    // Drivers say there what the journal says as well.
    LogManager.getLogManager().reset();
    ChaosNode node = new ChaosNode(args);
    Thread commands = new Thread(node::listen, "commands");
    commands.setDaemon(true);
    commands.start();
    node.warmUp();
    say("READY");
    node.go.await();
    node.live(Long.parseLong(args[4]));
  }

  private static void say(String line) {
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
          case "CLOCK" -> clock.offset = Long.parseLong(words[1]);
          case "LEFT", "CHARGED", "REFUND" -> asked.add(line);
          case "GO" -> go.countDown();
          case "DRAIN" -> draining = true;
          default -> say("VIOLATION not a command: " + line);
        }
      }
    } catch (IOException e) {
      // As at its end.
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
    // Where the weather is not.
    try (GovClient nobody = client.endpoint(quiet).build()) {
      new FineClient(nobody).lookup(fines.get(0).decisionNumber(), fines.get(0).proof());
    } catch (GovException e) {
      say("WEATHER " + e.getMessage());
    }
    // The gateway's sealing key is had through the weather.
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
            // So that whoever asks a person has not found out what could be known.
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
      say("DRAINED");
      // Until standard input ends.
      Random random = new Random(seed);
      while (true) {
        patiently(() -> doAsAsked(cashier, asked.take().split(" "), random));
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

  /** The database may be down as well. */
  private Journal openJournal() {
    while (true) {
      try {
        return database.startsWith("jdbc:") ? Journal.on(server()) : Journal.at(Path.of(database));
      } catch (JournalException e) {
        say("TROUBLE " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private interface Act {
    void run() throws InterruptedException;
  }

  private void payOn(FineCashier cashier, Random random) {
    while (!draining) {
      boolean well =
          patiently(
              () -> {
                String before = asked.poll();
                if (before == null) {
                  payAnew(cashier, random);
                } else {
                  doAsAsked(cashier, before.split(" "), random);
                }
              });
      if (!well) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(30)).toNanos());
    }
  }

  /** Bears the weather, and nothing else. */
  private static boolean patiently(Act act) {
    try {
      act.run();
    } catch (JournalException e) {
      say("TROUBLE " + e.getMessage());
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    } catch (GovException e) {
      say("WEATHER " + e.getMessage());
    } catch (InterruptedException | RuntimeException | Error e) {
      say("VIOLATION " + e + " at " + Arrays.toString(e.getStackTrace()));
      return false;
    }
    return true;
  }

  private void payAnew(FineCashier cashier, Random random) {
    List<FineTicket> basket = new ArrayList<>();
    int size = random.nextInt(4) == 0 ? 2 + random.nextInt(3) : 1;
    while (basket.size() < size) {
      FineTicket fine = fines.get(random.nextInt(4) == 0 ? hot() : random.nextInt(fines.size()));
      if (!basket.contains(fine)) {
        basket.add(fine);
      }
    }
    Quote quote = cashier.quote(basket);
    if (!quote.payable()) {
      return;
    }
    String orderNo = name + "-" + orders.incrementAndGet();
    say(
        "BEGIN "
            + orderNo
            + " "
            + basket.stream()
                .map(each -> each.decisionNumber().value())
                .collect(Collectors.joining(",")));
    FineOutcome outcome =
        random.nextInt(5) == 0
            ? chargedByTheApplication(cashier, orderNo, quote)
            : cashier.pay(orderNo, quote);
    ended(cashier, outcome, random);
  }

  /** What all nodes want to pay just now. */
  private int hot() {
    return (int) (System.currentTimeMillis() / 300 % fines.size());
  }

  private FineOutcome chargedByTheApplication(FineCashier cashier, String orderNo, Quote quote) {
    FineOutcome held = cashier.hold(orderNo, quote);
    if (!(held instanceof FineOutcome.Pending pending)
        || pending.state() != CashierState.CHARGING) {
      return held;
    }
    try {
      channel.charge(orderNo, quote.total());
    } catch (UncheckedIOException e) {
      say("WEATHER the channel is silent");
    }
    return cashier.confirm(orderNo);
  }

  private void doAsAsked(FineCashier cashier, String[] words, Random random) {
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
      // It was never begun; or, where the journal forgot it and a surcharge grew, is another now.
      say("WEATHER " + e.getMessage());
    }
  }

  /** What this node's predecessor was at when it was killed; some payers are still there. */
  private void takeUp(FineCashier cashier, String orderNo, String decisions, Random random) {
    switch (random.nextInt(5)) {
      case 0, 1 -> ended(cashier, cashier.resume(orderNo), random);
      case 2 -> ended(cashier, cashier.release(orderNo), random);
      case 3 -> {
        Quote quote =
            cashier.quote(
                fines.stream()
                    .filter(each -> decisions.contains(each.decisionNumber().value()))
                    .toList());
        if (quote.payable()) {
          ended(cashier, cashier.pay(orderNo, quote), random);
        }
      }
      default -> ended(cashier, cashier.confirm(orderNo), random);
    }
  }

  private void ended(FineCashier cashier, FineOutcome outcome, Random random) {
    if (outcome instanceof FineOutcome.Settled settled && random.nextInt(4) == 0) {
      say("REFUND R-" + settled.orderNo() + " " + settled.orderNo());
      refund(cashier, settled);
    }
    if (!(outcome instanceof FineOutcome.Pending)) {
      say("END " + outcome.orderNo() + " " + outcome.getClass().getSimpleName());
    }
  }

  private static void refund(FineCashier cashier, FineOutcome.Settled settled) {
    String orderNo = settled.orderNo();
    Money all = settled.payment().amount();
    // The same for whoever asks again under that number.
    Money amount = orderNo.hashCode() % 3 == 0 ? Money.fen(1 + all.fen() / 2) : all;
    cashier.refund(orderNo, "R-" + orderNo, amount, "多缴");
  }

  private static final class Reporting implements CashierListener {
    @Override
    public void entered(Entered entered) {
      say("STATE " + entered.id() + " " + entered.state());
    }

    @Override
    public void interventionRequired(InterventionRequired needed) {
      say("HUMAN " + needed);
    }

    @Override
    public void roundFailed(Throwable trouble) {
      // The database may be away; whatever else it is, it is a defect.
      say((trouble instanceof JournalException ? "TROUBLE " : "VIOLATION ") + trouble);
    }
  }
}

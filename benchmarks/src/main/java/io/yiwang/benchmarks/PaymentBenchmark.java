package io.yiwang.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.yiwang.Answers;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Quote;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Measures payments per second from end to end, each with its four durable steps, with a gateway
 * and a payer in the same process that answer immediately. They are compared with four bare
 * transactions of the same size in the same database.
 */
public final class PaymentBenchmark {
  private static final int STEPS = 4;
  private static final int TURNS = 10;

  /**
   * The last order number. It starts at the current time, since an external server keeps the rows
   * of the run before.
   */
  private final AtomicLong numbers = new AtomicLong(System.currentTimeMillis() / 100 % 900_000_000);

  private PaymentBenchmark() {}

  private interface Work {
    void run() throws Exception;
  }

  /** Finds every decision, holds every order and settles every charge, immediately. */
  private static final class InMemoryGateway implements Gateway {
    private final Map<String, String> held = new ConcurrentHashMap<>();

    @Override
    public String account() {
      return "bench";
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T call(GovRequest<T> request) {
      return (T)
          switch (request.operation()) {
            case "fine.lookup" -> penalty((FineClient.Lookup) body(request));
            case "fine.hold" -> hold((PaymentOrder) body(request));
            case "fine.confirm" ->
                confirm(
                    Objects.requireNonNull(request.segments().get("id")),
                    (FineClient.Confirmation) body(request));
            default -> throw new IllegalStateException(request.operation());
          };
    }

    private static Object body(GovRequest<?> request) {
      return Objects.requireNonNull(request.body(), "body");
    }

    private Object confirm(String paymentId, FineClient.Confirmation charge) {
      return Answers.read(
          Payment.class,
          Objects.requireNonNull(held.remove(paymentId))
              .replace("\"HELD\"", "\"SETTLED\"")
              .replace(
                  "\"lines\"",
                  "\"settledAt\":\"2026-11-30T10:00:05+08:00\",\"channelTradeNo\":\"%s\",\"lines\""
                      .formatted(charge.channelTradeNo())));
    }

    private static Penalty penalty(FineClient.Lookup lookup) {
      return Answers.read(
          Penalty.class,
          """
          {"decisionNumber": "%s", "region": "330106", "principal": 15000, "surcharge": 0,
           "total": 15000, "quotedAt": "2026-11-30T10:00:00+08:00",
           "quoteValidUntil": "2099-11-30T18:00:00+08:00", "status": "PAYABLE",
           "violation": {"code": "1039", "description": "机动车违反停车规定", "place": "天目山路"}}"""
              .formatted(lookup.decisionNumber().value()));
    }

    private Object hold(PaymentOrder order) {
      String id = "P" + order.orderNo();
      String json =
          """
          {"paymentId": "%s", "orderNo": "%s", "channel": "%s", "amount": 15000, "status": "HELD",
           "heldUntil": "2099-11-30T18:30:00+08:00", "createdAt": "2026-11-30T10:00:01+08:00",
           "lines": [{"decisionNumber": "%s", "principal": 15000, "surcharge": 0, "amount": 15000,
                      "status": "HELD"}]}"""
              .formatted(
                  id,
                  order.orderNo(),
                  order.channel(),
                  order.lines().get(0).decisionNumber().value());
      held.put(id, json);
      return Answers.read(Payment.class, json);
    }
  }

  /** Charges immediately. */
  private static final class InstantWallet implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      return ChargeAnswer.charged(
          "T" + order.orderNo(),
          OffsetDateTime.of(2026, 11, 30, 10, 0, 3, 0, ZoneOffset.ofHours(8)),
          order.amount());
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return ChargeAnswer.notFound();
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return ChargeAnswer.notCharged();
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      throw new IllegalStateException("nothing should be refunded");
    }
  }

  /**
   * Runs the benchmark. The argument is {@code full}, or {@code quick} for a tenth of the payments.
   */
  public static void main(String[] arguments) throws Exception {
    int payments = arguments[0].equals("quick") ? 500 : 5_000;
    System.out.printf(
        "| Payments | threads | a second | CPU ms each | four bare transactions, a second | CPU ms"
            + " each | ratio |%n|---|---:|---:|---:|---:|---:|---:|%n");
    for (String database : List.of("sqlite", "postgresql", "mariadb")) {
      if (JournalHome.isThere(database)) {
        new PaymentBenchmark().measure(database, payments);
      }
    }
  }

  private void measure(String database, int payments) throws Exception {
    try (JournalHome home = new JournalHome(database);
        Journal journal = home.journal()) {
      try (Connection connection = home.bare().getConnection()) {
        connection
            .createStatement()
            .execute(
                "CREATE TABLE IF NOT EXISTS bare (id VARCHAR(64) NOT NULL PRIMARY KEY, payload"
                    + " VARCHAR(2000))");
      }
      FineCashier cashier =
          FineCashier.builder()
              .gateway(new InMemoryGateway())
              .journal(journal)
              .payerCharge(new InstantWallet())
              .channel("wallet")
              .build();
      // Warm-up: a server runs for days, so the JIT compiler's work in the first minute does not
      // count.
      seconds(4 * payments, 8, () -> pay(cashier));
      seconds(payments, 8, () -> bare(home));
      for (int threads : new int[] {1, 2, 8}) {
        OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double ours = 0;
        double bare = 0;
        long cpu = 0;
        long bareCpu = 0;
        // They take turns, since the speed of a disk changes from one minute to the next.
        for (int turn = 0; turn < TURNS; turn++) {
          long before = process.getProcessCpuTime();
          ours += seconds(payments / TURNS, threads, () -> pay(cashier));
          long between = process.getProcessCpuTime();
          cpu += between - before;
          bare += seconds(payments / TURNS, threads, () -> bare(home));
          bareCpu += process.getProcessCpuTime() - between;
        }
        System.out.printf(
            "| %s | %d | %,.0f | %.2f | %,.0f | %.2f | %.2f |%n",
            database,
            threads,
            payments / ours,
            cpu / 1e6 / payments,
            payments / bare,
            bareCpu / 1e6 / payments,
            bare / ours);
      }
    }
  }

  private void pay(FineCashier cashier) {
    long number = numbers.incrementAndGet();
    Quote quote =
        cashier.quote(List.of(FineTicket.ofPlate("3301061%09d".formatted(number), "浙A12345")));
    FineOutcome outcome = cashier.pay("W20261130" + number, quote);
    if (!(outcome instanceof Settled)) {
      throw new IllegalStateException("a payment was not settled, but " + outcome);
    }
  }

  /** Inserts one row and updates it three times, each on disk before the next. */
  private void bare(JournalHome home) throws Exception {
    String id = "W20261130" + numbers.incrementAndGet();
    try (Connection connection = home.bare().getConnection();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)");
        PreparedStatement update =
            connection.prepareStatement("UPDATE bare SET payload = ? WHERE id = ?")) {
      insert.setString(1, id);
      insert.setString(2, "x".repeat(950));
      insert.executeUpdate();
      for (int step = 1; step < STEPS; step++) {
        update.setString(1, Integer.toString(step).repeat(950));
        update.setString(2, id);
        update.executeUpdate();
      }
    }
  }

  private static double seconds(int times, int threads, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Void>> done =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      pool.submit(
                          () -> {
                            for (int i = thread; i < times; i += threads) {
                              work.run();
                            }
                            return (Void) null;
                          }))
              .toList();
      for (Future<Void> each : done) {
        each.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      pool.shutdown();
    }
  }
}

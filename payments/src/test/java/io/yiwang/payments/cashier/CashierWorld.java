package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.WorkerListener;
import io.yiwang.journal.Journal;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Refund;
import io.yiwang.payments.Statement;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.payments.reconciliation.Reconciliation;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.testkit.Treasury;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Combines a sandbox, a wallet, and a payment application that can crash at any point: before and
 * after each external call, and after each write to the journal. Leases and waits are zero, so that
 * no test has to wait.
 */
public final class CashierWorld implements AutoCloseable {
  public static final Duration NEVER = Duration.ofDays(1000);

  public final GovSandbox sandbox;
  public final Wallet wallet;
  public final List<CashierListener.InterventionRequired> asked = new ArrayList<>();
  public final List<String> states = new ArrayList<>();
  public final List<CashierListener.LeaseExpired> expired = new ArrayList<>();
  public final List<WorkerListener.ApplicationFailed> failed = new ArrayList<>();
  public final Set<String> orders = new LinkedHashSet<>();

  /** The orders that the application itself may charge, with their amounts. */
  public final Map<String, Money> held = new HashMap<>();

  /** Runs after each write of a new state. */
  public Runnable onDisk = () -> {};

  private final GovClient gov;
  private final String name;
  private final Supplier<Journal> home;
  private Journal journal;
  private int points;
  private int elsewhere;
  private int crashAt = Integer.MAX_VALUE;
  private int takenOverAt = Integer.MAX_VALUE;

  /** The gateway as the application sees it; a test may wrap it. */
  public Gateway gateway;

  public FineCashier cashier;
  public Recovery recovery;

  public CashierWorld(GovSandbox sandbox, Path file) {
    this(sandbox, file.getFileName().toString(), () -> Journal.at(file));
  }

  /**
   * Makes a world with a journal in any database.
   *
   * @param name makes this world's order numbers unique
   * @param home opens the journal as another process does
   */
  public CashierWorld(GovSandbox sandbox, String name, Supplier<Journal> home) {
    this.sandbox = sandbox;
    this.name = name;
    this.home = home;
    wallet = new Wallet(sandbox.clock());
    // A broken connection must not be retried, as it would be if it had been used before.
    gov = sandbox.clientBuilder().maxAttempts(1).maxIdleConnections(0).build();
    gateway = gov;
    journal = home.get();
    build();
  }

  private void build() {
    cashier =
        builder()
            .lease(Duration.ZERO)
            .waits(Duration.ZERO, Duration.ZERO)
            .escalateAfter(NEVER)
            .build();
    recovery = Recovery.of(cashier);
  }

  /** Returns a builder of a cashier in this world. */
  public FineCashier.Builder builder() {
    return settings(journal, this::call, new CrashingCharge())
        .listener(
            new CashierListener() {
              @Override
              public void entered(Entered entered) {
                states.add(entered.state().name());
                onDisk.run();
                point();
              }

              @Override
              public void interventionRequired(InterventionRequired needed) {
                asked.add(needed);
              }

              @Override
              public void leaseExpired(LeaseExpired lost) {
                expired.add(lost);
              }

              @Override
              public void applicationFailed(ApplicationFailed failure) {
                failed.add(failure);
              }
            });
  }

  private FineCashier.Builder settings(Journal journal, Gateway gateway, PayerCharge charge) {
    return FineCashier.builder()
        .gateway(Gateway.of(sandbox.account(), gateway))
        .journal(journal)
        .payerCharge(charge)
        .channel("wallet")
        .clock(sandbox.clock())
        .lease(Duration.ZERO)
        .waits(Duration.ZERO, Duration.ZERO)
        .escalateAfter(NEVER);
  }

  private <T> T call(GovRequest<T> request) {
    point();
    try {
      return gateway.call(request);
    } finally {
      point();
    }
  }

  private void point() {
    points++;
    if (points >= takenOverAt) {
      takenOverAt = Integer.MAX_VALUE;
      otherNodeRecovers();
    }
    if (points == crashAt) {
      throw new Crash(points);
    }
  }

  /**
   * Lets another node take over what this one is working on, as when its lease expires during a
   * call.
   */
  private void otherNodeRecovers() {
    try (Journal theirs = home.get();
        Recovery other = Recovery.of(settings(theirs, gateway, wallet).build())) {
      wallet.payerGone(true);
      for (int i = 0; i < 3; i++) {
        other.runOnce(1);
      }
    } finally {
      wallet.payerGone(false);
    }
  }

  /** Lets another node take over at a point from now on, 1 being the next. */
  public void takenOverAt(int point) {
    takenOverAt = points + point;
  }

  /** Lets the application crash at a point from now on, 1 being the next. */
  public void crashAt(int point) {
    crashAt = points + point;
  }

  /** Restarts the application with the same journal. */
  public void restart() {
    restart(() -> {});
  }

  /** Restarts the application, after an operator has done something to the journal. */
  public void restart(Runnable meanwhile) {
    crashAt = Integer.MAX_VALUE;
    takenOverAt = Integer.MAX_VALUE;
    recovery.close();
    journal.close();
    meanwhile.run();
    journal = home.get();
    build();
  }

  /** Copies the journal as it is now. */
  public void backupTo(Path copy) {
    journal.backupTo(copy);
  }

  /** Returns the i-th order number of this world. */
  public String no(int i) {
    return name + "-" + i;
  }

  /** Returns an order number of another channel. */
  public String elsewhereNo() {
    return no(points) + "-elsewhere-" + ++elsewhere;
  }

  public Quote quote(Seed.Fine... fines) {
    return cashier.quote(
        Stream.of(fines)
            .map(fine -> FineTicket.ofPlate(fine.decisionNumber(), fine.plate()))
            .toList());
  }

  public FineOutcome pay(String orderNo, Seed.Fine... fines) {
    orders.add(orderNo);
    return cashier.pay(orderNo, quote(fines));
  }

  /** Runs recovery until nothing is due, or often enough for what only waits. */
  public void recover() {
    wallet.payerGone(true);
    try {
      for (int i = 0; i < 6 && recovery.runOnce(1) > 0; i++) {
        // Waits are zero, so what waits is due again.
      }
    } finally {
      wallet.payerGone(false);
    }
  }

  public long open() {
    return recovery.figures().unfinished();
  }

  /** Returns the fen that the treasury has kept of an order. */
  public long treasuryFen(String orderNo) {
    return sandbox.treasury().entries().stream()
        .filter(entry -> entry.orderNo().equals(orderNo))
        .mapToLong(Treasury.Entry::fen)
        .sum();
  }

  /** Checks that treasury, wallet and journal agree to the fen, and that nothing is left open. */
  public void agree() {
    assertEquals(0, open(), () -> "left open: " + recovery.figures());
    assertEquals(0, sandbox.treasury().openHolds(), "a hold is left open");
    for (String orderNo : orders) {
      assertEquals(treasuryFen(orderNo), wallet.fen(orderNo), "treasury and wallet, " + orderNo);
      cashier.outcome(orderNo).ifPresent(outcome -> agree(orderNo, outcome));
    }
  }

  private void agree(String orderNo, FineOutcome outcome) {
    if (outcome instanceof FineOutcome.Settled settled) {
      assertEquals(settled.payment().amount().fen(), paid(orderNo), orderNo);
    } else if (outcome instanceof FineOutcome.Refused refused) {
      assertEquals(0, paid(orderNo), orderNo);
      assertEquals(0, wallet.fen(orderNo), orderNo);
      assertEquals(
          refused.payerMoney() == FineOutcome.PayerMoney.REFUNDED,
          wallet.wasCharged(orderNo),
          orderNo);
    } else {
      throw new AssertionError(orderNo + " is left " + outcome);
    }
  }

  /** Returns the fen that the treasury ever received for an order. */
  private long paid(String orderNo) {
    return sandbox.treasury().entries().stream()
        .filter(entry -> entry.orderNo().equals(orderNo) && entry.fen() > 0)
        .mapToLong(Treasury.Entry::fen)
        .sum();
  }

  /** Reconciles a day, with the statement that the gateway gives. */
  public Reconciliation.Summary reconcile(
      LocalDate day, Path folder, ChannelFile channel, Consumer<Reconciled> each)
      throws IOException {
    Statement statement = new FineClient(gov).statement(day, folder.resolve(day + ".ndjson"));
    return new Reconciliation(journal, sandbox.account(), folder).run(statement, channel, each);
  }

  public int timesPaid(Seed.Fine fine) {
    return sandbox.treasury().timesPaid(fine.decisionNumber());
  }

  @Override
  public void close() {
    recovery.close();
    journal.close();
    gov.close();
  }

  /** Passes calls to the wallet, with points before and after each. */
  private final class CrashingCharge implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      point();
      try {
        return wallet.charge(order);
      } finally {
        point();
      }
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      point();
      try {
        return wallet.query(orderNo);
      } finally {
        point();
      }
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      point();
      try {
        return wallet.cancel(orderNo);
      } finally {
        point();
      }
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      point();
      try {
        return wallet.refund(refund);
      } finally {
        point();
      }
    }
  }
}

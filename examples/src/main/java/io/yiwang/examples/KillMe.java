package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * 断电也不怕. Kills a paying process with SIGKILL at the worst moments, and recovers its payments in
 * another: once before the payer is charged, once after, and once after with the decision meanwhile
 * paid through another channel. Takes less than a minute; exits with 0 only if treasury, wallet and
 * journal agree to the fen each time.
 */
public final class KillMe {
  /** Short, for the example; the default is 2 minutes. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final String HANGS = "the channel hangs";

  private final Screen screen;
  private final Platform platform;
  private final GovSandbox sandbox;
  private final GovClient gov;
  private final Journal journal;
  private final DemoWallet wallet;
  private final FineCashier cashier;

  private KillMe(Screen screen, Platform platform, GovSandbox sandbox, GovClient gov) {
    this.screen = screen;
    this.platform = platform;
    this.sandbox = sandbox;
    this.gov = gov;
    journal = Journal.at(platform.file("fines.journal"));
    wallet = new DemoWallet(platform.file("wallet.ledger"));
    cashier = cashier(gov, journal, wallet, sandbox.clock());
  }

  /** Takes no arguments; {@code --child} is for internal use. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("--child")) {
      payAndHang(new Platform(Path.of(args[1])), args[2], args[3], args[4], args[5]);
      return;
    }
    System.exit(run(Screen.standard()));
  }

  static int run(Screen screen) throws Exception {
    try (Arguments arguments = Arguments.of();
        GovClient gov =
            arguments.client().clock(Objects.requireNonNull(arguments.sandbox()).clock()).build()) {
      KillMe demo = new KillMe(screen, arguments.platform(), arguments.sandbox(), gov);
      try (demo.journal) {
        demo.walk();
        return 0;
      } catch (IllegalStateException e) {
        screen.bad(String.valueOf(e.getMessage()));
        return 1;
      }
    }
  }

  private void walk() throws IOException {
    screen.title("杀掉正在缴款的进程", "kill a process that is paying");
    List<Seed.Fine> fines = sandbox.seed().payableFines("330106");

    screen.scene("锁定之后、扣款之前被杀", "killed after the hold, before the charge");
    dies("K1", fines.get(3), "before");
    recover();
    FineOutcome first = outcome("K1");
    check(first instanceof FineOutcome.Refused, "缴款人从未扣款", "the payer was never charged");
    agree("K1", fines.get(3), 0);

    screen.scene("扣款之后、确认之前被杀", "killed after the charge, before the confirmation");
    dies("K2", fines.get(4), "after");
    check(wallet.paid("K2").fen() > 0, "钱已扣，国库还没有", "charged, and the treasury has nothing");
    recover();
    check(outcome("K2") instanceof FineOutcome.Settled, "已代为确认", "it was confirmed");
    agree("K2", fines.get(4), 1);

    screen.scene("被杀期间，别处缴了同一笔", "killed, and the fine is paid elsewhere meanwhile");
    dies("K3", fines.get(5), "after");
    sandbox.clock().advance(Duration.ofMinutes(31));
    payElsewhere(fines.get(5));
    recover();
    FineOutcome third = outcome("K3");
    check(
        third instanceof FineOutcome.Refused refused
            && refused.payerMoney() == FineOutcome.PayerMoney.REFUNDED,
        "已退还缴款人",
        "the payer has the money back");
    agree("K3", fines.get(5), 1);
    screen.tell("");
    screen.good("三方账目分毫不差", "treasury, wallet and journal agree to the fen");
  }

  /** Starts a separate process that pays, and kills it when its channel hangs. */
  private void dies(String orderNo, Seed.Fine fine, String when) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                KillMe.class.getName(),
                "--child",
                platform.file("client.properties").toString(),
                orderNo,
                fine.decisionNumber(),
                fine.plate(),
                when)
            .redirectErrorStream(true)
            .start();
    StringBuilder printed = new StringBuilder();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        printed.append(line).append('\n');
        if (line.equals(HANGS)) {
          process.destroyForcibly(); // closes its streams, too
          screen.tell("进程 " + process.pid() + " 已被 SIGKILL", "killed with SIGKILL");
          break;
        }
      }
    }
    process.onExit().join();
    if (!printed.toString().contains(HANGS)) {
      throw new IllegalStateException("the child did not get as far: " + printed);
    }
    screen.tell("流水库中 in the journal: " + outcome(orderNo));
  }

  /** Returns the class path of these classes, which Maven loads separately. */
  private static String classPath() {
    if (KillMe.class.getClassLoader() instanceof URLClassLoader loader) {
      return Stream.of(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  /** Pays in the child process, and hangs in the middle of its charge. */
  private static void payAndHang(
      Platform platform, String orderNo, String number, String plate, String when)
      throws Exception {
    PayerCharge wallet = new DemoWallet(platform.file("wallet.ledger"));
    PayerCharge hanging =
        new PayerCharge() {
          @Override
          public ChargeAnswer charge(Order order) {
            if (when.equals("after")) {
              wallet.charge(order);
            }
            System.out.println(HANGS);
            while (true) {
              LockSupport.park();
            }
          }

          @Override
          public ChargeAnswer query(String no) {
            return wallet.query(no);
          }

          @Override
          public ChargeAnswer cancel(String no) {
            return wallet.cancel(no);
          }

          @Override
          public RefundAnswer refund(Refund refund) {
            return wallet.refund(refund);
          }
        };
    try (GovClient gov = platform.client().build();
        Journal journal = Journal.at(platform.file("fines.journal"))) {
      FineCashier cashier = cashier(gov, journal, hanging, Clock.systemUTC());
      cashier.pay(orderNo, cashier.quote(List.of(FineTicket.ofPlate(number, plate))));
    }
  }

  private static FineCashier cashier(
      GovClient gov, Journal journal, PayerCharge wallet, Clock clock) {
    return FineCashier.builder()
        .gateway(gov)
        .journal(journal)
        .payerCharge(wallet)
        .channel("wallet")
        .lease(LEASE)
        .clock(clock)
        .build();
  }

  private void payElsewhere(Seed.Fine fine) {
    FineClient elsewhere = new FineClient(gov);
    Penalty penalty =
        cashier
            .quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())))
            .penalties()
            .get(0);
    var held = elsewhere.hold(PaymentOrder.of("elsewhere-1", "bank", penalty));
    elsewhere.confirm(
        held.paymentId(),
        new ChannelPayment("bank-trade-1", OffsetDateTime.now(sandbox.clock()), held.amount()));
    screen.tell("别的渠道已缴这笔罚款", "another channel has paid this fine");
  }

  /**
   * Runs a recovery until nothing is unfinished, which takes until the lease of the killed process
   * expires.
   */
  private void recover() {
    screen.tell("恢复进程接手……", "a recovery takes over");
    try (Recovery recovery = Recovery.builder(cashier).every(Duration.ofMillis(100)).build()) {
      recovery.start();
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (recovery.figures().waiting(Recovery.PAYMENTS).unfinished() > 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("still unfinished: " + recovery.figures());
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private FineOutcome outcome(String orderNo) {
    return cashier.outcome(orderNo).orElseThrow(() -> new IllegalStateException("not begun"));
  }

  private void agree(String orderNo, Seed.Fine fine, int timesPaid) {
    check(
        sandbox.treasury().timesPaid(fine.decisionNumber()) == timesPaid,
        "国库收到 " + timesPaid + " 次",
        "the treasury was paid " + timesPaid + " times");
    long kept =
        sandbox.treasury().entries().stream()
            .filter(entry -> entry.orderNo().equals(orderNo))
            .mapToLong(entry -> entry.fen())
            .sum();
    check(
        kept == wallet.paid(orderNo).fen(),
        "缴款人付出 " + wallet.paid(orderNo),
        "which is what the treasury has of this order");
  }

  private void check(boolean holds, String chinese, String english) {
    if (!holds) {
      throw new IllegalStateException("not so: " + chinese + " " + english);
    }
    screen.good(chinese, english);
  }
}

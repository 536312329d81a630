package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests what integrators get wrong in their {@link PayerCharge}: the caller still gets one of three
 * outcomes, the payer is charged at most once, and no money is lost.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WrongChargeTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  @TempDir private Path folder;
  private CashierWorld world;
  private Seed.Fine fine;

  @BeforeEach
  void open(GovSandbox sandbox) {
    world = new CashierWorld(sandbox, folder.resolve("journal"));
    fine = sandbox.seed().payableFines(FineSandbox.XIHU).get(0);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Calls the wallet correctly; subclasses do something wrong. */
  private class Adapter implements PayerCharge {
    int charges;

    @Override
    public ChargeAnswer charge(Order order) {
      charges++;
      return world.wallet.charge(order);
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return world.wallet.query(orderNo);
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return world.wallet.cancel(orderNo);
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return world.wallet.refund(refund);
    }
  }

  private FineCashier cashier(PayerCharge wrong) {
    return world.builder().payerCharge(wrong).build();
  }

  private FineOutcome pay(FineCashier cashier) {
    world.orders.add("W1");
    return cashier.pay("W1", world.quote(fine));
  }

  private static void recover(FineCashier cashier) {
    try (Recovery recovery = Recovery.of(cashier)) {
      for (int i = 0; i < 6; i++) {
        recovery.runOnce(1);
      }
    }
  }

  /** Throws a checked exception without declaring it, as Kotlin code does. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> AssertionError sneakily(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void charge_throwsAfterItCharged_isFoundAndSettled() {
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw new IllegalStateException("read timed out");
          }
        };

    assertInstanceOf(Settled.class, pay(cashier(wrong)));

    assertEquals(1, wrong.charges);
    world.agree();
  }

  @Test
  void charge_throwsAfterItChargedAndSoDoesEveryQuery_isSettledByTheAnswerOfCancel() {
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw new IllegalStateException("read timed out");
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            throw new IllegalStateException("read timed out");
          }
        };
    FineCashier cashier = cashier(wrong);

    assertInstanceOf(Pending.class, pay(cashier));
    assertInstanceOf(
        Pending.class, cashier.resume("W1"), "the outcome is unknown, so nobody is charged");
    world.sandbox.clock().advance(Duration.ofMinutes(21));
    recover(cashier);

    assertInstanceOf(Settled.class, cashier.outcome("W1").orElseThrow());
    assertEquals(1, wrong.charges);
    world.agree();
  }

  /** Gives errors after the charge: a missing class, and a TODO in Kotlin. */
  @Test
  void charge_throwsAnErrorAfterCharging_isReportedAndAskedAbout() {
    Error broken = new NoClassDefFoundError("com/example/wallet/Answer");
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw broken;
          }
        };

    assertInstanceOf(Settled.class, pay(cashier(wrong)));

    assertEquals(1, wrong.charges);
    assertEquals("PayerCharge.charge", world.failed.get(0).method());
    assertEquals("W1", world.failed.get(0).id());
    assertEquals(broken, world.failed.get(0).cause());
    world.agree();
  }

  @Test
  void everyMethodOfTheChannel_throwsErrorsForHours_aPersonIsAskedAndNothingIsLost() {
    Error broken = new ExceptionInInitializerError("the wallet's client");
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw broken;
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            throw broken;
          }

          @Override
          public ChargeAnswer cancel(String orderNo) {
            throw broken;
          }
        };
    FineCashier cashier =
        world.builder().escalateAfter(Duration.ofHours(2)).payerCharge(wrong).build();

    assertInstanceOf(Pending.class, pay(cashier));
    for (int i = 0; i < 5; i++) {
      world.sandbox.clock().advance(Duration.ofHours(1));
      recover(cashier);
    }
    assertEquals(broken, world.asked.get(0).cause());
    FineCashier repaired = cashier(new Adapter());
    world.sandbox.clock().advance(Duration.ofHours(2));
    recover(repaired);

    assertEquals(1, wrong.charges);
    assertInstanceOf(Settled.class, repaired.outcome("W1").orElseThrow());
    world.agree();
  }

  /** Tests that a charge that may not be on disk is reported, whatever went wrong. */
  @Test
  void pay_somethingThrowsBetweenTheChargeAndTheJournal_isReportedWithTheCharge() {
    AtomicBoolean charged = new AtomicBoolean();
    Adapter correct =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            ChargeAnswer answer = super.charge(order);
            charged.set(true);
            return answer;
          }
        };
    IllegalStateException thrown = new IllegalStateException("the application's clock");
    Clock broken =
        new Clock() {
          @Override
          public Instant instant() {
            if (charged.get()) {
              throw thrown;
            }
            return world.sandbox.clock().instant();
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    FineCashier cashier = world.builder().payerCharge(correct).clock(broken).build();

    assertSame(thrown, assertThrows(IllegalStateException.class, () -> pay(cashier)));

    assertEquals(List.of("W1"), world.expired.stream().map(it -> it.id()).toList());
    assertEquals(15_000, world.expired.get(0).charge().amount().fen());
    FineCashier repaired = cashier(correct);
    recover(repaired);
    assertInstanceOf(Settled.class, repaired.outcome("W1").orElseThrow());
    world.agree();
  }

  /** Tests checked exceptions, which Kotlin, Groovy and Lombok throw without declaring them. */
  @Test
  void charge_throwsAnUndeclaredCheckedException_isReportedAndAskedAbout() {
    IOException broken = new IOException("unexpected end of stream");
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw WrongChargeTest.<RuntimeException>sneakily(broken);
          }

          @Override
          public RefundAnswer refund(Refund refund) {
            throw WrongChargeTest.<RuntimeException>sneakily(broken);
          }
        };
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    FineCashier cashier = cashier(wrong);

    Refused refused = assertInstanceOf(Refused.class, pay(cashier));
    recover(cashier);

    assertEquals(PayerMoney.BEING_REFUNDED, refused.payerMoney());
    assertEquals("PayerCharge.charge", world.failed.get(0).method());
    assertEquals(broken, world.failed.get(0).cause());
    assertTrue(world.failed.size() > 3, "each round asks again");
    FineCashier repaired = cashier(new Adapter());
    recover(repaired);
    assertEquals(
        PayerMoney.REFUNDED,
        assertInstanceOf(Refused.class, repaired.outcome("W1").orElseThrow()).payerMoney());
    world.agree();
  }

  @Test
  void start_listenerThatThrowsACheckedException_continuesWithItsRounds() throws Exception {
    CountDownLatch rounds = new CountDownLatch(3);
    FineCashier cashier =
        world
            .builder()
            .listener(
                new CashierListener() {
                  @Override
                  public void roundFailed(Throwable failure) {
                    rounds.countDown();
                    throw WrongChargeTest.<RuntimeException>sneakily(new IOException("no pager"));
                  }
                })
            .build();
    Recovery recovery = Recovery.builder(cashier).every(Duration.ofMillis(1)).workers(1).build();
    try (recovery) {
      recovery.start();
      world.restart();

      assertTrue(rounds.await(30, TimeUnit.SECONDS), "the journal is closed: each round fails");
    }
  }

  /** Answers that there was no charge, without checking. */
  private class Lying extends Adapter {
    @Override
    public ChargeAnswer cancel(String orderNo) {
      return ChargeAnswer.notCharged();
    }
  }

  /** A charge that takes longer than its lease. */
  @Test
  void cancel_answersNotChargedDuringACharge_refundsItOnceItIsReported() {
    Adapter lying = new Lying();
    FineCashier other = cashier(lying);
    Adapter slow =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            recover(other);
            Refused meanwhile = assertInstanceOf(Refused.class, other.outcome("W1").orElseThrow());
            assertEquals(PayerMoney.NEVER_CHARGED, meanwhile.payerMoney());
            return super.charge(order);
          }
        };

    Refused refused = assertInstanceOf(Refused.class, pay(cashier(slow)));

    assertEquals(PayerMoney.REFUNDED, refused.payerMoney());
    assertEquals(FineCode.CHARGED_LATE, refused.code());
    assertEquals(List.of("W1"), world.expired.stream().map(it -> it.id()).toList());
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(1, slow.charges + lying.charges);
    world.agree();
  }

  @Test
  void cancel_answeredNotChargedAndTheProcessCrashes_refundsTheChargeOnceItIsReported() {
    Adapter lying = new Lying();
    FineCashier other = cashier(lying);
    Adapter slow =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            recover(other);
            super.charge(order);
            throw new Crash(0);
          }
        };
    assertThrows(Crash.class, () -> pay(cashier(slow)));

    Refused refused = assertInstanceOf(Refused.class, other.confirm("W1"));

    assertEquals(PayerMoney.REFUNDED, refused.payerMoney());
    world.agree();
  }

  /** Answers another trade number each time. */
  private static final class Renumbering implements PayerCharge {
    private final Wallet wallet;
    private int answers;

    Renumbering(Wallet wallet) {
      this.wallet = wallet;
    }

    private ChargeAnswer renumbered(ChargeAnswer answer) {
      return answer instanceof ChargeAnswer.Charged charged
          ? ChargeAnswer.charged(
              charged.payment().channelTradeNo() + "/" + ++answers,
              charged.payment().paidAt(),
              charged.payment().amount())
          : answer;
    }

    @Override
    public ChargeAnswer charge(Order order) {
      return renumbered(wallet.charge(order));
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return renumbered(wallet.query(orderNo));
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return renumbered(wallet.cancel(orderNo));
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return wallet.refund(refund);
    }
  }

  @Test
  void query_answersAnotherTradeNumberEachTime_isSettledOrRefundedAfterAnyCrash() {
    Queue<Seed.Fine> fines = CashierCrashTest.fines(world.sandbox);
    boolean crashed = true;
    int points = 0;
    while (crashed) {
      String name = "journal-" + ++points;
      try (CashierWorld one = new CashierWorld(world.sandbox, folder.resolve(name))) {
        PayerCharge wrong = new Renumbering(one.wallet);
        one.orders.add(one.no(0));
        FineCashier cashier = one.builder().payerCharge(wrong).build();
        Quote quote = one.quote(fines.remove());
        one.crashAt(points);
        try {
          cashier.pay(one.no(0), quote);
          crashed = false;
        } catch (Crash e) {
          // Another process takes it up.
        }
        one.restart();
        FineCashier reborn = one.builder().payerCharge(wrong).build();
        recover(reborn);
        one.sandbox.clock().advance(Duration.ofMinutes(40));
        recover(reborn);

        one.agree();
      }
    }
    assertTrue(points > 4, "it never completed: " + points);
  }

  private enum Unknown {
    NOT_FOUND,
    UNDERWAY,
    NULL,
    THROWS;

    ChargeAnswer answer() {
      return switch (this) {
        case NOT_FOUND -> ChargeAnswer.notFound();
        case UNDERWAY -> ChargeAnswer.underway();
        case NULL -> null;
        case THROWS -> throw new IllegalStateException("unknown");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void query_isUnknownForEver_isSettledByTheAnswerOfCancel(Unknown unknown) {
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            return ChargeAnswer.underway();
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            return unknown.answer();
          }
        };
    FineCashier cashier = cashier(wrong);

    assertInstanceOf(Pending.class, pay(cashier));
    recover(cashier);
    world.sandbox.clock().advance(Duration.ofMinutes(21));
    recover(cashier);

    assertInstanceOf(Settled.class, cashier.outcome("W1").orElseThrow());
    assertEquals(1, wrong.charges);
    world.agree();
  }

  @ParameterizedTest
  @EnumSource
  void query_isUnknownForEverAndSoIsCancel_isPendingAndAPersonIsAsked(Unknown unknown) {
    Adapter wrong =
        new Adapter() {
          @Override
          public ChargeAnswer charge(Order order) {
            super.charge(order);
            throw new IllegalStateException("read timed out");
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            return unknown.answer();
          }

          @Override
          public ChargeAnswer cancel(String orderNo) {
            return unknown.answer();
          }
        };
    FineCashier cashier =
        world.builder().payerCharge(wrong).escalateAfter(Duration.ofHours(2)).build();

    assertInstanceOf(Pending.class, pay(cashier));
    world.sandbox.clock().advance(Duration.ofHours(3));
    recover(cashier);

    assertInstanceOf(Pending.class, cashier.outcome("W1").orElseThrow());
    assertInstanceOf(Pending.class, cashier.resume("W1"));
    assertInstanceOf(Pending.class, cashier.pay("W1", world.quote(fine)));
    assertEquals(1, wrong.charges);
    assertEquals(List.of("W1"), world.asked.stream().map(it -> it.id()).toList());
    recover(cashier(new Adapter()));
    world.agree();
  }
}

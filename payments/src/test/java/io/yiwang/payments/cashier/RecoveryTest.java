package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.Journal;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Refund;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests what recovery completes, removes and reports. */
class RecoveryTest extends CashierFixture {
  @Test
  void purge_finishedLongerThanKept_isRemovedAndNothingUnfinishedIs(GovSandbox sandbox) {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    world.pay("W1", fine);
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W2", fines.get(9));

    assertEquals(0, Recovery.of(world.cashier).purge());
    Recovery forgetful = Recovery.builder(world.cashier).keepFinished(Duration.ZERO).build();
    assertEquals(1, forgetful.purge());

    assertTrue(world.cashier.outcome("W1").isEmpty());
    assertTrue(world.cashier.outcome("W2").isPresent());
  }

  @Test
  void keepFinished_negative_isRefused() {
    Recovery.Builder recovery = Recovery.builder(world.cashier);

    assertThrows(IllegalArgumentException.class, () -> recovery.keepFinished(Duration.ofDays(-1)));
  }

  /**
   * Tests that nothing works on the journal any more after close, when the application may close
   * the journal.
   */
  @Test
  void close_recoveryThatIsWorking_waitsForItsEnd() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicBoolean answered = new AtomicBoolean();
    PayerCharge slow =
        new PayerCharge() {
          @Override
          public ChargeAnswer charge(Order order) {
            return world.wallet.charge(order);
          }

          @Override
          public ChargeAnswer query(String orderNo) {
            answer();
            return world.wallet.query(orderNo);
          }

          @Override
          public ChargeAnswer cancel(String orderNo) {
            answer();
            return world.wallet.cancel(orderNo);
          }

          @Override
          public RefundAnswer refund(Refund refund) {
            return world.wallet.refund(refund);
          }

          private void answer() {
            asked.countDown();
            try {
              answered.set(answers.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    Recovery recovery = Recovery.of(world.builder().payerCharge(slow).build());
    recovery.start();
    assertTrue(asked.await(30, TimeUnit.SECONDS));
    AtomicBoolean waited = new AtomicBoolean();
    Thread closing =
        new Thread(
            () -> {
              recovery.close();
              waited.set(answered.get());
            });

    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING && closing.isAlive()) {
      Thread.onSpinWait();
    }
    answers.countDown();
    closing.join();

    assertTrue(waited.get(), "it was closed while it was working");
    world.recover();
  }

  @Test
  void start_recovery_purgesByItself() {
    world.pay("W1", fine);
    try (Recovery recovery =
        Recovery.builder(world.cashier)
            .keepFinished(Duration.ZERO)
            .purgeEvery(Duration.ofMillis(10))
            .build()) {
      recovery.start();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            while (world.cashier.outcome("W1").isPresent()) {
              Thread.onSpinWait();
            }
          });
    }
  }

  /**
   * Tests that nothing is removed at the start, when a machine that has just booted may have a
   * wrong clock.
   */
  @Test
  @Timeout(60)
  void start_recovery_purgesNothingAtFirst(GovSandbox sandbox) throws Exception {
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    CountDownLatch settled = new CountDownLatch(1);
    CashierListener listener =
        new CashierListener() {
          @Override
          public void entered(Entered entered) {
            if (entered.state() == CashierState.SETTLED) {
              settled.countDown();
            }
          }
        };
    world.pay("W1", fine);
    try (Recovery recovery =
        Recovery.builder(world.builder().lease(Duration.ofMinutes(2)).listener(listener).build())
            .every(Duration.ofMillis(1))
            .workers(1)
            .keepFinished(Duration.ZERO)
            .build()) {
      sandbox.faults().next("fine.confirm").resetBeforeWork();
      world.pay("W2", fines.get(9));
      recovery.start();
      // It was due some rounds later; with one thread, everything that the start does is done by
      // now.
      settled.await();

      assertTrue(world.cashier.outcome("W1").isPresent());
    }
  }

  @Test
  void recover_chargeThatNeverArrived_neverChargesAPayerWhoIsGone() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    world.pay("W1", fine);
    world.restart();

    world.recover();

    assertFalse(world.wallet.wasCharged("W1"));
    assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertTrue(world.states.contains("CANCELLING"));
  }

  @Test
  void recover_tooLong_asksAPersonOnceAndContinues(GovSandbox sandbox) {
    FineCashier cashier = world.builder().escalateAfter(Duration.ofHours(2)).build();
    sandbox.treasury().settlingTakes(Duration.ofHours(5));
    world.orders.add("W1");
    cashier.pay("W1", world.quote(fine));
    Recovery recovery = Recovery.of(cashier);

    sandbox.clock().advance(Duration.ofHours(1));
    recovery.runOnce(1);
    assertEquals(List.of(), world.asked);
    assertEquals(0, recovery.figures().interventionRequired());
    sandbox.clock().advance(Duration.ofHours(2));
    recovery.runOnce(1);
    recovery.runOnce(1);
    assertEquals(1, recovery.figures().interventionRequired());

    assertEquals(1, world.asked.size());
    CashierListener.InterventionRequired needed = world.asked.get(0);
    assertEquals("W1", needed.orderNo());
    assertEquals(CashierState.SETTLING, needed.state());
    assertEquals(Duration.ofHours(3), needed.age());
    assertNotNull(needed.paymentId());
    assertNotNull(needed.charge());
    sandbox.clock().advance(Duration.ofHours(3));
    recovery.runOnce(1);
    assertInstanceOf(Settled.class, cashier.outcome("W1").orElseThrow());
    assertEquals(0, recovery.figures().interventionRequired());
  }

  @Test
  void recover_refundRefusedByTheChannel_asksAPersonImmediately() {
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT, Wallet.Fault.REFUND_REFUSED);

    Refused refused = assertInstanceOf(Refused.class, world.pay("W1", fine));

    assertEquals(PayerMoney.BEING_REFUNDED, refused.payerMoney());
    assertEquals(1, world.asked.size());
    assertEquals(CashierState.RETURNING, world.asked.get(0).state());
    assertEquals(FineCode.AMOUNT_MISMATCH, world.asked.get(0).code());
  }

  @Test
  void recover_confirmationOlderThanTheKeys_isLookedUpAndNotRepeated(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").maintenance(Duration.ZERO);
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofDays(7));

    world.recover();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(FineCode.HOLD_LOST, refused.code());
    assertEquals(PayerMoney.REFUNDED, refused.payerMoney());
    assertEquals(0, world.timesPaid(fine));
  }

  @Test
  void recover_settledLongAgoWithoutAnAnswer_isFoundSettled(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").answerLost();
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofDays(7));

    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void start_inTwoProcessesAtOnce_resolvesAllAndEndsCleanly(GovSandbox sandbox) throws Exception {
    int payments = 12;
    List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
    for (int i = 0; i < payments; i++) {
      sandbox.faults().next("fine.confirm").resetBeforeWork();
      world.pay("W" + i, fines.get(i + 5));
    }
    assertEquals(payments, world.recovery.figures().waiting(Recovery.PAYMENTS).unfinished());
    assertEquals(0, sandbox.treasury().settledPayments());
    List<String> confirmed = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(payments);
    CashierListener counting =
        new CashierListener() {
          @Override
          public void entered(Entered entered) {
            if (entered.state() == CashierState.SETTLED) {
              confirmed.add(entered.id());
              done.countDown();
            }
          }
        };

    try (Recovery one = node(counting);
        Recovery two = node(counting)) {
      one.start();
      two.start();
      done.await();
      assertThrows(IllegalStateException.class, one::start);
    }

    assertEquals(payments, confirmed.size(), "each by one of them");
    assertEquals(payments, confirmed.stream().distinct().count());
    assertEquals(0, world.open());
    assertEquals(payments, sandbox.treasury().settledPayments());
  }

  private Recovery node(CashierListener listener) {
    return Recovery.builder(world.builder().lease(Duration.ofMinutes(2)).listener(listener).build())
        .every(Duration.ofMillis(10))
        .build();
  }

  @Test
  void start_listenerThatThrowsAnErrorOnAFailedRound_continues(@TempDir Path folder)
      throws InterruptedException {
    CountDownLatch failures = new CountDownLatch(5);
    Journal gone = Journal.at(folder.resolve("gone"));
    FineCashier cashier =
        world
            .builder()
            .journal(gone)
            .listener(
                new CashierListener() {
                  @Override
                  public void roundFailed(Throwable failure) {
                    failures.countDown();
                    throw new AssertionError("from the application");
                  }
                })
            .build();
    gone.close();

    try (Recovery recovery = Recovery.builder(cashier).every(Duration.ofMillis(10)).build()) {
      recovery.start();

      assertTrue(failures.await(30, TimeUnit.SECONDS), "the rounds ended");
    }
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.Journal;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyStatus;
import io.yiwang.payments.Proof;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that the application can crash at every point between two steps, and nothing is lost or
 * paid twice.
 */
class CashierCrashTest {
  @TempDir private Path folder;

  /** Opens the journal of a world, as another process does. */
  Supplier<Journal> home(String world) {
    Path file = folder.resolve(world);
    return () -> Journal.at(file);
  }

  private CashierWorld world(GovSandbox sandbox, String name) {
    return new CashierWorld(sandbox, name, home(name));
  }

  /** Runs a payment of one fine to its end, unless the application crashes. */
  interface Story extends BiConsumer<CashierWorld, Seed.Fine> {}

  static Stream<Named<Story>> stories() {
    return Stream.of(
        story("paid", (world, fine) -> world.pay(world.no(0), fine)),
        story(
            "declined",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.DECLINED);
              world.pay(world.no(0), fine);
            }),
        story(
            "answer of the charge lost",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.ANSWER_LOST);
              world.pay(world.no(0), fine);
            }),
        story(
            "channel silent after the charge",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.ANSWER_LOST, Wallet.Fault.DOWN);
              world.pay(world.no(0), fine);
            }),
        story(
            "answers of hold and confirmation lost",
            (world, fine) -> {
              world.sandbox.faults().next("fine.hold").answerLost();
              world.sandbox.faults().next("fine.confirm").answerLost();
              world.pay(world.no(0), fine);
            }),
        story(
            "wrong amount taken",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
              world.pay(world.no(0), fine);
            }),
        story(
            "hold lost to another",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.UNDERWAY);
              world.pay(world.no(0), fine);
              world.sandbox.clock().advance(Duration.ofMinutes(31));
              payElsewhere(world, fine);
              world.wallet.payerPays(world.no(0));
              world.cashier.confirm(world.no(0));
            }),
        story(
            "payer leaves",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.UNDERWAY);
              world.pay(world.no(0), fine);
              world.cashier.release(world.no(0));
            }),
        story(
            "charged by the application itself",
            (world, fine) -> {
              world.orders.add(world.no(0));
              Quote quote = world.quote(fine);
              world.cashier.hold(world.no(0), quote);
              world.wallet.appCharges(world.no(0), quote.total());
              world.cashier.confirm(world.no(0));
            }),
        story(
            "settling takes its time",
            (world, fine) -> {
              world.sandbox.treasury().settlingTakes(Duration.ofMinutes(10));
              world.pay(world.no(0), fine);
              world.sandbox.clock().advance(Duration.ofMinutes(11));
              world.cashier.resume(world.no(0));
            }),
        story(
            "refunded",
            (world, fine) -> {
              var settled = world.pay(world.no(0), fine);
              if (settled instanceof FineOutcome.Settled it) {
                world.cashier.refund(world.no(0), "R-" + world.no(0), it.payment().amount(), "多缴");
                world.sandbox.clock().advance(Duration.ofDays(3));
                world.cashier.refund(world.no(0), "R-" + world.no(0), it.payment().amount(), "多缴");
              }
            }));
  }

  static Named<Story> story(String name, Story story) {
    return Named.of(name, story);
  }

  /** Returns the client of another channel, which has no cashier. */
  static void payElsewhere(CashierWorld world, Seed.Fine fine) {
    try (var gov = world.sandbox.clientBuilder().build()) {
      FineClient elsewhere = new FineClient(gov);
      Penalty penalty = elsewhere.lookup(FineSandbox.number(fine), Proof.plate(fine.plate()));
      if (penalty.status().equals(PenaltyStatus.PAYABLE)) {
        String orderNo = world.elsewhereNo();
        Payment held = elsewhere.hold(PaymentOrder.of(orderNo, "elsewhere", penalty));
        elsewhere.confirm(
            held.paymentId(), new ChannelPayment(orderNo, FineSandbox.TEN, held.amount()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void crash_atEveryThirdPoint_leavesTreasuryWalletAndJournalAgreeing(Story story) {
    crashed(story, 3);
  }

  @ParameterizedTest
  @MethodSource("stories")
  @Tag("proof")
  void crash_atEachPoint_leavesTreasuryWalletAndJournalAgreeing(Story story) {
    crashed(story, 1);
  }

  private void crashed(Story story, int step) {
    int points = 1 - step;
    try (GovSandbox sandbox = sandbox()) {
      Queue<Seed.Fine> fines = fines(sandbox);
      boolean crashed = true;
      while (crashed) {
        points += step;
        try (CashierWorld world = world(sandbox, "journal-" + points)) {
          crashed = crashes(world, story, points, fines.remove());
          world.restart();
          sandbox.treasury().settlingTakes(Duration.ZERO);
          settleAll(world);
          agree(world, "crashed at point " + points);
        }
      }
    }
    assertTrue(points > 4, "it never completed: " + points);
  }

  private static void agree(CashierWorld world, String crashed) {
    try {
      world.agree();
      assertEquals(0, world.asked.size(), "no person had to be asked");
    } catch (AssertionError e) {
      throw new AssertionError(crashed + ", went " + world.states, e);
    }
  }

  @Test
  @Tag("proof")
  void crash_andAgainDuringRecovery_leavesThemAgreeing() {
    try (GovSandbox sandbox = sandbox()) {
      Queue<Seed.Fine> fines = fines(sandbox);
      int worlds = 0;
      boolean crashedFirst = true;
      for (int first = 1; crashedFirst; first++) {
        boolean crashed = true;
        for (int second = 1; crashed; second++) {
          try (CashierWorld world = world(sandbox, "journal-" + first + "-" + second)) {
            worlds++;
            world.wallet.next(Wallet.Fault.ANSWER_LOST, Wallet.Fault.DOWN);
            crashedFirst =
                crashes(
                    world,
                    (it, fine) -> {
                      it.pay(it.no(0), fine);
                      it.cashier.confirm(it.no(0));
                    },
                    first,
                    fines.remove());
            world.restart();
            crashed = crashes(world, (it, fine) -> it.recover(), second, fines.element());
            world.restart();
            settleAll(world);
            agree(world, "crashed at points " + first + " and " + second);
          }
        }
      }
      assertTrue(worlds > 100, "only " + worlds);
    }
  }

  static Queue<Seed.Fine> fines(GovSandbox sandbox) {
    return sandbox.seed().districts().stream()
        .flatMap(each -> sandbox.seed().payableFines(each).stream())
        .collect(Collectors.toCollection(ArrayDeque::new));
  }

  private static boolean crashes(CashierWorld world, Story story, int point, Seed.Fine fine) {
    world.crashAt(point);
    try {
      story.accept(world, fine);
      return false;
    } catch (Crash e) {
      return true;
    }
  }

  /** Recovers without faults, and lets enough time pass for holds, payers and refunds to end. */
  static void settleAll(CashierWorld world) {
    world.sandbox.faults().clear();
    world.wallet.heal();
    world.recover();
    world.sandbox.clock().advance(Duration.ofMinutes(40));
    world.recover();
    world.sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
  }

  static GovSandbox sandbox() {
    return GovSandbox.builder()
        .services(0)
        .clock(Clock.fixed(FineSandbox.TEN.toInstant(), ZoneOffset.UTC))
        .start();
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.cashier.CashierCrashTest.Story;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a journal that is set back to a backup of each moment of a payment, and to an empty one,
 * while the gateway and the channel keep their state: nobody is charged twice or without a
 * settlement or a refund, nothing is refunded twice, and no outcome is untrue.
 */
class RestoredJournalTest {
  @TempDir private Path folder;

  /** A call of the application; it returns null if its outcome is not a payment's. */
  private interface Call {
    @Nullable FineOutcome on(CashierWorld world, Quote quote);
  }

  /** The first calls of the application after its journal was set back. */
  @SuppressWarnings("ImmutableEnumChecker") // Its calls have no state of their own.
  enum Afterwards {
    NOTHING((world, quote) -> null),
    PAY((world, quote) -> world.cashier.pay(world.no(0), quote)),
    CONFIRM((world, quote) -> world.cashier.confirm(world.no(0))),
    RESUME((world, quote) -> world.cashier.resume(world.no(0))),
    RELEASE((world, quote) -> world.cashier.release(world.no(0))),
    REFUND(
        (world, quote) -> {
          world.cashier.refund(world.no(0), "R-" + world.no(0), quote.total(), "多缴");
          return null;
        }),
    PAY_MUCH_LATER(
        (world, quote) -> {
          world.sandbox.clock().advance(Duration.ofDays(8));
          return world.cashier.pay(world.no(0), quote);
        });

    private final Call call;

    Afterwards(Call call) {
      this.call = call;
    }
  }

  static Stream<Named<Story>> stories() {
    return Stream.concat(CashierCrashTest.stories(), late());
  }

  private static Stream<Named<Story>> late() {
    return Stream.of(
        CashierCrashTest.story("declined, and charged late", RestoredJournalTest::chargedLate),
        CashierCrashTest.story(
            "released after the hold had expired, and charged late",
            (world, fine) -> {
              world.wallet.reportsRefunds();
              world.wallet.next(Wallet.Fault.UNDERWAY);
              world.pay(world.no(0), fine);
              world.sandbox.clock().advance(Duration.ofMinutes(31));
              world.cashier.release(world.no(0));
              world.wallet.chargesLate(world.no(0), world.quote(fine).total());
              world.cashier.confirm(world.no(0));
            }),
        CashierCrashTest.story(
            "refunded, and the channel reports it",
            (world, fine) -> {
              world.wallet.reportsRefunds();
              refunded(world, fine);
            }),
        CashierCrashTest.story("refund under way", RestoredJournalTest::refundUnderWay),
        CashierCrashTest.story(
            "charged, and nothing more",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.UNDERWAY);
              world.pay(world.no(0), fine);
              world.wallet.payerPays(world.no(0));
            }),
        CashierCrashTest.story(
            "charged, and the gateway is silent",
            (world, fine) -> {
              world.sandbox.faults().next("fine.confirm").resetBeforeWork();
              world.pay(world.no(0), fine);
            }),
        CashierCrashTest.story(
            "refunded, and the channel is silent",
            (world, fine) -> {
              world.wallet.next(Wallet.Fault.WRONG_AMOUNT, Wallet.Fault.ANSWER_LOST);
              world.pay(world.no(0), fine);
            }));
  }

  private static void chargedLate(CashierWorld world, Seed.Fine fine) {
    world.wallet.next(Wallet.Fault.DECLINED);
    world.pay(world.no(0), fine);
    world.wallet.chargesLate(world.no(0), world.quote(fine).total());
    world.cashier.confirm(world.no(0));
  }

  /**
   * Pays, and asks for a refund if that settled the fine, as it may not where only the party may
   * pay.
   */
  private static void refundUnderWay(CashierWorld world, Seed.Fine fine) {
    if (world.pay(world.no(0), fine) instanceof Settled settled) {
      world.cashier.refund(world.no(0), "R-" + world.no(0), settled.payment().amount(), "多缴");
    }
  }

  private static void refunded(CashierWorld world, Seed.Fine fine) {
    refundUnderWay(world, fine);
    world.sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
  }

  /** Holds a journal's file and consistent backups. */
  private static final class Copies {
    private final Path file;
    private final List<Path> copies = new ArrayList<>();

    Copies(Path file) {
      this.file = file;
    }

    void take(CashierWorld world) {
      Path copy = Path.of(file + ".copy-" + copies.size());
      world.backupTo(copy);
      copies.add(copy);
    }

    /** Replaces the journal by a backup; the first is an empty journal. */
    void restore(int number) {
      try {
        for (String part : List.of("", "-wal", "-shm")) {
          Files.deleteIfExists(Path.of(file + part));
        }
        if (number > 0) {
          Files.copy(copies.get(number - 1), file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int size() {
      return copies.size() + 1;
    }
  }

  /**
   * Tests that the payer pays again, where a journal that has lost the payment would cost the most:
   * after every fifth moment of a story, the first of which is an empty journal.
   */
  @ParameterizedTest
  @MethodSource("stories")
  void restore_ofSomeMomentsThenPaidAgain_leavesTreasuryWalletAndOutcomesAgreeing(Story story) {
    restored(story, List.of(Afterwards.PAY), 5);
  }

  @ParameterizedTest
  @MethodSource("stories")
  @Tag("proof")
  void restore_ofEachMomentThenWhateverIsDone_leavesTreasuryWalletAndOutcomesAgreeing(Story story) {
    restored(story, List.of(Afterwards.values()), 1);
  }

  private void restored(Story story, List<Afterwards> all, int step) {
    int worlds = 0;
    for (Afterwards afterwards : all) {
      try (GovSandbox sandbox = CashierCrashTest.sandbox()) {
        Queue<Seed.Fine> fines = CashierCrashTest.fines(sandbox);
        int copies = 1;
        for (int copy = 0; copy < copies; copy += step) {
          copies = restored(sandbox, fines.remove(), story, afterwards, copy, ++worlds);
        }
      }
    }
    assertTrue(step * worlds > 2 * all.size(), "only " + worlds);
  }

  private int restored(
      GovSandbox sandbox,
      Seed.Fine fine,
      Story story,
      Afterwards afterwards,
      int copy,
      int number) {
    Path file = folder.resolve("journal-" + number);
    Copies copies = new Copies(file);
    try (CashierWorld world = new CashierWorld(sandbox, file)) {
      Quote quote = world.quote(fine);
      world.onDisk = () -> copies.take(world);
      story.accept(world, fine);
      world.onDisk = () -> {};
      String path = world.states + ", set back to copy " + copy + ", then " + afterwards;
      sandbox.treasury().settlingTakes(Duration.ZERO);
      world.wallet.heal();
      world.restart(() -> copies.restore(copy));
      world.states.clear();
      try {
        callFirst(world, quote, afterwards);
        CashierCrashTest.settleAll(world);
        reconciled(world);
        world.agree();
        assertTrue(world.wallet.fen(world.no(0)) >= 0, "refunded twice");
        assertEquals(0, world.asked.size(), "no person had to be asked");
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(path + ", went " + world.states, e);
      }
    }
    return copies.size();
  }

  /**
   * Tests an operator who does exactly what the daily reconciliation says. Half a fine was
   * refunded, and the journal is set back to each moment before, during and after that, and to an
   * empty one; the payer has the money already, or waits for it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void restore_atEachMomentOfARefund_reconciliationNamesTheCallThatRefundsThePayer(
      boolean payerHasIt) throws IOException {
    int losses = 0;
    try (GovSandbox sandbox = longAgo()) {
      Queue<Seed.Fine> fines = CashierCrashTest.fines(sandbox);
      int copies = 1;
      for (int copy = 0; copy < copies; copy++) {
        Path file = folder.resolve("refund-" + copy);
        Copies taken = new Copies(file);
        try (CashierWorld world = new CashierWorld(sandbox, file)) {
          final LocalDate first = LocalDate.now(sandbox.clock());
          world.onDisk = () -> taken.take(world);
          FineOutcome paid = world.pay(world.no(0), fines.remove());
          final long total = assertInstanceOf(Settled.class, paid).payment().amount().fen();
          final long kept = total - 7_501;
          world.wallet.downForRefunds(!payerHasIt);
          world.cashier.refund(world.no(0), "R-" + world.no(0), Money.fen(7_501), "多缴");
          sandbox.clock().advance(Duration.ofDays(3));
          world.recover();
          world.onDisk = () -> {};
          assertEquals(kept, world.treasuryFen(world.no(0)));
          assertEquals(payerHasIt ? kept : total, world.wallet.fen(world.no(0)));
          copies = taken.size();
          int at = copy;
          world.restart(() -> taken.restore(at));
          boolean lost = world.cashier.refundOutcome("R-" + world.no(0)).isEmpty();
          CashierCrashTest.settleAll(world);
          String when = "copy " + copy + " of " + copies;
          assertEquals(lost ? 1 : 0, makeNamedCalls(world, first), when);
          losses += lost ? 1 : 0;
          assertEquals(kept, world.treasuryFen(world.no(0)), when);
          assertEquals(kept, world.wallet.fen(world.no(0)), when);
          world.agree();
        }
      }
    }
    // An empty journal, and the payment's four states before the refund's first.
    assertEquals(5, losses, "lost refunds");
  }

  /**
   * A year ago: the journal's entries have the machine's time, and there are none of a day in the
   * future.
   */
  private static GovSandbox longAgo() {
    return GovSandbox.builder()
        .services(0)
        .clock(Clock.fixed(FineSandbox.TEN.minusYears(1).toInstant(), ZoneOffset.UTC))
        .start();
  }

  /** Makes the calls that reconciliation names, day by day; returns how many refunds it named. */
  private int makeNamedCalls(CashierWorld world, LocalDate first) throws IOException {
    // A day's statement exists once the day is over.
    world.sandbox.clock().advance(Duration.ofDays(1));
    LocalDate today = LocalDate.now(world.sandbox.clock());
    int refunds = 0;
    for (LocalDate day = first; day.isBefore(today); day = day.plusDays(1)) {
      for (Reconciled each : differing(world, day)) {
        switch (each.kind()) {
          case ONLY_THEIRS -> world.cashier.confirm(world.no(0));
          case REFUND_ONLY_THEIRS -> {
            refunds++;
            world.cashier.refund(world.no(0), "R-" + world.no(0), Money.fen(7_501), "多缴");
          }
          default ->
              throw new AssertionError(
                  "%s names no call, on %s: ours %s, channel %s, gateway %s"
                      .formatted(each, day, each.ours(), each.channel(), each.gateway()));
        }
        world.recover();
      }
    }
    for (LocalDate day = first; day.isBefore(today); day = day.plusDays(1)) {
      assertEquals(List.of(), differing(world, day), "after all named calls were made");
    }
    return refunds;
  }

  private List<Reconciled> differing(CashierWorld world, LocalDate day) throws IOException {
    List<Reconciled> differing = new ArrayList<>();
    world.reconcile(day, folder, world.wallet.bill(day), differing::add);
    differing.removeIf(each -> !each.orderNo().equals(world.no(0)) || !each.kind().isDifference());
    return differing;
  }

  private static void callFirst(CashierWorld world, Quote quote, Afterwards afterwards) {
    boolean known = world.cashier.outcome(world.no(0)).isPresent();
    try {
      FineOutcome outcome = afterwards.call.on(world, quote);
      if (outcome instanceof Refused refused) {
        assertEquals(
            !world.wallet.wasCharged(world.no(0)),
            refused.payerMoney() == PayerMoney.NEVER_CHARGED,
            () -> "untrue: " + refused);
      } else if (outcome instanceof Settled) {
        assertTrue(world.treasuryFen(world.no(0)) >= 0);
      }
    } catch (IllegalStateException e) {
      assertEquals(Afterwards.REFUND, afterwards, e::getMessage);
    } catch (IllegalArgumentException e) {
      assertTrue(!known && !world.wallet.wasCharged(world.no(0)), e::getMessage);
    }
  }

  /** Makes the call that the daily reconciliation names for a charge that nobody knows. */
  private static void reconciled(CashierWorld world) {
    String orderNo = world.no(0);
    boolean differs = world.treasuryFen(orderNo) != world.wallet.fen(orderNo);
    boolean wrong =
        world.wallet.wasCharged(orderNo)
            && world
                .cashier
                .outcome(orderNo)
                .filter(Refused.class::isInstance)
                .filter(it -> ((Refused) it).payerMoney() == PayerMoney.NEVER_CHARGED)
                .isPresent();
    if (differs || wrong) {
      FineOutcome outcome = world.cashier.confirm(orderNo);
      if (outcome instanceof Settled settled && differs) {
        // The journal has lost the refund too.
        world.cashier.refund(orderNo, "R-" + orderNo, settled.payment().amount(), "多缴");
      }
      CashierCrashTest.settleAll(world);
    }
  }
}

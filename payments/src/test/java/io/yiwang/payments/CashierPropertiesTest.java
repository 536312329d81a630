package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.Seed;
import io.yiwang.testkit.Treasury;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever comes in whatever order, calls, faults, deaths, other nodes, moves of the clock: no
 * decision is paid twice, no payer charged without a settlement or a refund, nothing is left open,
 * and treasury, wallet and journal agree to the fen.
 */
class CashierPropertiesTest {
  private static final int FINES = 3;

  /** Something that happens. */
  private sealed interface Event {
    void happens(CashierWorld world, List<Seed.Fine> fines);
  }

  private record Pays(int order, List<Integer> basket) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      begins(world, order, () -> world.cashier.pay(world.no(order), quote(world, fines, basket)));
    }
  }

  private record Holds(int order, List<Integer> basket) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      begins(
          world,
          order,
          () -> {
            Quote quote = quote(world, fines, basket);
            FineOutcome outcome = world.cashier.hold(world.no(order), quote);
            // Only then may the application charge.
            if (outcome instanceof FineOutcome.Pending it && it.state() == CashierState.CHARGING) {
              world.held.put(world.no(order), quote.total());
            }
          });
    }
  }

  private record Resumes(int order) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      known(world, order, () -> world.cashier.resume(world.no(order)));
    }
  }

  private record Confirms(int order) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      known(world, order, () -> world.cashier.confirm(world.no(order)));
    }
  }

  private record Releases(int order) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      known(world, order, () -> world.cashier.release(world.no(order)));
    }
  }

  private record PayerPays(int order) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.wallet.payerPays(world.no(order));
      Money held = world.held.get(world.no(order));
      if (held != null) {
        world.wallet.appCharges(world.no(order), held);
      }
    }
  }

  private record Refunds(int order) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world
          .cashier
          .outcome(world.no(order))
          .filter(FineOutcome.Settled.class::isInstance)
          .map(each -> ((FineOutcome.Settled) each).payment().amount())
          .ifPresent(
              amount ->
                  world.cashier.refund(world.no(order), "R-" + world.no(order), amount, "多缴"));
    }
  }

  private record PaidElsewhere(int fine) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      FineClient elsewhere = new FineClient(world.gateway);
      try {
        Penalty penalty = world.quote(fines.get(fine)).penalties().get(0);
        String orderNo = world.elsewhereNo();
        Payment held = elsewhere.hold(PaymentOrder.of(orderNo, "other", penalty));
        elsewhere.confirm(
            held.paymentId(), new ChannelPayment(orderNo, FineSandbox.TEN, held.amount()));
      } catch (GovException e) {
        // It cannot be had, or a fault was meant for somebody else.
      }
    }
  }

  private record Recovers() implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.recover();
    }
  }

  private record TimePasses(Duration duration) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.sandbox.clock().advance(duration);
    }
  }

  private record DiesAt(int point) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.dieAt(point);
    }
  }

  private record TakenOverAt(int point) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.takenOverAt(point);
    }
  }

  private record WalletFails(Wallet.Fault fault) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.wallet.next(fault);
    }
  }

  private enum Weather {
    ANSWER_LOST,
    RESET_BEFORE,
    RESET_AFTER,
    PROXY_AFTER,
    FORGED,
    FAILED,
    FAILED_AFTER,
    MAINTENANCE,
    IN_PROGRESS
  }

  private record GatewayFails(String operation, Weather weather) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      NextFault next = world.sandbox.faults().next(operation);
      switch (weather) {
        case ANSWER_LOST -> next.answerLost();
        case RESET_BEFORE -> next.resetBeforeWork();
        case RESET_AFTER -> next.resetAfterWork();
        case PROXY_AFTER -> next.unsignedErrorAfterWork(504);
        case FORGED -> next.forgedSignature();
        case FAILED -> next.signedError();
        case FAILED_AFTER -> next.signedErrorAfterWork();
        case MAINTENANCE -> next.maintenance(Duration.ZERO);
        case IN_PROGRESS -> next.inProgress(Duration.ZERO);
      }
    }
  }

  private record DayEnds(boolean closed) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      if (closed) {
        world.sandbox.treasury().closeForDayEnd(Duration.ZERO);
      } else {
        world.sandbox.treasury().reopen();
      }
    }
  }

  private record SettlingTakes(Duration duration) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.sandbox.treasury().settlingTakes(duration);
    }
  }

  @Provide
  static Arbitrary<List<Event>> stories() {
    Arbitrary<Integer> order = Arbitraries.integers().between(0, 2);
    Arbitrary<Integer> fine = Arbitraries.integers().between(0, FINES - 1);
    Arbitrary<List<Integer>> basket = fine.list().ofMinSize(1).ofMaxSize(FINES).uniqueElements();
    Arbitrary<Integer> point = Arbitraries.integers().between(1, 14);
    Arbitrary<Event> event =
        Arbitraries.frequencyOf(
            Tuple.of(6, Combinators.combine(order, basket).as(Pays::new)),
            Tuple.of(2, Combinators.combine(order, basket).as(Holds::new)),
            Tuple.of(2, order.map(Resumes::new)),
            Tuple.of(2, order.map(Confirms::new)),
            Tuple.of(1, order.map(Releases::new)),
            Tuple.of(2, order.map(PayerPays::new)),
            Tuple.of(1, order.map(Refunds::new)),
            Tuple.of(1, fine.map(PaidElsewhere::new)),
            Tuple.of(2, Arbitraries.create(Recovers::new)),
            Tuple.of(
                2,
                Arbitraries.of(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(19),
                        Duration.ofMinutes(31),
                        Duration.ofDays(1),
                        Duration.ofDays(8))
                    .map(TimePasses::new)),
            Tuple.of(3, point.map(DiesAt::new)),
            Tuple.of(2, point.map(TakenOverAt::new)),
            Tuple.of(3, Arbitraries.of(Wallet.Fault.class).map(WalletFails::new)),
            Tuple.of(
                4,
                Combinators.combine(
                        Arbitraries.of(
                            "fine.hold",
                            "fine.confirm",
                            "fine.release",
                            "fine.payment",
                            "fine.paymentByOrder",
                            "fine.refund",
                            "fine.refundStatus"),
                        Arbitraries.of(Weather.class))
                    .as(GatewayFails::new)),
            Tuple.of(1, Arbitraries.of(true, false).map(DayEnds::new)),
            Tuple.of(
                1, Arbitraries.of(Duration.ZERO, Duration.ofMinutes(10)).map(SettlingTakes::new)));
    return event.list().ofMinSize(3).ofMaxSize(20);
  }

  @Property
  void story_ofAnyEvents_endsWithAllInAgreement(@ForAll("stories") List<Event> story)
      throws IOException {
    if (ground.isUsedUp()) {
      ground.close();
      ground = new Ground();
    }
    List<Seed.Fine> fines = ground.fines();
    Path file = folder.resolve("journal-" + ++stories);
    boolean ok = false;
    try (CashierWorld world = new CashierWorld(ground.sandbox, file)) {
      for (Event event : story) {
        try {
          event.happens(world, fines);
        } catch (Crash e) {
          world.restart();
        }
        neverTwice(world, fines);
      }
      ends(world);
      neverTwice(world, fines);
      ok = true;
    } finally {
      if (!ok) {
        // What is left behind must not fail the next.
        ground.close();
        ground = new Ground();
      }
    }
  }

  private static void ends(CashierWorld world) {
    world.restart();
    world.sandbox.treasury().reopen();
    world.sandbox.treasury().settlingTakes(Duration.ZERO);
    try {
      CashierCrashTest.settleAll(world);
      world.agree();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it went " + world.states, e);
    }
  }

  /** A decision may be paid again only after it was paid back. */
  private static void neverTwice(CashierWorld world, List<Seed.Fine> fines) {
    for (Seed.Fine fine : fines) {
      long paid = 0;
      for (Treasury.Entry entry : world.sandbox.treasury().entries()) {
        if (entry.decisionNumber().equals(fine.decisionNumber())) {
          paid += entry.fen() > 0 ? 1 : -1;
          assertTrue(paid <= 1, "a decision was paid twice");
        }
      }
    }
  }

  private static Quote quote(CashierWorld world, List<Seed.Fine> fines, List<Integer> basket) {
    return world.quote(basket.stream().map(fines::get).toArray(Seed.Fine[]::new));
  }

  /** An order number that is of another basket already is refused as an argument. */
  private static void begins(CashierWorld world, int order, Runnable call) {
    boolean known = world.cashier.outcome(world.no(order)).isPresent();
    world.orders.add(world.no(order));
    try {
      call.run();
    } catch (IllegalArgumentException e) {
      assertTrue(known, () -> "refused as an argument: " + e.getMessage());
    } catch (GovException e) {
      assertTrue(e.operation().equals("fine.lookup"), e::getMessage);
    }
  }

  private static void known(CashierWorld world, int order, Runnable call) {
    if (world.cashier.outcome(world.no(order)).isPresent()) {
      call.run();
    }
  }

  /** A sandbox, and fines that no story had yet. */
  private static final class Ground implements AutoCloseable {
    final GovSandbox sandbox =
        GovSandbox.builder()
            .services(0)
            .clock(Clock.fixed(FineSandbox.TEN.toInstant(), ZoneOffset.UTC))
            .start();
    private final Queue<Seed.Fine> fines = new ArrayDeque<>();

    Ground() {
      sandbox.seed().districts().forEach(each -> fines.addAll(sandbox.seed().payableFines(each)));
    }

    List<Seed.Fine> fines() {
      return Stream.generate(fines::remove).limit(FINES).toList();
    }

    boolean isUsedUp() {
      return fines.size() < FINES;
    }

    @Override
    public void close() {
      sandbox.close();
    }
  }

  private static Ground ground;
  private static Path folder;
  private static int stories;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("cashier");
    ground = new Ground();
  }

  @AfterContainer
  static void close() throws IOException {
    ground.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes random sequences of calls, faults, crashes, other nodes and changes of the clock. */
final class RandomStory {
  private RandomStory() {}

  static final int FINES = 3;

  private static final List<Duration> LAPSES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(19),
          Duration.ofMinutes(31),
          Duration.ofDays(1),
          Duration.ofDays(8));

  private static final List<String> OPERATIONS =
      List.of(
          "fine.hold",
          "fine.confirm",
          "fine.release",
          "fine.payment",
          "fine.paymentByOrder",
          "fine.refund",
          "fine.refundStatus");

  /** Names an event of a story. */
  sealed interface Event {
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
            // Only in this state may the application charge.
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
        // The decision is not available, or the fault hit another call.
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

  private record CrashesAt(int point) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      world.crashAt(point);
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

  private enum GatewayFault {
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

  private record GatewayFails(String operation, GatewayFault fault) implements Event {
    @Override
    public void happens(CashierWorld world, List<Seed.Fine> fines) {
      NextFault next = world.sandbox.faults().next(operation);
      switch (fault) {
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

  /** Makes a story that depends on its seed alone. */
  static List<Event> of(long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> event(random)).limit(random.nextInt(3, 21)).toList();
  }

  private static Event event(Random random) {
    int order = random.nextInt(3);
    int kind = random.nextInt(35);
    if (kind < 6) {
      return new Pays(order, basket(random));
    } else if (kind < 8) {
      return new Holds(order, basket(random));
    } else if (kind < 10) {
      return new Resumes(order);
    } else if (kind < 12) {
      return new Confirms(order);
    } else if (kind < 13) {
      return new Releases(order);
    } else if (kind < 15) {
      return new PayerPays(order);
    } else if (kind < 16) {
      return new Refunds(order);
    } else if (kind < 17) {
      return new PaidElsewhere(random.nextInt(FINES));
    } else if (kind < 19) {
      return new Recovers();
    } else if (kind < 21) {
      return new TimePasses(one(random, LAPSES));
    } else if (kind < 24) {
      return new CrashesAt(random.nextInt(1, 15));
    } else if (kind < 26) {
      return new TakenOverAt(random.nextInt(1, 15));
    } else if (kind < 29) {
      return new WalletFails(one(random, List.of(Wallet.Fault.values())));
    } else if (kind < 30) {
      return new DayEnds(random.nextBoolean());
    } else if (kind < 31) {
      return new SettlingTakes(random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(10));
    }
    return gatewayFails(random);
  }

  private static Event gatewayFails(Random random) {
    return new GatewayFails(one(random, OPERATIONS), one(random, List.of(GatewayFault.values())));
  }

  private static <T> T one(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static List<Integer> basket(Random random) {
    List<Integer> fines = new ArrayList<>(IntStream.range(0, FINES).boxed().toList());
    Collections.shuffle(fines, random);
    return List.copyOf(fines.subList(0, random.nextInt(1, FINES + 1)));
  }

  private static Quote quote(CashierWorld world, List<Seed.Fine> fines, List<Integer> basket) {
    return world.quote(basket.stream().map(fines::get).toArray(Seed.Fine[]::new));
  }

  /** Runs an event; an order number that another basket has is refused with an exception. */
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
}

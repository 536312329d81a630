package io.yiwang.systemtests;

import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyStatus;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.NextFault;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Causes one fault after another at the gateway: answers are lost, cut, refused and forged, keys
 * rotate, the clock moves past the end of every hold, and another channel pays decisions.
 */
final class FaultSchedule {
  /** Begins the order numbers of the other channel. */
  static final String OTHER_CHANNEL = "elsewhere-";

  private static final Duration PAST_A_HOLD = Duration.ofMinutes(31);
  private static final List<String> OPERATIONS =
      List.of(
          "fine.lookup",
          "fine.lookup",
          "fine.lookup",
          "fine.hold",
          "fine.confirm",
          "fine.confirm",
          "fine.payment",
          "fine.paymentByOrder",
          "fine.release",
          "fine.refund",
          "fine.refundStatus");

  private final GovSandbox sandbox;
  private final GovClient gov;
  private final Random random;
  private final Consumer<Duration> moveClock;
  private final Supplier<@Nullable FineTicket> wanted;
  private final LongSupplier progress;
  private final Thread thread = new Thread(this::causeFaults, "faults");
  private volatile boolean ended;
  private int count;
  private int ordersOfOtherChannel;

  /**
   * Creates a schedule that has not started.
   *
   * @param gov calls for the other channel
   * @param moveClock moves the clocks of gateway and payers
   * @param wanted gives a decision that a payer is about to pay
   * @param progress grows with what the payers do; faults come no faster
   */
  FaultSchedule(
      GovSandbox sandbox,
      GovClient gov,
      long seed,
      Consumer<Duration> moveClock,
      Supplier<@Nullable FineTicket> wanted,
      LongSupplier progress) {
    this.sandbox = sandbox;
    this.gov = gov;
    random = new Random(seed);
    this.moveClock = moveClock;
    this.wanted = wanted;
    this.progress = progress;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns how many faults were caused. */
  int count() {
    return count;
  }

  private void causeFaults() {
    for (int round = 1; !ended; round++) {
      if (sandbox.faults().waiting() > 25) {
        sandbox.faults().clear();
      }
      fault(OPERATIONS.get(random.nextInt(OPERATIONS.size())));
      if (round % 100 == 20) {
        // This is rare since nothing can be sealed before a key list has arrived.
        fault("keys.list");
      }
      if (round % 5 == 0) {
        payByOtherChannel();
      }
      if (round % 200 == 50) {
        // This is rare since a client asks for the key list again only after a minute.
        sandbox.faults().next().keyRotated();
      }
      if (round % 25 == 0) {
        // A payer has been charged, and another pays the decision before it is confirmed.
        moveClock.accept(PAST_A_HOLD);
        payByOtherChannel();
        payByOtherChannel();
      }
      if (round % 25 == 18) {
        sandbox
            .treasury()
            .settlingTakes(random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(10));
      }
      if (round % 40 == 30) {
        sandbox.treasury().closeForDayEnd(Duration.ofSeconds(1));
        LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
        sandbox.treasury().reopen();
      }
      LockSupport.parkNanos(Duration.ofMillis(30 + random.nextInt(90)).toNanos());
      awaitProgress();
    }
  }

  /** Waits until the payers have done something, as on a busy machine no payment would finish. */
  private void awaitProgress() {
    long before = progress.getAsLong();
    for (int i = 0; i < 60 && !ended && progress.getAsLong() < before + 2; i++) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private void fault(String operation) {
    count++;
    NextFault next = sandbox.faults().next(operation);
    switch (random.nextInt(14)) {
      case 0, 1 -> next.answerLost();
      case 2 -> next.resetBeforeWork();
      case 3, 4 -> next.resetAfterWork();
      case 5 -> next.halfBody();
      case 6 -> next.rateLimited(Duration.ofMillis(100));
      case 7 -> next.maintenance(Duration.ofMillis(100));
      case 8 -> next.unsignedErrorAfterWork(503);
      case 9 -> next.signedErrorAfterWork();
      case 10 -> next.slowBody(Duration.ofMillis(300));
      case 11 -> next.forgedSignature();
      case 12 -> next.inProgress(Duration.ofMillis(50));
      default -> next.unsignedAnswer();
    }
  }

  private void payByOtherChannel() {
    FineTicket ticket = wanted.get();
    if (ticket == null) {
      return;
    }
    FineClient bank = new FineClient(gov);
    try {
      Penalty penalty = bank.lookup(ticket.decisionNumber(), ticket.proof());
      if (penalty.status().equals(PenaltyStatus.PAYABLE)) {
        String orderNo = OTHER_CHANNEL + ++ordersOfOtherChannel;
        Payment held = bank.hold(PaymentOrder.of(orderNo, "bank", penalty));
        if (random.nextInt(5) > 0) {
          bank.confirm(
              held.paymentId(),
              new ChannelPayment(
                  "bank-" + orderNo, OffsetDateTime.now(sandbox.clock()), held.amount()));
        }
      }
    } catch (GovException e) {
      // The other channel meets the same faults.
      return;
    }
  }

  /** Ends all faults. */
  void end() throws InterruptedException {
    ended = true;
    thread.join(Duration.ofMinutes(2).toMillis());
    if (thread.isAlive()) {
      throw new IllegalStateException("the faults do not end");
    }
    sandbox.faults().clear();
    sandbox.treasury().reopen();
    sandbox.treasury().settlingTakes(Duration.ZERO);
  }
}

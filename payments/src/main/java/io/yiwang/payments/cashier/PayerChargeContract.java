package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.PayerCharge.RefundAnswer;
import io.yiwang.payments.cashier.PayerCharge.RefundCause;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Money;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a {@link PayerCharge} does everything that the cashier relies on, and reports what it
 * does not. Call it in the application's own tests, with any test framework:
 *
 * <pre>{@code
 * @Test
 * void wallet_keepsTheContract() {
 *   new PayerChargeContract(wallet).check();
 * }
 * }</pre>
 *
 * <p>It charges and refunds, under its own order numbers: run it against a channel's test
 * environment in which the payer agrees to every charge, immediately or {@link #within} some time.
 * It sees only answers: it cannot know whether money moved as often as was answered.
 */
public final class PayerChargeContract {
  private static final int AT_ONCE = 4;

  private final PayerCharge channel;
  private final Money amount;
  private final Duration within;
  private final Supplier<String> orderNumbers;
  private final List<String> broken = new ArrayList<>();

  /**
   * Makes a contract that charges 2 fen at a time and waits up to 10 seconds for what is under way.
   */
  public PayerChargeContract(PayerCharge channel) {
    this(channel, Money.fen(2), Duration.ofSeconds(10), () -> "contract-" + UUID.randomUUID());
  }

  private PayerChargeContract(
      PayerCharge channel, Money amount, Duration within, Supplier<String> orderNumbers) {
    this.channel = channel;
    this.amount = amount;
    this.within = within;
    this.orderNumbers = orderNumbers;
  }

  /**
   * Sets the amount of each charge.
   *
   * @param each 2 fen or more, because a part of it is refunded
   */
  public PayerChargeContract amount(Money each) {
    if (each.fen() < 2) {
      throw new IllegalArgumentException("amount must be 2 fen or more, got " + each);
    }
    return new PayerChargeContract(channel, each, within, orderNumbers);
  }

  /** Sets how long a charge or a refund that is under way may take. */
  public PayerChargeContract within(Duration longest) {
    return new PayerChargeContract(channel, amount, longest, orderNumbers);
  }

  /** Sets what supplies order numbers; each must never have been used before. */
  public PayerChargeContract orderNumbers(Supplier<String> numbers) {
    return new PayerChargeContract(channel, amount, within, numbers);
  }

  /**
   * Runs the checks.
   *
   * @throws AssertionError listing all violations
   */
  public void check() {
    List<String> found = violations();
    if (!found.isEmpty()) {
      throw new AssertionError(
          "PayerCharge does not keep its contract:\n  " + String.join("\n  ", found));
    }
  }

  /** Runs the checks and returns the violations, in words; empty if there are none. */
  public synchronized List<String> violations() {
    broken.clear();
    tried("an order number that was never seen", this::neverSeen);
    tried("a charge, and the same again", this::chargedOnce);
    tried("a cancelled order number", this::cancelled);
    tried("a charge and a cancel at once", this::cancelledWhileCharging);
    tried("a payback of all", this::paidBack);
    tried("a payback of a part, then of the rest", this::paidBackInParts);
    tried("the same charge from " + AT_ONCE + " threads at once", this::chargedAtOnce);
    tried("an order number of 64 characters", this::longestNumber);
    return List.copyOf(broken);
  }

  private interface Trial {
    void run() throws ContractException;
  }

  /** Ends a trial whose rest can no longer be tried. */
  @SuppressWarnings("serial") // It never leaves this class.
  private static final class ContractException extends Exception {
    ContractException(String message) {
      super(message);
    }
  }

  private void tried(String what, Trial trial) {
    try {
      trial.run();
    } catch (ContractException e) {
      broken.add(what + ": " + e.getMessage());
    } catch (Exception e) {
      broken.add(what + ": it threw " + e);
    }
  }

  private void neverSeen() throws ContractException {
    String orderNo = orderNumbers.get();
    ChargeAnswer first = channel.query(orderNo);
    expect(
        first instanceof ChargeAnswer.NotFound || first instanceof ChargeAnswer.NotCharged,
        "query must answer notFound or notCharged",
        first);
    if (first instanceof ChargeAnswer.NotFound) {
      // A query changes nothing: the number can still be charged.
      charged(orderNo);
    }
  }

  private void chargedOnce() throws ContractException {
    String orderNo = orderNumbers.get();
    ChannelPayment payment = charged(orderNo);
    if (!payment.amount().equals(amount)) {
      throw new ContractException(
          "it was asked to charge " + amount + " and charged " + payment.amount());
    }
    expectCharged(payment, "charge again", channel.charge(order(orderNo)));
    expectCharged(payment, "query", channel.query(orderNo));
    expectCharged(payment, "cancel of what was charged", channel.cancel(orderNo));
    expectCharged(payment, "query after cancel", channel.query(orderNo));
  }

  private void cancelled() throws ContractException {
    String orderNo = orderNumbers.get();
    ChargeAnswer answer = decided(channel.cancel(orderNo), () -> channel.cancel(orderNo));
    expect(
        answer instanceof ChargeAnswer.NotCharged,
        "cancel must answer notCharged, also for a number that was never seen",
        answer);
    ChargeAnswer later = decided(channel.charge(order(orderNo)), () -> channel.query(orderNo));
    expect(
        later instanceof ChargeAnswer.NotCharged,
        "after cancel it can never be charged, and charge must answer notCharged",
        later);
    ChargeAnswer asked = channel.query(orderNo);
    expect(asked instanceof ChargeAnswer.NotCharged, "query must then answer notCharged", asked);
  }

  private void cancelledWhileCharging() throws ContractException {
    String orderNo = orderNumbers.get();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<ChargeAnswer> charge = thread.submit(() -> channel.charge(order(orderNo)));
      ChargeAnswer cancelled = decided(channel.cancel(orderNo), () -> channel.cancel(orderNo));
      ChargeAnswer charged = decided(awaited(charge), () -> channel.query(orderNo));
      expect(
          charged instanceof ChargeAnswer.Charged == cancelled instanceof ChargeAnswer.Charged
              && !(cancelled instanceof ChargeAnswer.NotFound),
          "cancel must settle a charge that is on its way, so that both return the same; it"
              + " returned "
              + named(cancelled)
              + ", and the charge ended differently",
          charged);
    } finally {
      thread.shutdownNow();
    }
  }

  /** Returns what the charge answered; one that was cancelled halfway may throw. */
  private ChargeAnswer awaited(Future<ChargeAnswer> charge) throws ContractException {
    try {
      return charge.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return ChargeAnswer.underway();
    } catch (TimeoutException e) {
      throw new ContractException("charge takes longer than " + within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContractException("the thread was interrupted");
    }
  }

  private void paidBack() throws ContractException {
    String orderNo = orderNumbers.get();
    ChannelPayment payment = charged(orderNo);
    PayerCharge.Refund all = refund(orderNo, payment, payment.amount());
    expectPaidBack("refund", all);
    expectPaidBack("the same refund again", all);
    expectRefunded(payment, "query", channel.query(orderNo));
    expectRefunded(payment, "cancel", channel.cancel(orderNo));
    expectRefunded(payment, "charge", channel.charge(order(orderNo)));
    // As from a cashier whose journal has lost the first refund; it must move no money.
    expectPaidBack(
        "another refund where all is back already", refund(orderNo, payment, payment.amount()));
  }

  private void paidBackInParts() throws ContractException {
    String orderNo = orderNumbers.get();
    ChannelPayment payment = charged(orderNo);
    Money part = Money.fen(1);
    PayerCharge.Refund first = refund(orderNo, payment, part);
    expectPaidBack("refund of a part", first);
    expectPaidBack("the same refund again", first);
    expectCharged(payment, "query where only a part went back", channel.query(orderNo));
    expectPaidBack("refund of the rest", refund(orderNo, payment, payment.amount().minus(part)));
    expectRefunded(payment, "query", channel.query(orderNo));
  }

  private void chargedAtOnce() throws ContractException {
    String orderNo = orderNumbers.get();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Callable<ChannelPayment> charge = () -> charged(orderNo);
      Set<String> numbers = new HashSet<>();
      List<Future<ChannelPayment>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        all.add(threads.submit(charge));
      }
      for (Future<ChannelPayment> each : all) {
        numbers.add(each.get().channelTradeNo());
      }
      if (numbers.size() > 1) {
        throw new ContractException("it was charged " + numbers.size() + " times");
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new ContractException(
          cause == null ? e.toString() : String.valueOf(cause.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContractException("the thread was interrupted");
    } finally {
      threads.shutdownNow();
    }
  }

  private void longestNumber() throws ContractException {
    String orderNo = (orderNumbers.get() + ".-_" + "x".repeat(64)).substring(0, 64);
    expectCharged(charged(orderNo), "query", channel.query(orderNo));
  }

  private PayerCharge.Order order(String orderNo) {
    return new PayerCharge.Order(
        orderNo, amount, OffsetDateTime.now(ChinaTime.ZONE).plusMinutes(30));
  }

  private static PayerCharge.Refund refund(String orderNo, ChannelPayment payment, Money amount) {
    return new PayerCharge.Refund(
        "contract-" + UUID.randomUUID(), orderNo, payment, amount, RefundCause.NOT_SETTLED);
  }

  private ChannelPayment charged(String orderNo) throws ContractException {
    ChargeAnswer answer = decided(channel.charge(order(orderNo)), () -> channel.query(orderNo));
    if (answer instanceof ChargeAnswer.Charged charged) {
      return charged.payment();
    }
    throw new ContractException("the payer agrees, and charge answers " + named(answer));
  }

  private ChargeAnswer decided(@Nullable ChargeAnswer first, Supplier<ChargeAnswer> again)
      throws ContractException {
    long end = System.nanoTime() + within.toNanos();
    ChargeAnswer answer = first;
    while (answer instanceof ChargeAnswer.Underway) {
      waited(end, "it is under way for longer than " + within);
      answer = again.get();
    }
    if (answer == null) {
      throw new ContractException("it answers null");
    }
    return answer;
  }

  private static void waited(long end, String tooLong) throws ContractException {
    if (System.nanoTime() - end > 0) {
      throw new ContractException(tooLong);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
  }

  private void expectPaidBack(String call, PayerCharge.Refund refund) throws ContractException {
    long end = System.nanoTime() + within.toNanos();
    RefundAnswer answer = channel.refund(refund);
    while (answer == RefundAnswer.UNDERWAY) {
      waited(end, call + " is under way for longer than " + within);
      answer = channel.refund(refund);
    }
    if (answer != RefundAnswer.PAID_BACK) {
      throw new ContractException(call + " must answer PAID_BACK, and answers " + answer);
    }
  }

  private static void expectCharged(ChannelPayment payment, String call, ChargeAnswer answer)
      throws ContractException {
    expect(
        answer instanceof ChargeAnswer.Charged charged && isSame(payment, charged.payment()),
        call + " must answer charged, with the first trade number, time and amount",
        answer);
  }

  private static void expectRefunded(ChannelPayment payment, String call, ChargeAnswer answer)
      throws ContractException {
    expect(
        answer instanceof ChargeAnswer.Refunded refunded && isSame(payment, refunded.payment()),
        call + " must answer refunded once all is back, with the charge's number, time and amount",
        answer);
  }

  private static boolean isSame(ChannelPayment one, ChannelPayment other) {
    return one.channelTradeNo().equals(other.channelTradeNo())
        && one.amount().equals(other.amount())
        && one.paidAt().isEqual(other.paidAt());
  }

  private static void expect(boolean kept, String rule, @Nullable ChargeAnswer answer)
      throws ContractException {
    if (!kept) {
      throw new ContractException(rule + "; it answers " + named(answer));
    }
  }

  private static String named(@Nullable ChargeAnswer answer) {
    return String.valueOf(answer);
  }
}

package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Refund;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests the stages in every world that is ahead of the journal: whatever the gateway and the
 * channel already know, and whatever state is on disk, the payment ends in agreement with both.
 */
class OutdatedJournalTest {
  private static final OffsetDateTime TEN = FineSandbox.TEN;
  private static final Money AMOUNT = Money.yuan("150");
  private static final PaymentOrder ORDER =
      new PaymentOrder(
          "W1",
          "wallet",
          List.of(new PaymentOrder.Line(new PenaltyDecisionNumber("0301717010100001"), AMOUNT)),
          null);

  /** Names what the channel knows of the order number. */
  private enum Channel {
    NOT_FOUND,
    CLOSED,
    CHARGED,
    CHARGED_WRONGLY,
    REFUNDED,
    REFUNDED_AND_REPORTED;

    boolean wasCharged() {
      return this != NOT_FOUND && this != CLOSED;
    }

    boolean isBack() {
      return this == REFUNDED || this == REFUNDED_AND_REPORTED;
    }
  }

  /**
   * Names the gateway's state of the payment; it was settled with our charge unless the name says
   * otherwise.
   */
  private enum Books {
    NONE,
    HELD,
    SETTLING,
    SETTLED,
    REFUNDING,
    REFUNDED,
    SETTLED_OTHERWISE,
    RELEASED,
    EXPIRED,
    EXPIRED_AND_LOST;

    boolean haveOurs() {
      return this == SETTLING || this == SETTLED || this == REFUNDING || this == REFUNDED;
    }

    boolean areClosed() {
      return this == RELEASED || this == EXPIRED || this == EXPIRED_AND_LOST || this == NONE;
    }

    String status() {
      return switch (this) {
        case SETTLED_OTHERWISE -> "SETTLED";
        case EXPIRED_AND_LOST -> "EXPIRED";
        default -> name();
      };
    }
  }

  /** Simulates the gateway and the channel as they are documented. */
  private static final class World implements Gateway, PayerCharge {
    Channel channel;
    Books books;
    final Channel channelBefore;
    final Books booksBefore;
    int charges;
    int givenBack;

    World(Channel channel, Books books) {
      this.channel = channel;
      this.books = books;
      channelBefore = channel;
      booksBefore = books;
    }

    static ChannelPayment charge(Channel channel) {
      return new ChannelPayment(
          "t1", TEN, channel == Channel.CHARGED_WRONGLY ? AMOUNT.minus(Money.fen(1)) : AMOUNT);
    }

    static Payment payment(Books books) {
      PaymentStatus status = new PaymentStatus(books.status());
      return new Payment(
          "p1",
          "W1",
          "wallet",
          AMOUNT,
          status,
          TEN.plusMinutes(30),
          TEN,
          null,
          ORDER.lines().stream()
              .map(
                  line ->
                      new Payment.Line(
                          line.decisionNumber(), AMOUNT, Money.ZERO, AMOUNT, status, null))
              .toList(),
          books.haveOurs() ? "t1" : books == Books.SETTLED_OTHERWISE ? "t2" : null);
    }

    @Override
    @SuppressWarnings("unchecked") // Each operation on payments returns a payment.
    public <T> T call(GovRequest<T> request) {
      return (T)
          switch (request.operation()) {
            case "fine.hold" -> hold();
            case "fine.payment", "fine.paymentByOrder" -> known();
            case "fine.confirm" -> confirm();
            case "fine.release" -> release();
            default -> throw new InternalError(request.operation());
          };
    }

    private Payment known() {
      if (books == Books.NONE) {
        throw no("PAYMENT_UNKNOWN", 404);
      }
      return payment(books);
    }

    /** Holds the decisions, or repeats the first answer. */
    private Payment hold() {
      if (books == Books.NONE) {
        books = Books.HELD;
      }
      return payment(Books.HELD);
    }

    private Payment confirm() {
      known();
      if (channel == Channel.CHARGED_WRONGLY) {
        throw no("AMOUNT_MISMATCH", 422);
      }
      switch (books) {
        case HELD, EXPIRED -> books = Books.SETTLED;
        case EXPIRED_AND_LOST -> throw no("HOLD_LOST", 409);
        case RELEASED, SETTLED_OTHERWISE -> throw no("PAYMENT_CLOSED", 409);
        default -> {
          // Unchanged.
        }
      }
      return known();
    }

    private Payment release() {
      known();
      if (books == Books.HELD) {
        books = Books.RELEASED;
      } else if (!books.areClosed()) {
        throw no("PAYMENT_CLOSED", 409);
      }
      return known();
    }

    private static RejectedException no(String code, int status) {
      return GatewayErrors.rejected(
          new GovException.Call("op", "r1", 1),
          new RejectedException.Problem(status, code, null, null, null, List.of(), null),
          new ProblemMembers() {
            @Override
            public <M> @Nullable M read(String name, Class<M> type) {
              return null;
            }
          });
    }

    @Override
    public ChargeAnswer charge(Order order) {
      if (channel == Channel.NOT_FOUND) {
        charges++;
        channel = Channel.CHARGED;
      }
      return query(order.orderNo());
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return switch (channel) {
        case NOT_FOUND -> ChargeAnswer.notFound();
        case CLOSED -> ChargeAnswer.notCharged();
        case CHARGED, CHARGED_WRONGLY, REFUNDED -> new ChargeAnswer.Charged(charge(channel));
        case REFUNDED_AND_REPORTED -> new ChargeAnswer.Refunded(charge(channel));
      };
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      if (channel == Channel.NOT_FOUND) {
        channel = Channel.CLOSED;
      }
      return query(orderNo);
    }

    /** Refunds once under a key, and never more than was charged. */
    @Override
    public RefundAnswer refund(Refund refund) {
      if (!channel.isBack()) {
        givenBack++;
        channel = Channel.REFUNDED;
      }
      return RefundAnswer.PAID_BACK;
    }
  }

  /**
   * Returns whether a world is possible: nobody is charged before a hold, and what is settled was
   * charged.
   */
  private static boolean canBe(Channel channel, Books books) {
    if (channel.wasCharged() && books == Books.NONE) {
      return false;
    }
    if (books.haveOurs()) {
      // The fine may have been refunded to the payer, which the channel reports.
      return channel == Channel.CHARGED || channel == Channel.REFUNDED_AND_REPORTED;
    }
    if (channel.isBack() && books == Books.HELD) {
      // Money goes back only when nothing is held.
      return false;
    }
    // A channel that does not report refunds, and a gateway that no longer repeats its rejection:
    // ChargeAnswer.Refunded is there to exclude this case.
    return !(channel == Channel.REFUNDED && books == Books.EXPIRED);
  }

  /** Returns what may be on disk: everything that was written at an earlier time of that world. */
  private static List<Map.Entry<CashierState, PaymentRecord>> onDisk(Channel channel, Books books) {
    PaymentRecord begun = PaymentRecord.of(ORDER, false, TEN);
    PaymentRecord held = begun.updated(World.payment(Books.HELD));
    List<Map.Entry<CashierState, PaymentRecord>> all = new ArrayList<>();
    all.add(Map.entry(CashierState.HOLDING, begun));
    all.add(Map.entry(CashierState.CANCELLING, begun.refused(FineCode.NOT_HELD)));
    all.add(Map.entry(CashierState.HOLDING, PaymentRecord.found("W1", "wallet", TEN)));
    if (books == Books.NONE) {
      return all;
    }
    all.add(Map.entry(CashierState.CHARGING, held));
    all.add(Map.entry(CashierState.CANCELLING, held));
    all.add(Map.entry(CashierState.CANCELLING, held.refused(FineCode.NOT_HELD)));
    if (channel == Channel.CLOSED || (channel.wasCharged() && books.areClosed())) {
      // It was charged late, or by an older version that did not ask.
      all.add(Map.entry(CashierState.RELEASING, held.refused(FineCode.PAYER_LEFT)));
    }
    if (channel.wasCharged()) {
      PaymentRecord charged = held.charged(World.charge(channel));
      all.add(Map.entry(CashierState.RELEASING, charged.refused(FineCode.AMOUNT_MISMATCH)));
      // After a confirmation of an expired hold, the gateway repeats its rejection.
      boolean neverConfirmed = channel.isBack() && books == Books.EXPIRED;
      if (channel != Channel.CHARGED_WRONGLY && !neverConfirmed) {
        all.add(Map.entry(CashierState.CONFIRMING, charged));
      }
      if (books.haveOurs()) {
        all.add(Map.entry(CashierState.SETTLING, charged));
      } else if (books != Books.HELD) {
        all.add(Map.entry(CashierState.RETURNING, charged.refused(FineCode.HOLD_LOST)));
      }
    }
    return all;
  }

  private static Map<CashierState, Stage<CashierState, PaymentRecord>> stages(World world) {
    Reports reports = new Reports(CashierListener.NONE);
    GatewayCalls gateway = new GatewayCalls(world, reports);
    ChannelCalls channel = new ChannelCalls(world, "", reports);
    return new EnumMap<>(
        Map.of(
            CashierState.HOLDING, new HoldStage(gateway, channel),
            CashierState.CHARGING, new ChargeStage(channel),
            CashierState.CANCELLING, new CancelStage(channel),
            CashierState.CONFIRMING, new ConfirmStage(gateway),
            CashierState.SETTLING, new SettleStage(gateway),
            CashierState.RELEASING, new ReleaseStage(gateway),
            CashierState.RETURNING, new ReturnStage(channel)));
  }

  @Test
  void stages_fromEachStateInEachWorldThatIsAhead_endInAgreementWithIt() {
    int runs = 0;
    for (Channel channel : Channel.values()) {
      for (Books books : Books.values()) {
        if (!canBe(channel, books)) {
          continue;
        }
        for (var disk : onDisk(channel, books)) {
          for (Payer payer : Payer.values()) {
            for (int minutes : new int[] {1, 25, 60, 60 * 24 * 8}) {
              goes(new World(channel, books), disk, payer, false, minutes);
              runs++;
              if (disk.getKey() == CashierState.HOLDING && !disk.getValue().lines().isEmpty()) {
                goes(new World(channel, books), disk, payer, true, minutes);
                runs++;
              }
            }
          }
        }
      }
    }
    assertTrue(runs > 2000, "only " + runs);
  }

  /** Runs the first call with its payer, then recovery, then recovery after all time limits. */
  private static void goes(
      World world,
      Map.Entry<CashierState, PaymentRecord> disk,
      Payer payer,
      boolean fresh,
      int minutes) {
    List<String> went = new ArrayList<>();
    went.add(
        "%s and %s, from %s with the payer %s after %d minutes%s:"
            .formatted(
                world.channel, world.books, disk, payer, minutes, fresh ? ", just begun" : ""));
    try {
      Map.Entry<CashierState, PaymentRecord> at = disk;
      at = run(world, at, payer, fresh ? ORDER : null, TEN.plusMinutes(minutes), went);
      at = run(world, at, Payer.ABSENT, null, TEN.plusMinutes(minutes + 1), went);
      world.books = world.books == Books.SETTLING ? Books.SETTLED : world.books;
      at = run(world, at, Payer.ABSENT, null, TEN.plusMinutes(minutes + 60), went);
      ended(world, at, payer);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(String.join(" ", went), e);
    }
  }

  private static Map.Entry<CashierState, PaymentRecord> run(
      World world,
      Map.Entry<CashierState, PaymentRecord> from,
      Payer payer,
      @Nullable PaymentOrder order,
      OffsetDateTime now,
      List<String> went) {
    CashierState state = from.getKey();
    PaymentRecord record = from.getValue();
    boolean notCharged = false;
    for (int steps = 0; !state.isFinal(); steps++) {
      assertTrue(steps < 20, "it does not end");
      Stage<CashierState, PaymentRecord> stage = Objects.requireNonNull(stages(world).get(state));
      StageReply reply =
          stage.act(record, new StageContext(payer, order, Policy.DEFAULT, now, notCharged));
      notCharged |= reply.isNotCharged();
      var transition =
          stage.next(
              record, reply, new StageContext(payer, order, Policy.DEFAULT, now, notCharged));
      boolean moved = transition.state() != state;
      state = transition.state();
      record = moved ? transition.record().with(Progress.entered(now)) : transition.record();
      went.add(state.name());
      if (moved) {
        words(world, state, record);
      }
      if (transition.next() != Transition.Next.CONTINUE) {
        assertEquals(Transition.Next.WAIT, transition.next(), "a person is asked");
        break;
      }
    }
    return Map.entry(state, record);
  }

  /** Checks that the outcome that can be read from the journal now is true. */
  private static void words(World world, CashierState state, PaymentRecord record) {
    if (Outcomes.of(state, record) instanceof Refused refused) {
      assertEquals(
          world.channel.wasCharged(),
          refused.payerMoney() != PayerMoney.NEVER_CHARGED,
          "the outcome says " + refused.payerMoney());
    }
  }

  private static void ended(World world, Map.Entry<CashierState, PaymentRecord> at, Payer payer) {
    boolean back = world.channel.isBack();
    assertTrue(world.charges == 0 || payer == Payer.PRESENT, "a payer who has left was charged");
    assertTrue(world.givenBack < 2 && !(world.givenBack > 0 && world.channelBefore.isBack()));
    assertFalse(world.givenBack > 0 && world.books.haveOurs(), "settled and refunded");
    assertFalse(
        world.channelBefore.isBack() && world.books.haveOurs() && !world.booksBefore.haveOurs(),
        "settled with refunded money");
    switch (at.getKey()) {
      case SETTLED ->
          assertTrue(
              world.books.haveOurs() || world.books == Books.SETTLED_OTHERWISE, "not settled");
      case REFUSED -> {
        assertFalse(world.channel.wasCharged(), "charged");
        // A hold that the journal does not know expires by itself.
        assertFalse(world.books == Books.HELD && at.getValue().payment() != null, "left held");
      }
      case RETURNED -> {
        assertTrue(back, "not refunded");
        assertFalse(world.books.haveOurs(), "settled");
      }
      default -> throw new AssertionError("left in " + at.getKey());
    }
    assertEquals(
        world.channel.wasCharged() && !back && !world.books.haveOurs(),
        false,
        "charged, neither settled nor refunded");
  }
}

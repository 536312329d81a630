package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCodes;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.time.OffsetDateTime;

/** The tour's second half: what goes wrong in the world, and what the caller learns of it. */
final class Failures {
  /** Says what was found, or ends the tour. */
  interface Check {
    void holds(boolean holds, String chinese, String english);
  }

  private final Screen screen;
  private final FineClient fines;

  /** In time, and ten days late. */
  private final Seed.Fine fine;

  private final Seed.Fine lateFine;
  private final GovSandbox sandbox;
  private final Check check;

  Failures(Screen screen, GovClient gov, GovSandbox sandbox, Check check) {
    this.screen = screen;
    this.fines = new FineClient(gov);
    this.sandbox = sandbox;
    this.check = check;
    String district = sandbox.seed().districts().get(3);
    fine = sandbox.seed().payableFines(district).get(0);
    lateFine = sandbox.seed().payableFines(district).get(1);
  }

  void walk() {
    forgedAnswer();
    answerLost();
    amountChanged();
  }

  private void forgedAnswer() {
    screen.scene("伪造的应答被拒", "a forged answer is refused");
    sandbox.faults().next("fine.lookup").forgedSignature();
    try {
      lookup(fine);
      check.holds(false, "伪造的应答被当真", "the forged answer was believed");
    } catch (OutcomeUnknownException e) {
      check.holds(
          e.reason() == OutcomeUnknownException.Reason.UNTRUSTED_REPLY,
          "不采信，也不当作“否”",
          "not believed, and not taken for a no");
    }
  }

  private void answerLost() {
    screen.scene("确认的应答丢失", "the answer to a confirmation is lost");
    Payment held = hold(lookup(fine));
    ChannelPayment charge = charge(held);
    sandbox.faults().next("fine.confirm").times(3).answerLost();
    try {
      fines.confirm(held.paymentId(), charge);
      check.holds(false, "不该有应答", "no answer should have come");
    } catch (OutcomeUnknownException e) {
      screen.tell("结果未知：先查，不重付", "unknown: look it up, do not pay again");
    }
    Payment found = fines.payment(held.paymentId());
    check.holds(found.status().equals(PaymentStatus.SETTLED), "查得已缴", "it was settled");
    Payment again = fines.confirm(held.paymentId(), charge);
    check.holds(
        again.paymentId().equals(held.paymentId())
            && sandbox.treasury().timesPaid(fine.decisionNumber()) == 1,
        "再次确认仍只缴一次",
        "confirming once more pays nothing more");
  }

  private void amountChanged() {
    screen.scene("罚款金额变了", "a printed fine whose amount changed");
    Penalty quoted = lookup(lateFine);
    sandbox.clock().advance(Duration.ofDays(1));
    try {
      hold(quoted);
      check.holds(false, "旧金额被接受", "the old amount was accepted");
    } catch (RejectedException e) {
      check.holds(e.is(FineCodes.AMOUNT_CHANGED), "旧金额被拒", "the old amount is refused");
      Penalty now = e.member("penalty", Penalty.class);
      check.holds(
          now != null && now.total().compareTo(quoted.total()) > 0,
          "新金额 " + quoted.total() + " → " + (now == null ? "?" : now.total()),
          "the new quote came with the refusal");
      check.holds(
          sandbox.treasury().timesPaid(lateFine.decisionNumber()) == 0, "分文未动", "no money moved");
    }
  }

  private Penalty lookup(Seed.Fine printed) {
    return fines.lookup(
        new PenaltyDecisionNumber(printed.decisionNumber()), Proof.plate(printed.plate()));
  }

  private Payment hold(Penalty penalty) {
    return fines.hold(PaymentOrder.of(IdempotencyKey.random().value(), "wallet", penalty));
  }

  private ChannelPayment charge(Payment held) {
    return new ChannelPayment(
        "trade-" + held.orderNo(), OffsetDateTime.now(sandbox.clock()), held.amount());
  }
}

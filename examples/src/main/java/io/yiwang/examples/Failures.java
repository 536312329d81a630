package io.yiwang.examples;

import io.yiwang.OutcomeUnknownException;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.util.List;

/** The tour's second half: failures, and what the caller learns of them. */
final class Failures {
  /** Prints the result of a check, or ends the tour. */
  interface Check {
    void that(boolean holds, String chinese, String english);
  }

  private final Screen screen;
  private final FineCashier cashier;

  private final Seed.Fine fine;

  /** A fine that is ten days late, whose surcharge grows every day. */
  private final Seed.Fine lateFine;

  private final GovSandbox sandbox;
  private final Check check;

  Failures(Screen screen, FineCashier cashier, GovSandbox sandbox, Check check) {
    this.screen = screen;
    this.cashier = cashier;
    this.sandbox = sandbox;
    this.check = check;
    String district = sandbox.seed().districts().get(3);
    fine = sandbox.seed().payableFines(district).get(0);
    lateFine = sandbox.seed().payableFines(district).get(1);
  }

  void run() {
    forgedAnswer();
    answerLost();
    amountChanged();
  }

  private void forgedAnswer() {
    screen.scene("伪造的应答被拒", "a forged answer is refused");
    sandbox.faults().next("fine.lookup").forgedSignature();
    try {
      quote(fine);
      check.that(false, "伪造的应答被当真", "the forged answer was accepted");
    } catch (OutcomeUnknownException e) {
      check.that(
          e.reason() == OutcomeUnknownException.Reason.UNTRUSTED_REPLY,
          "不采信，也不当作“否”",
          "not accepted, and not taken as a refusal");
    }
  }

  private void answerLost() {
    screen.scene("确认的应答丢失", "the answer to a confirmation is lost");
    Quote quote = quote(fine);
    String orderNo = IdempotencyKey.random().value();
    sandbox.faults().next("fine.confirm").times(100).answerLost(); // at each repetition
    FineOutcome outcome = cashier.pay(orderNo, quote);
    sandbox.faults().clear();
    check.that(
        outcome instanceof FineOutcome.Pending, "尚无结论，不再扣款", "pending: nobody is charged again");
    check.that(
        cashier.resume(orderNo) instanceof FineOutcome.Settled
            && sandbox.treasury().timesPaid(fine.decisionNumber()) == 1,
        "接着办，恰好缴了一次",
        "continues, and it was paid exactly once");
  }

  private void amountChanged() {
    screen.scene("罚款金额变了", "a printed fine whose amount changed");
    Quote quote = quote(lateFine);
    sandbox.clock().advance(Duration.ofDays(1));
    FineOutcome outcome = cashier.pay(IdempotencyKey.random().value(), quote);
    check.that(
        outcome instanceof FineOutcome.Refused refused && refused.hasCode(FineCode.AMOUNT_CHANGED),
        "旧金额被拒",
        "the old amount is refused");
    FineOutcome.Amounts amounts = ((FineOutcome.Refused) outcome).amounts();
    check.that(
        amounts != null && amounts.due().compareTo(amounts.quoted()) > 0,
        "原 " + quote.total() + " → 现 " + (amounts == null ? "?" : amounts.due()),
        "both amounts are reported");
    check.that(
        sandbox.treasury().timesPaid(lateFine.decisionNumber()) == 0, "分文未动", "no money moved");
  }

  private Quote quote(Seed.Fine fine) {
    return cashier.quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())));
  }
}

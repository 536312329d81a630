package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests every model and every request of this module, as a gateway writes and reads them. */
@ExtendWith(GovSandboxExtension.class)
class FinesThroughThePipeTest {
  private static final String XIHU = "330106";

  private GovSandbox sandbox;
  private FineClient fines;
  private Seed.Fine fine;

  @BeforeEach
  void start(GovSandbox sandbox, GovClient gov) {
    this.sandbox = sandbox;
    fines = new FineClient(gov);
    fine = sandbox.seed().payableFines(XIHU).get(1);
  }

  @Test
  void lookup_eachProof_findsTheDecision() {
    String idNumber = fine.party().idNumber();
    for (Proof proof :
        List.of(
            Proof.plate(fine.plate()),
            Proof.partyName(fine.party().name()),
            Proof.partyIdTail(idNumber.substring(idNumber.length() - 4)))) {
      Penalty penalty = fines.lookup(number(), proof);

      assertEquals(number(), penalty.decisionNumber());
      assertEquals(new RegionCode(XIHU), penalty.region());
      assertEquals(PenaltyStatus.PAYABLE, penalty.status());
      assertEquals(penalty.total(), penalty.principal().plus(penalty.surcharge()));
      assertTrue(penalty.surcharge().compareTo(Money.ZERO) > 0, "it is ten days late");
    }
  }

  @Test
  void search_citizensOwn_readsPageAfterPage() {
    var citizen = sandbox.accessToken(sandbox.seed().citizen("wang-jianguo"));
    PenaltySearch two = new PenaltySearch(PenaltyStatus.PAYABLE, new RegionCode("33"), 2);

    List<Penalty> own = fines.search(citizen, two).stream().limit(5).toList();

    assertEquals(5, own.stream().map(Penalty::decisionNumber).distinct().count());
    assertTrue(own.stream().allMatch(each -> each.status().equals(PenaltyStatus.PAYABLE)));
  }

  @Test
  void pay_fromHoldToRefund_isReadAtEveryStep() {
    Payment held = hold("o1");
    assertEquals(PaymentStatus.HELD, held.status());
    assertNull(held.settledAt());
    assertEquals(held, fines.payment(held.paymentId()));
    assertEquals(held, fines.paymentByOrder("o1"));

    Payment settled = fines.confirm(held.paymentId(), charge(now(), held.amount()));
    assertEquals(PaymentStatus.SETTLED, settled.status());
    assertEquals("t1", settled.channelTradeNo());
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));

    String receiptNumber = settled.lines().get(0).receiptNumber();
    assertNotNull(receiptNumber);
    Receipt receipt = fines.receipt(receiptNumber);
    assertEquals(number(), receipt.decisionNumber());
    assertEquals(held.amount(), receipt.amount());
    assertEquals(ReceiptStatus.ISSUED, receipt.status());

    Refund refund =
        fines.refund(held.paymentId(), new RefundOrder("r1", held.amount(), "paid twice"));
    assertEquals(RefundStatus.REQUESTED, refund.status());
    assertEquals("r1", fines.refundStatus(held.paymentId(), "r1").refundNo());
  }

  @Test
  void hold_again_isTheSameIntent() {
    PaymentOrder order =
        PaymentOrder.of("o1", "wallet", fines.lookup(number(), Proof.plate(fine.plate())));

    assertEquals(fines.hold(order), fines.hold(order));

    assertEquals(1, sandbox.treasury().openHolds());
  }

  @Test
  void release_hold_releasesWhateverTheReason() {
    String id = hold("o1").paymentId();

    assertEquals(PaymentStatus.RELEASED, fines.release(id, "payer left").status());
    assertEquals(PaymentStatus.RELEASED, fines.release(id, "time ran out").status());

    assertEquals(0, sandbox.treasury().openHolds());
  }

  @Test
  void confirm_correctedAfterAMismatch_settles() {
    Payment held = hold("o1");
    OffsetDateTime paidAt = now();
    ChannelPayment less = charge(paidAt, held.amount().minus(Money.fen(1)));

    var e = assertThrows(RejectedException.class, () -> fines.confirm(held.paymentId(), less));
    assertEquals(FineCode.AMOUNT_MISMATCH, e.code());

    assertEquals(
        PaymentStatus.SETTLED,
        fines.confirm(held.paymentId(), charge(paidAt, held.amount())).status());
  }

  @Test
  void confirm_sameChargeAsReadFromADatabase_isSettledOnce() {
    Payment held = hold("o1");
    OffsetDateTime paidAt = now().plusNanos(123_456_789);
    fines.confirm(held.paymentId(), charge(paidAt, held.amount()));

    Payment again =
        fines.confirm(held.paymentId(), charge(paidAt.withNano(123_000_000), held.amount()));

    assertEquals(PaymentStatus.SETTLED, again.status());
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
  }

  @Test
  void hold_quoteThatHasChanged_bringsTheNewOne() {
    Penalty quoted = fines.lookup(number(), Proof.plate(fine.plate()));
    sandbox.clock().advance(Duration.ofDays(1));

    var e =
        assertThrows(
            RejectedException.class, () -> fines.hold(PaymentOrder.of("o1", "wallet", quoted)));

    assertEquals(FineCode.AMOUNT_CHANGED, e.code());
    Penalty anew = e.member("penalty", Penalty.class);
    assertNotNull(anew);
    assertTrue(anew.total().compareTo(quoted.total()) > 0);
  }

  @Test
  void hold_decisionThatIsHeld_saysUntilWhen() {
    Penalty penalty = fines.lookup(number(), Proof.plate(fine.plate()));
    Payment held = fines.hold(PaymentOrder.of("o1", "wallet", penalty));

    var e =
        assertThrows(
            RejectedException.class, () -> fines.hold(PaymentOrder.of("o2", "wallet", penalty)));

    assertEquals(FineCode.DECISION_HELD, e.code());
    assertEquals(held.heldUntil(), e.member("heldUntil", OffsetDateTime.class));
  }

  @Test
  void hold_orderNumberOfAnother_isRefused() {
    hold("o1");
    PaymentOrder other =
        new PaymentOrder(
            "o1", "wallet", List.of(new PaymentOrder.Line(number(), Money.fen(1))), null);

    var e = assertThrows(RejectedException.class, () -> fines.hold(other));

    assertEquals(FineCode.IDEMPOTENCY_KEY_REUSED, e.code());
  }

  private Payment hold(String orderNo) {
    Penalty penalty = fines.lookup(number(), Proof.plate(fine.plate()));
    return fines.hold(PaymentOrder.of(orderNo, "wallet", penalty));
  }

  private static ChannelPayment charge(OffsetDateTime paidAt, Money amount) {
    return new ChannelPayment("t1", paidAt, amount);
  }

  private OffsetDateTime now() {
    return sandbox.clock().instant().atOffset(ZoneOffset.ofHours(8)).minusSeconds(1).withNano(0);
  }

  private PenaltyDecisionNumber number() {
    return new PenaltyDecisionNumber(fine.decisionNumber());
  }
}

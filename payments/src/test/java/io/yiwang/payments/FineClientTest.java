package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.GovRequest.Kind;
import io.yiwang.Page;
import io.yiwang.Reply;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FineClientTest {
  private static final PenaltyDecisionNumber DECISION =
      new PenaltyDecisionNumber("0301717010100001");
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-23T12:00:00+08:00");
  private static final Payment PAYMENT =
      new Payment(
          "p1",
          "o1",
          "app",
          Money.fen(15_000),
          PaymentStatus.HELD,
          NOON,
          NOON,
          null,
          List.of(),
          null);

  /** The requests that were made; each is answered with {@link #PAYMENT} or a page. */
  private final List<GovRequest<?>> asked = new ArrayList<>();

  private final FineClient fines =
      new FineClient(
          new Gateway() {
            @Override
            @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
            public <T> T call(GovRequest<T> request) {
              asked.add(request);
              return (T)
                  (request.reply() instanceof Reply.OnePage
                      ? new Page<>(List.of(), null)
                      : request.reply().type() == Payment.class ? PAYMENT : null);
            }
          });

  @Test
  void lookup_isAQueryThatCarriesNoKey() {
    GovRequest<?> request = after(client -> client.lookup(DECISION, Proof.plate("浙A12345")));

    assertEquals("fine.lookup POST penalties/lookup", line(request));
    assertEquals(Kind.QUERY, request.kind());
    assertFalse(request.toString().contains("0301"));
  }

  @Test
  void search_isMadeInTheCitizensName() {
    var citizen = new AccessToken("abc");

    GovRequest<?> request = after(client -> client.search(citizen, PenaltySearch.ALL).first());

    assertEquals("fine.search POST penalties/search", line(request));
    assertEquals(citizen, request.bearer());
  }

  @Test
  void hold_again_isTheSameIntent() {
    GovRequest<?> first = after(client -> client.hold(order("o1")));
    GovRequest<?> again = after(client -> client.hold(order("o1")));
    GovRequest<?> other = after(client -> client.hold(order("o2")));

    assertEquals("fine.hold POST payments", line(first));
    assertEquals(Kind.COMMAND, first.kind());
    assertEquals(first.idempotencyKey(), again.idempotencyKey());
    assertNotEquals(first.idempotencyKey(), other.idempotencyKey());
  }

  /**
   * Tests that a repeat can come from another process or another machine than the first attempt.
   */
  @Test
  void commands_inEveryProcess_haveTheSameKeys() {
    assertEquals("026hhN8YYscuCwxwDwLXDIvFAmsQtPPJ", key(client -> client.hold(order("o1"))));
    assertEquals(
        "Rarfk7CgzBeWYFHr4P_MHfT4AGVH8ght",
        key(client -> client.confirm("p1", charge("t1", NOON, 15_000))));
    assertEquals(
        "jDLzo_40Gd0PkH1BkJiGtOzKwaKkOMV9", key(client -> client.release("p1", "payer left")));
    assertEquals(
        "XwdjUy2xuzAChG3wcQnthzNOZBTt2Uw4",
        key(client -> client.refund("p1", new RefundOrder("r1", Money.fen(15_000), "mistake"))));
  }

  private String key(Consumer<FineClient> call) {
    return Objects.requireNonNull(after(call).idempotencyKey()).value();
  }

  @Test
  void confirm_withTheSameCharge_isTheSameIntent() {
    var charge = new ChannelPayment("t1", NOON, Money.fen(15_000));

    GovRequest<?> first = after(client -> client.confirm("p1", charge));
    GovRequest<?> again = after(client -> client.confirm("p1", charge));
    GovRequest<?> other = after(client -> client.confirm("p2", charge));

    assertEquals("fine.confirm POST payments/p1/confirm", line(first));
    assertEquals(first.idempotencyKey(), again.idempotencyKey());
    assertNotEquals(first.idempotencyKey(), other.idempotencyKey());
  }

  @Test
  void confirm_withACorrectedCharge_isAnotherIntent() {
    GovRequest<?> first = after(client -> client.confirm("p1", charge("t1", NOON, 15_000)));

    for (ChannelPayment other :
        List.of(
            charge("t2", NOON, 15_000),
            charge("t1", NOON.plusSeconds(1), 15_000),
            charge("t1", NOON, 15_001))) {
      assertNotEquals(
          first.idempotencyKey(), after(client -> client.confirm("p1", other)).idempotencyKey());
    }
  }

  @Test
  void release_forAnotherReason_isAnotherIntent() {
    GovRequest<?> first = after(client -> client.release("p1", "payer left"));

    assertEquals(
        first.idempotencyKey(),
        after(client -> client.release("p1", "payer left")).idempotencyKey());
    assertNotEquals(
        first.idempotencyKey(),
        after(client -> client.release("p1", "time ran out")).idempotencyKey());
  }

  @Test
  void release_reasonOutOfBounds_isRefusedBeforeAnyCall() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> fines.release("p1", "字".repeat(201)));

    assertEquals("reason must be 1 to 200 characters, got 201", e.getMessage());
    assertEquals(List.of(), asked);
  }

  @Test
  void refundOrder_toString_hidesTheReason() {
    assertEquals(
        "RefundOrder[r1, 1.00 CNY]", new RefundOrder("r1", Money.fen(100), "王小明付了两次").toString());
  }

  @Test
  void amount_notAboveZero_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> charge("t1", NOON, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new RefundOrder("r1", Money.fen(-1), "twice"));
  }

  @Test
  void release_refund_receiptAndLookups_goToTheirPaths() {
    assertEquals(
        "fine.release POST payments/p1/release",
        line(after(client -> client.release("p1", "payer left"))));
    assertEquals("fine.payment GET payments/p1", line(after(client -> client.payment("p1"))));
    assertEquals(
        "fine.paymentByOrder GET payments?orderNo=o1",
        line(after(client -> client.paymentByOrder("o1"))));
    assertEquals(
        "fine.refund POST payments/p1/refunds",
        line(after(client -> client.refund("p1", new RefundOrder("r1", Money.fen(1), "twice")))));
    assertEquals(
        "fine.refundStatus GET payments/p1/refunds/r1",
        line(after(client -> client.refundStatus("p1", "r1"))));
    assertEquals(
        "fine.receipt GET receipts/0000000001",
        line(after(client -> client.receipt("0000000001"))));
  }

  @Test
  void payment_invalidId_isRefusedBeforeAnyCall() {
    var e = assertThrows(IllegalArgumentException.class, () -> fines.payment("../keys"));

    assertEquals(
        "fine.payment id must be 1 to 64 of A-Z a-z 0-9 . _ -, got 7 characters", e.getMessage());
    assertEquals(List.of(), asked);
  }

  @Test
  void order_withOneDecisionTwice_isRefused() {
    var line = new PaymentOrder.Line(DECISION, Money.fen(1));

    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PaymentOrder("o1", "app", List.of(line, line), null));

    assertEquals("an order must not have one decision twice", e.getMessage());
  }

  @Test
  void order_withoutLinesOrWith21_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new PaymentOrder("o1", "app", List.of(), null));
    List<PaymentOrder.Line> many = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      many.add(
          new PaymentOrder.Line(
              new PenaltyDecisionNumber("03017170101000" + (10 + i)), Money.fen(1)));
    }

    var e =
        assertThrows(
            IllegalArgumentException.class, () -> new PaymentOrder("o1", "app", many, null));

    assertEquals("an order must have 1 to 20 lines, got 21", e.getMessage());
  }

  private static ChannelPayment charge(String tradeNo, OffsetDateTime paidAt, long fen) {
    return new ChannelPayment(tradeNo, paidAt, Money.fen(fen));
  }

  private static PaymentOrder order(String orderNo) {
    return new PaymentOrder(
        orderNo, "app", List.of(new PaymentOrder.Line(DECISION, Money.fen(15_000))), null);
  }

  private GovRequest<?> after(Consumer<FineClient> call) {
    call.accept(fines);
    return asked.get(asked.size() - 1);
  }

  private static String line(GovRequest<?> request) {
    String query =
        String.join(
            "&",
            request.parameters().stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .toList());
    return request.operation()
        + " "
        + request.method()
        + " "
        + request.path()
        + (query.isEmpty() ? "" : "?" + query);
  }
}

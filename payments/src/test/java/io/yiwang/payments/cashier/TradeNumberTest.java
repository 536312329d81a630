package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.shared.Id;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.Refund;
import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how channels' numbers of a charge are sent and received. */
class TradeNumberTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "2026112822001400001, 2026112822001400001",
    "trade_1-2.3, trade_1-2.3",
    "20261102/0001, ._20261102_2f0001",
    "交易1, ._" + "_e4_ba_a4_e6_98_93" + "1",
    "._a, ._._5fa",
    "._20261102_2f0001, ._._5f20261102_5f2f0001",
    ".-x, ._.-x",
    "., ._.",
    ".., ._..",
    "a#b_c, ._a_23b_5fc"
  })
  void toWire_eachKind_isAnIdAndCanBeReversed(String number, String wire) {
    assertEquals(wire, TradeNumber.toWire(number));
    assertEquals(number, TradeNumber.fromWire(wire));
    assertEquals(wire, Id.check(wire, "wire"));
  }

  @Test
  void toWire_tooLongToEscape_isADigestThatNoOtherNumberHas() {
    String longest = "/".repeat(64);

    String wire = TradeNumber.toWire(longest);

    assertEquals(45, wire.length());
    assertTrue(wire.startsWith(".-"));
    assertEquals(wire, Id.check(wire, "wire"));
    assertEquals(wire, TradeNumber.fromWire(wire), "only the journal knows it");
    assertNotEquals(wire, TradeNumber.toWire(wire), "a channel may use that as a number");
    assertNotEquals(wire, TradeNumber.toWire("/".repeat(63)));
  }

  @Test
  void toWire_manyNumbers_areAllDifferent() {
    List<String> parts = List.of("", "a", "_", ".", "-", "/", "2f", "._", ".-", "款");
    Set<String> numbers = new HashSet<>();
    for (String one : parts) {
      for (String two : parts) {
        for (String three : parts) {
          for (String four : parts) {
            numbers.add("1" + one + two + three + four);
            numbers.add(one + two + three + four + "1");
          }
        }
      }
    }
    Set<String> wires = new HashSet<>();
    for (String number : numbers) {
      String wire = Id.check(TradeNumber.toWire(number), "wire");
      wires.add(wire);
      assertEquals(number, TradeNumber.fromWire(wire));
    }

    assertEquals(numbers.size(), wires.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"._", "._zz_2", "._%", "._A_2F", "._a_ff", "._a_61", "plain"})
  void fromWire_notAnEscape_isUnchanged(String wire) {
    assertEquals(wire, TradeNumber.fromWire(wire));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb", "a\u200bb", "a\u0000", "\ud83d"})
  void check_invisibleCharacters_areRefused(String number) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ChannelPayment(number, FineSandbox.TEN, Money.fen(1)));

    assertTrue(
        e.getMessage().startsWith("channelTradeNo must be 1 to 64 visible characters, got "));
  }

  @Test
  void check_longerThan64_isRefusedByCharactersAndNotByChars() {
    assertEquals("😀".repeat(64), TradeNumber.check("😀".repeat(64), "n"));
    assertThrows(IllegalArgumentException.class, () -> TradeNumber.check("a".repeat(65), "n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"20261102/0001", "._a_2fb", "No.#1|二", "////////////////////////////////"})
  void pay_numberThatTheInterfaceCannotCarry_settlesRefundsAndReconciles(
      String number, GovSandbox sandbox) throws Exception {
    List<PayerCharge.Refund> refunds = new ArrayList<>();
    try (CashierWorld world = new CashierWorld(sandbox, folder.resolve("j" + number.hashCode()))) {
      Seed.Fine fine =
          sandbox.seed().payableFines(FineSandbox.XIHU).stream()
              .filter(it -> world.timesPaid(it) == 0)
              .findFirst()
              .orElseThrow();
      Quote quote = world.quote(fine);
      ChannelPayment charge =
          new ChannelPayment(
              number, sandbox.clock().instant().atOffset(ZoneOffset.ofHours(8)), quote.total());
      FineCashier cashier = world.builder().payerCharge(new OneCharge(charge, refunds)).build();

      Settled settled = assertInstanceOf(Settled.class, cashier.pay(world.no(0), quote));

      String told = number.startsWith("///") ? TradeNumber.toWire(number) : number;
      assertEquals(told, settled.payment().channelTradeNo());
      assertEquals(
          settled,
          cashier.outcome(world.no(0)).orElseThrow(),
          "the listener gets what the journal has");
      LocalDate day = LocalDate.ofInstant(sandbox.clock().instant(), ZoneOffset.ofHours(8));
      cashier.refund(world.no(0), "R" + number.hashCode(), Money.fen(100), "多缴");
      sandbox.clock().advance(Duration.ofDays(3));
      Recovery.of(cashier).runOnce(10);
      assertEquals(charge, refunds.get(0).charge(), "to the channel in its own words");

      List<Reconciled> found = new ArrayList<>();
      ChannelFile file =
          each ->
              each.accept(
                  new ChannelFile.Line(
                      ChannelFile.Kind.CHARGE, world.no(0), number, quote.total()));
      world.reconcile(day, folder, file, found::add);
      found.removeIf(it -> !it.orderNo().equals(world.no(0)));
      assertEquals(List.of(Reconciled.Kind.MATCHED), found.stream().map(Reconciled::kind).toList());
      Statement statement =
          new FineClient(world.gateway).statement(day, folder.resolve("s" + number.hashCode()));
      Set<String> inStatement = new HashSet<>();
      statement.forEach(
          line -> {
            if (line.orderNo().equals(world.no(0))) {
              inStatement.add(line.channelTradeNo());
            }
          });
      assertEquals(Set.of(told), inStatement);
    }
  }

  @Test
  void journal_paymentAndCharge_areKeptExactly() {
    Payment payment =
        new Payment(
            "p1",
            "W1",
            "wallet",
            Money.fen(1),
            PaymentStatus.SETTLED,
            FineSandbox.TEN,
            FineSandbox.TEN,
            null,
            List.of(),
            "._a_2fb");
    ChannelPayment charge = new ChannelPayment("/".repeat(64), FineSandbox.TEN, Money.fen(1));
    PaymentRecord record =
        new PaymentRecord(
            "W1",
            "wallet",
            List.of(),
            false,
            FineSandbox.TEN,
            Progress.entered(FineSandbox.TEN),
            payment,
            charge,
            null);
    try (Journal journal = Journal.at(folder.resolve("kept"))) {
      var intents = journal.intents("test", "k", PaymentRecord.class, NoSensitivePayload.class);
      assertInstanceOf(
          BeginResult.Started.class, intents.begin(Draft.of("W1", "S", record), Duration.ZERO));

      PaymentRecord kept = intents.find("W1").orElseThrow().payload();

      assertEquals(record, kept);
      assertEquals("._a_2fb", kept.held().channelTradeNo());
    }
  }

  /** A channel that has one charge. */
  private record OneCharge(ChannelPayment charge, List<Refund> refunds) implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      return new ChargeAnswer.Charged(charge);
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return new ChargeAnswer.Charged(charge);
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return new ChargeAnswer.Charged(charge);
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      refunds.add(refund);
      return RefundAnswer.PAID_BACK;
    }
  }
}

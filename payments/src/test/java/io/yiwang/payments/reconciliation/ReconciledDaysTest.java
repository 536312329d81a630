package io.yiwang.payments.reconciliation;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.cashier.CashierWorld;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.payments.cashier.Wallet;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests several days as the cashier, the treasury and the channel really write them. */
@ExtendWith(GovSandboxExtension.class)
class ReconciledDaysTest {
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  @TempDir Path folder;
  private GovSandbox sandbox;
  private CashierWorld world;
  private LocalDate first;

  @BeforeEach
  void open(GovSandbox given) {
    sandbox = given;
    // Days in the past, because the journal's entries have the database's time.
    first = LocalDate.now(CHINA).minusDays(9);
    sandbox.clock().set(first.atTime(12, 0).toInstant(CHINA));
    world = new CashierWorld(sandbox, folder.resolve("journal"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Seed.Fine fine(int index) {
    return sandbox.seed().payableFines(FineSandbox.XIHU).get(index);
  }

  private void nextDay() {
    sandbox.clock().advance(Duration.ofDays(1));
    world.recover();
  }

  private void pay(String orderNo, int fine) {
    assertInstanceOf(FineOutcome.Settled.class, world.pay(orderNo, fine(fine)));
  }

  private Map<String, Kind> reconciled(int day, ChannelFile channel) throws IOException {
    List<Reconciled> found = new ArrayList<>();
    world.reconcile(first.plusDays(day), folder, channel, found::add);
    return found.stream().collect(toMap(Reconciled::orderNo, Reconciled::kind));
  }

  private Map<String, Kind> reconciled(int day) throws IOException {
    return reconciled(day, world.wallet.bill(first.plusDays(day)));
  }

  @Test
  void run_refundThatTheChannelTakesADayFor_isRefundedOnBothDaysAndOnNoOther() throws IOException {
    pay("W1", 0);
    pay("W2", 3);
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");
    nextDay();
    world.wallet.next(Wallet.Fault.UNDERWAY, Wallet.Fault.UNDERWAY, Wallet.Fault.UNDERWAY);
    world.wallet.next(Wallet.Fault.UNDERWAY, Wallet.Fault.UNDERWAY, Wallet.Fault.UNDERWAY);
    nextDay();
    assertEquals(RefundState.RETURNING, world.cashier.refundOutcome("R1").orElseThrow().state());
    nextDay();
    nextDay();

    assertEquals(Map.of("W1", Kind.MATCHED, "W2", Kind.MATCHED), reconciled(0));
    assertEquals(Map.of(), reconciled(1));
    assertEquals(Map.of("W1", Kind.REFUNDED), reconciled(2));
    assertEquals(Map.of("W1", Kind.REFUNDED), reconciled(3));
    assertEquals(Map.of("W1", Kind.OTHER_DAY), reconciled(3, each -> {}));
  }

  @Test
  void run_refundThatTheChannelOnlyReported_differs() throws IOException {
    pay("W1", 0);
    world.cashier.refund("W1", "R1", Money.yuan("150"), "决定撤销");
    nextDay();
    nextDay();
    assertEquals(RefundState.PAID_BACK, world.cashier.refundOutcome("R1").orElseThrow().state());
    nextDay();

    assertEquals(Map.of("W1", Kind.REFUNDED), reconciled(2));
    assertEquals(Map.of("W1", Kind.STATE_DIFFERS), reconciled(2, each -> {}));
  }

  @Test
  void run_wrongAmountChargedAndRefunded_differsInAmount() throws IOException {
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    world.pay("W1", fine(0));
    world.recover();
    nextDay();

    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(Map.of("W1", Kind.AMOUNT_DIFFERS), reconciled(0));
  }
}

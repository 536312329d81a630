package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.reconciliation.PayerRefund.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReconciledOrderTest {
  /** Of 60 refunds there are 2 to the power of 60 sums. */
  @Test
  @Timeout(20)
  void reconciled_manyRefundsThatPerhapsAreOfTheDay_takesTheSumsThatCanBe() {
    ReconciledOrder order = new ReconciledOrder("W1");
    order.ours(
        new ReconciledOrder.Ours(CashierState.SETTLED, false, false, "t-1", "p-1"), 1L << 61);
    for (int i = 0; i < 60; i++) {
      order.givenBack(new PayerRefund("r" + i, 1L << i, Expected.PERHAPS, Expected.PERHAPS, true));
    }
    order.add(new OrderSorter.Line(OrderSorter.Book.CHANNEL, "W1", 0, 5, "t-1", ""));

    Reconciled reconciled = order.reconciled();

    assertEquals(Reconciled.Kind.REFUNDED, reconciled == null ? null : reconciled.kind());
  }

  /** The driver takes what follows a question mark for settings, and works in another file. */
  @Test
  void sorter_folderWithAQuestionMark_isRefusedAndNothingIsLeft(@TempDir Path folder)
      throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a?b"));

    assertThrows(IllegalArgumentException.class, () -> new OrderSorter(odd));

    try (Stream<Path> all = Files.walk(folder)) {
      assertEquals(2, all.count());
    }
  }
}

package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the sorter's own file. */
class OrderSorterTest {
  /**
   * Tests that a question mark is refused: the driver would take what follows for settings, and use
   * another file.
   */
  @Test
  void new_folderWithAQuestionMark_isRefusedAndNothingIsLeft(@TempDir Path folder)
      throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a?b"));

    assertThrows(IllegalArgumentException.class, () -> new OrderSorter(odd));

    try (Stream<Path> all = Files.walk(folder)) {
      assertEquals(2, all.count());
    }
  }
}

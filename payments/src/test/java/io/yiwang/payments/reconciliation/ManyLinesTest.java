package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that the heap does not grow with the number of orders: 50,000 in 24 MB, or as {@code
 * -Dreconciled.orders} and {@code -Dreconciled.heap} say.
 */
@Tag("proof")
class ManyLinesTest {
  @TempDir Path folder;

  @Test
  void run_manyOrders_needsNoMoreHeapThanFew() throws IOException, InterruptedException {
    int orders = Integer.getInteger("reconciled.orders", 50_000);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + System.getProperty("reconciled.heap", "24m"),
                "-cp",
                System.getProperty("java.class.path"),
                ManyLines.class.getName(),
                folder.toString(),
                Integer.toString(orders))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();

    String text = Files.readString(output, UTF_8);
    assertTrue(ended && process.exitValue() == 0, text);
    int missing = orders / 1000 - 1;
    assertEquals(
        "{MATCHED=" + (orders - missing - 1) + ", STATE_DIFFERS=" + missing + ", DUPLICATE=1}",
        text.substring(text.indexOf('{'), text.indexOf('}') + 1),
        text);
    System.out.println(orders + " orders: " + text.strip());
  }
}

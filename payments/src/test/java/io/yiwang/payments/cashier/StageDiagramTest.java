package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Checks the diagram in {@code payments/README.md} against the transitions that {@link StagesTest}
 * finds. Run this test with {@code -Dstages.rewrite=true} to update the diagram.
 */
class StageDiagramTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- stages: printed by StageDiagramTest -->\n";
  private static final String END = "<!-- end of stages -->\n";

  /**
   * The reason for each transition. The test fails for one that {@link StagesTest} does not find,
   * or that is missing here.
   */
  private static final Map<String, String> WHY =
      Map.ofEntries(
          Map.entry("HOLDING CHARGING", "held"),
          Map.entry(
              "HOLDING CANCELLING", "cannot continue, or the gateway is ahead of the journal"),
          Map.entry("HOLDING REFUSED", "just rejected, and the gateway never had this order"),
          Map.entry("CHARGING CONFIRMING", "charged"),
          Map.entry("CHARGING RELEASING", "declined, wrong amount, or already refunded"),
          Map.entry("CHARGING CANCELLING", "payer has left, or too late"),
          Map.entry("CANCELLING CONFIRMING", "charged nevertheless"),
          Map.entry(
              "CANCELLING RELEASING", "not charged and held; or wrong amount, or already refunded"),
          Map.entry("CANCELLING REFUSED", "not charged, nothing held"),
          Map.entry("CANCELLING SETTLED", "not charged, and settled by another process"),
          Map.entry("CANCELLING SETTLING", "not charged, and being settled by another process"),
          Map.entry("CONFIRMING SETTLED", "settled"),
          Map.entry("CONFIRMING SETTLING", "accepted"),
          Map.entry("CONFIRMING RELEASING", "rejected, and still held"),
          Map.entry("CONFIRMING RETURNING", "hold lost, or settled with another charge"),
          Map.entry("SETTLING SETTLED", "settled"),
          Map.entry("RELEASING REFUSED", "released; the channel has just reported no charge"),
          Map.entry(
              "RELEASING CANCELLING", "released; the channel's answer is older than this call"),
          Map.entry("RELEASING RETURNING", "released; charged"),
          Map.entry("RELEASING RETURNED", "released; the channel reports a refund"),
          Map.entry("RELEASING SETTLED", "paid after all"),
          Map.entry("RELEASING SETTLING", "paid after all, being settled"),
          Map.entry("RETURNING RETURNED", "refunded"),
          Map.entry("REFUSED RELEASING", "charged late"));

  private static String diagram() {
    Map<String, String> unused = new HashMap<>(WHY);
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> HOLDING\n");
    StagesTest.ways().forEach((from, to) -> ways(from, to, unused, text));
    assertEquals(Map.of(), unused, "described, but not found");
    for (CashierState state : CashierState.values()) {
      if (state.isFinal()) {
        text.append("    ").append(state).append(" --> [*]\n");
      }
    }
    return text.append("```\n").toString();
  }

  private static void ways(
      CashierState from, Set<CashierState> to, Map<String, String> unused, StringBuilder text) {
    for (CashierState next : to) {
      if (next != from) {
        String why = unused.remove(from + " " + next);
        assertEquals(true, why != null, () -> from + " to " + next + " is not described");
        text.append("    %s --> %s: %s%n".formatted(from, next, why).replace("\r", ""));
      }
    }
  }

  @Test
  void readme_diagram_hasTheTransitionsOfTheStages() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    String diagram = diagram();
    if (Boolean.getBoolean("stages.rewrite")) {
      Files.writeString(README, readme.substring(0, begin) + diagram + readme.substring(end));
      return;
    }

    assertEquals(diagram, readme.substring(begin, end), "run with -Dstages.rewrite=true");
  }
}

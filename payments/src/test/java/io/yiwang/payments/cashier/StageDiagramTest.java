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
 * The diagram in {@code payments/README.md} is printed from the ways that {@link StagesTest} finds.
 * Run this test with {@code -Dstages.rewrite=true} to write it there.
 */
class StageDiagramTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- stages: printed by StageDiagramTest -->\n";
  private static final String END = "<!-- end of stages -->\n";

  /**
   * Why each way is taken; one that {@link StagesTest} does not find, or that lacks here, fails.
   */
  private static final Map<String, String> WHY =
      Map.ofEntries(
          Map.entry("HOLDING CHARGING", "held"),
          Map.entry("HOLDING CANCELLING", "no way on, or the gateway is further than the journal"),
          Map.entry("HOLDING REFUSED", "just refused, and the gateway never had this order"),
          Map.entry("CHARGING CONFIRMING", "charged"),
          Map.entry("CHARGING RELEASING", "declined, wrong amount, or given back"),
          Map.entry("CHARGING CANCELLING", "payer gone, or too late"),
          Map.entry("CANCELLING CONFIRMING", "charged all the same"),
          Map.entry("CANCELLING RELEASING", "not charged and held; or wrong amount, or given back"),
          Map.entry("CANCELLING REFUSED", "not charged, nothing held"),
          Map.entry("CANCELLING SETTLED", "not charged, and settled by somebody else"),
          Map.entry("CANCELLING SETTLING", "not charged, and being settled by somebody else"),
          Map.entry("CONFIRMING SETTLED", "settled"),
          Map.entry("CONFIRMING SETTLING", "accepted"),
          Map.entry("CONFIRMING RELEASING", "refused, and still held"),
          Map.entry("CONFIRMING RETURNING", "hold lost, or settled with another charge"),
          Map.entry("SETTLING SETTLED", "settled"),
          Map.entry("RELEASING REFUSED", "let go; the channel has just said not charged"),
          Map.entry("RELEASING CANCELLING", "let go; the channel's word is older than this call"),
          Map.entry("RELEASING RETURNING", "let go; charged"),
          Map.entry("RELEASING RETURNED", "let go; the channel says given back"),
          Map.entry("RELEASING SETTLED", "paid after all"),
          Map.entry("RELEASING SETTLING", "paid after all, being settled"),
          Map.entry("RETURNING RETURNED", "paid back"),
          Map.entry("REFUSED RELEASING", "charged late"));

  private static String diagram() {
    Map<String, String> unused = new HashMap<>(WHY);
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> HOLDING\n");
    StagesTest.ways().forEach((from, to) -> ways(from, to, unused, text));
    assertEquals(Map.of(), unused, "described, and never taken");
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
  void readme_diagram_isWhatTheStagesDo() throws IOException {
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

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.testkit.CheckResult.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The findings of {@link GatewayCheck}, for people and for programs. */
record CheckReport(URI gateway, Instant at, List<CheckResult> results) {
  long count(Outcome outcome) {
    return results.stream().filter(each -> each.outcome() == outcome).count();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("IGS/1 conformance of ").append(gateway).append('\n');
    for (CheckResult result : results) {
      Check check = result.check();
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-8s %-28s docs/igs-1.md section %s%n         %s%n",
              label(result.outcome()),
              check.id(),
              check.section(),
              check.rule()));
      switch (result.outcome()) {
        case FAILED ->
            text.append("         expected: ")
                .append(result.expected())
                .append("\n         actual:   ")
                .append(result.actual())
                .append('\n');
        case NOT_RUN -> text.append("         because:  ").append(result.reason()).append('\n');
        case PASSED -> {
          // Nothing to act on.
        }
      }
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  private static String label(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case FAILED -> "FAILED";
      case NOT_RUN -> "not run";
    };
  }

  private String summary() {
    return count(Outcome.PASSED)
        + " passed, "
        + count(Outcome.FAILED)
        + " failed, "
        + count(Outcome.NOT_RUN)
        + " not run";
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("gateway", gateway.toString()).put("at", at.toString());
    json.put("passed", count(Outcome.PASSED)).put("failed", count(Outcome.FAILED));
    json.put("notRun", count(Outcome.NOT_RUN));
    ArrayNode checks = json.putArray("checks");
    for (CheckResult result : results) {
      ObjectNode check = checks.addObject();
      check.put("id", result.check().id()).put("section", result.check().section());
      check.put("rule", result.check().rule()).put("outcome", result.outcome().name());
      if (result.expected() != null) {
        check.put("expected", result.expected()).put("actual", result.actual());
      }
      if (result.reason() != null) {
        check.put("reason", result.reason());
      }
    }
    return json;
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a recorded exchange as a JUnit test in Java. */
final class TestSkeleton {
  private static final int MOST_ASSERTIONS = 8;

  private TestSkeleton() {}

  /** Returns a JUnit test that expects the same request and causes the same fault. */
  static String of(RecordedRequest exchange) {
    String operation = exchange.operation().orElse(null);
    List<String> lines = new ArrayList<>();
    lines.add("@Test");
    lines.add("void " + name(operation) + "(GovSandbox sandbox, GovClient gov) {");
    exchange
        .fault()
        .ifPresent(
            fault ->
                lines.add(
                    "  sandbox.faults().next("
                        + (operation == null ? "" : literal(operation))
                        + ")."
                        + call(fault)
                        + ";"));
    if (!lines.get(lines.size() - 1).startsWith("void")) {
      lines.add("");
    }
    lines.add("  // Call your own code here.");
    lines.add("");
    lines.add(
        operation == null
            ? "  sandbox.requests().last()"
            : "  sandbox.requests().of(" + literal(operation) + ").last()");
    lines.addAll(assertions(exchange));
    lines.set(lines.size() - 1, lines.get(lines.size() - 1) + ";");
    lines.add("}");
    return String.join("\n", lines);
  }

  /** Returns the call of {@link NextFault} that adds such a fault, with usual arguments. */
  private static String call(String fault) {
    String parameters =
        switch (fault) {
          case "slowBody" -> "Duration.ofSeconds(5)";
          case "staleAnswer", "clockSkew" -> "Duration.ofMinutes(10)";
          case "rateLimited", "maintenance", "inProgress" -> "Duration.ofSeconds(1)";
          case "unsignedError", "unsignedErrorAfterWork" -> "502";
          case "gzipBomb" -> "64";
          case "redirect" -> "URI.create(\"https://elsewhere.example/\")";
          default -> "";
        };
    return fault + "(" + parameters + ")";
  }

  private static String name(@Nullable String operation) {
    if (operation == null) {
      return "call_asRecorded_isSentAndAnswered";
    }
    StringBuilder name = new StringBuilder();
    for (String part : operation.split("\\.")) {
      String first = part.substring(0, 1);
      name.append(name.isEmpty() ? first : first.toUpperCase(Locale.ROOT));
      name.append(part.substring(1));
    }
    return name + "_asRecorded_isSentAndAnswered";
  }

  private static List<String> assertions(RecordedRequest exchange) {
    List<String> calls = new ArrayList<>();
    if (!exchange.isLogin()) {
      RecordedSignature signature = exchange.signature();
      calls.add(
          signature.isValid()
              ? "assertVerified()"
              : "assertSignatureRefused(" + literal(signature.code()) + ")");
    }
    Map<String, String> opened = exchange.opened();
    opened.forEach(
        (pointer, text) ->
            calls.add("assertSealed(" + literal(pointer) + ", " + literal(text) + ")"));
    leaves(Json.parseLeniently(exchange.received().body()), "", opened.keySet(), calls);
    exchange.status().ifPresent(status -> calls.add("assertAnswered(" + status + ")"));
    return calls.stream().map(call -> "      ." + call).toList();
  }

  private static void leaves(JsonNode node, String pointer, Set<String> opened, List<String> to) {
    if (opened.contains(pointer) || to.size() >= MOST_ASSERTIONS) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              each ->
                  leaves(
                      each.getValue(),
                      pointer + "/" + each.getKey().replace("~", "~0").replace("/", "~1"),
                      opened,
                      to));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        leaves(node.get(i), pointer + "/" + i, opened, to);
      }
    } else if (node.isTextual()) {
      to.add("assertMember(" + literal(pointer) + ", " + literal(node.textValue()) + ")");
    } else if (node.isNumber() || node.isBoolean()) {
      // Compared as text: a larger number would not be a valid literal.
      String value = node.isBoolean() || node.isInt() ? node.asText() : literal(node.asText());
      to.add("assertMember(" + literal(pointer) + ", " + value + ")");
    }
  }

  /** Returns a text as a string literal of Java. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        default -> {
          // Bidirectional marks and the like would show another text than the one compared.
          if (Character.isISOControl(each) || Character.getType(each) == Character.FORMAT) {
            literal.append("\\u%04x".formatted((int) each));
          } else {
            literal.append(each);
          }
        }
      }
    }
    return literal.append('"').toString();
  }
}

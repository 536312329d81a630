package io.yiwang.systemtests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects what the nodes of a {@link ChaosRun} print: the payments that they begin, the refunds
 * that they promise, and whatever must not happen. It also keeps the history of each order, which
 * explains a disagreement.
 */
final class ChaosLog {
  private final Map<String, List<String>> begun = new LinkedHashMap<>();
  private final Set<String> refunds = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, List<String>> history = new HashMap<>();
  private final List<String> losses = new ArrayList<>();
  private long lines;

  /** Adds a line that a node has printed. */
  synchronized void add(String node, String line) {
    String[] words = line.split(" ");
    lines++;
    if (words.length > 2) {
      addHistory(words[1], node + " " + line);
    }
    switch (words[0]) {
      case "BEGIN" -> begun.put(words[1], List.of(words[2].split(",")));
      case "REFUND" -> refunds.add(words[1]);
      case "READY", "STATE", "END", "FAULT", "DRAINED" -> {
        // Nothing to keep.
      }
      // INTERVENTION, VIOLATION, or what a JVM prints when it breaks.
      default -> violations.add(node + " printed " + line);
    }
  }

  /** Adds an event to the history of an order or a refund. */
  synchronized void addHistory(String id, String event) {
    history.computeIfAbsent(id, any -> new ArrayList<>()).add(lines + " " + event);
  }

  /** Notes that the journal has now lost commits, which belongs to the history of every order. */
  synchronized void addLoss(String cause) {
    losses.add(cause + " after line " + lines);
  }

  /** Returns how many lines were printed so far. */
  synchronized long lines() {
    return lines;
  }

  /** Returns the order numbers of all payments, in the order in which they began. */
  synchronized List<String> begun() {
    return List.copyOf(begun.keySet());
  }

  /** Returns the decisions of an order, separated by commas. */
  synchronized String decisionsOf(String orderNo) {
    return String.join(",", begun.getOrDefault(orderNo, List.of("none")));
  }

  /** Returns a decision of the payment that began last, or an empty string before the first. */
  synchronized String decisionBegunLast() {
    List<String> last = List.of();
    for (List<String> decisions : begun.values()) {
      last = decisions;
    }
    return last.isEmpty() ? "" : last.get(0);
  }

  /** Returns the numbers of all refunds that were promised. */
  synchronized List<String> refunds() {
    return List.copyOf(refunds);
  }

  /** Returns what no node should ever have printed. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Returns all events of an order and of its refund, a line for each. */
  synchronized String historyOf(String orderNo) {
    return Stream.of(losses, history.get(orderNo), history.get("R-" + orderNo))
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .collect(Collectors.joining("\n  ", "\n  ", ""));
  }
}

package io.yiwang.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests fail on demand, as by {@code sandbox.faults().next("fine.confirm").answerLost()}.
 * The faults of an operation happen in the order in which they were added, one for each request, a
 * client's own repeats included; after them requests succeed again. Thread-safe.
 */
public final class Faults {
  /** The key of faults for any operation. */
  private static final String ANY = "*";

  private final Map<String, Queue<Fault>> waiting = new LinkedHashMap<>();

  Faults() {}

  /**
   * Starts to describe a fault of the next request for an operation.
   *
   * @param operation as named in the OpenAPI document, such as {@code fine.hold}
   * @throws IllegalArgumentException if the document has no such operation
   */
  public NextFault next(String operation) {
    if (Operations.all().stream().noneMatch(each -> each.id().equals(operation))) {
      throw new IllegalArgumentException(
          operation + " is not an operation of the OpenAPI document");
    }
    return new NextFault(this::add, operation, 1);
  }

  /** Starts to describe a fault of the next request, whatever its operation. */
  public NextFault next() {
    return new NextFault(this::add, ANY, 1);
  }

  /** Removes the faults that have not happened yet. */
  public synchronized void clear() {
    waiting.clear();
  }

  /**
   * A fault that has not happened yet.
   *
   * @param operation the operation; absent for any
   */
  record Waiting(@Nullable String operation, String fault) {}

  synchronized List<Waiting> list() {
    List<Waiting> all = new ArrayList<>();
    waiting.forEach(
        (operation, faults) ->
            faults.forEach(
                fault ->
                    all.add(new Waiting(operation.equals(ANY) ? null : operation, fault.name()))));
    return all;
  }

  /** Returns how many faults have not happened yet. */
  public synchronized int waiting() {
    return waiting.values().stream().mapToInt(Queue::size).sum();
  }

  synchronized void add(String operation, int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      waiting.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(fault);
    }
  }

  synchronized Fault take(@Nullable String operation) {
    Fault fault = operation == null ? null : poll(operation);
    if (fault == null) {
      fault = poll(ANY);
    }
    return fault == null ? Fault.NONE : fault;
  }

  private @Nullable Fault poll(String operation) {
    Queue<Fault> faults = waiting.get(operation);
    return faults == null ? null : faults.poll();
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the operations of the OpenAPI document. */
final class Operations {
  private static final List<Operation> ALL = read();

  private Operations() {}

  private static List<Operation> read() {
    List<Operation> operations = new ArrayList<>();
    ApiDocument.paths()
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (method.getValue().has("operationId")) {
                            operations.add(operation(path.getKey(), path.getValue(), method));
                          }
                        }));
    return List.copyOf(operations);
  }

  private static Operation operation(
      String path, JsonNode item, Map.Entry<String, JsonNode> method) {
    return new Operation(method.getKey(), path, item, method.getValue());
  }

  static List<Operation> all() {
    return ALL;
  }

  /** Returns the operation of a method and an escaped path below the base; absent if none. */
  static @Nullable Operation find(String method, String path) {
    Operation best = null;
    for (Operation each : ALL) {
      // A path without parameters wins over one with some: /services/changes is not a code.
      if (each.takes(method, path) && (best == null || each.placeholders() < best.placeholders())) {
        best = each;
      }
    }
    return best;
  }
}

package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Holds the categories of messages, 40 at the first level and 223 at the second. */
final class Categories {
  private static final String VERSION = "2026-1";
  private static final int TOP_LEVEL = 3;
  private static final String OTHER = "C4005";

  private final List<Table.Row> rows = Table.read("categories.tsv");

  boolean has(String code) {
    return rows.stream().anyMatch(row -> row.text("code").equals(code));
  }

  ObjectNode tree(boolean english) {
    ObjectNode tree = Json.object().put("version", VERSION);
    ArrayNode top = tree.putArray("categories");
    ArrayNode children = Json.array();
    for (Table.Row row : rows) {
      ObjectNode category = Json.object().put("code", row.text("code"));
      category.put("name", row.text("name", english));
      if (row.text("code").length() == TOP_LEVEL) {
        children = top.add(category).get(top.size() - 1).withArray("/children");
      } else {
        children.add(category);
      }
    }
    return tree;
  }

  /**
   * Returns the second-level category whose name shares the most pairs of characters with a text.
   */
  String classify(String text) {
    String best = OTHER;
    long most = 0;
    for (Table.Row row : rows) {
      long shared = row.text("code").length() == TOP_LEVEL ? 0 : shared(row.text("name"), text);
      if (shared > most) {
        most = shared;
        best = row.text("code");
      }
    }
    return best;
  }

  private static long shared(String name, String text) {
    long shared = 0;
    for (int i = 0; i + 2 <= name.length(); i++) {
      if (text.contains(name.substring(i, i + 2))) {
        shared++;
      }
    }
    return shared;
  }
}
